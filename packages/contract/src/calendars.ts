import { z } from 'zod'
import { Fault, Id, InstantOut, listOf, Name, Page } from './basics.ts'
import { EXCEPTIONS_MAX, ScheduleException } from './schedule-rule.ts'

export const CALENDARS_MAX = 100

/** An exception with the name of its day. */
export const CalendarDay = ScheduleException.extend({ name: Name.optional() })
export type CalendarDay = z.output<typeof CalendarDay>

/** Exceptions that schedules share: public holidays, a freeze. */
export const NewCalendar = z.strictObject({ name: Name, exceptions: z.array(CalendarDay).max(EXCEPTIONS_MAX) })
export type NewCalendar = z.output<typeof NewCalendar>

export const Calendar = z
  .object({
    id: Id,
    name: z.string(),
    exceptions: z.array(CalendarDay),
    version: z.int(),
    created_at: InstantOut,
    updated_at: InstantOut,
  })
  .meta({ id: 'Calendar' })
export type Calendar = z.output<typeof Calendar>
export const Calendars = listOf(Calendar)
export const CalendarsQuery = Page

/** `schedule_ids`: the schedules that it changes. Nothing has started or stopped by it. */
export const SavedCalendar = Calendar.extend({ schedule_ids: z.array(Id) }).meta({ id: 'SavedCalendar' })
export type SavedCalendar = z.output<typeof SavedCalendar>

const source = {
  ical: z.string().min(1).max(60_000).optional(),
  text: z.string().min(1).max(60_000).optional(),
  state: z.enum(['on', 'off']).default('off'),
}
const hasOneSource = ({ ical, text }: { ical?: string | undefined; text?: string | undefined }) =>
  (ical === undefined) !== (text === undefined)
const oneSource = { message: 'must have either ical or text' }

/** Whole days out of an iCalendar file (RFC 5545), or out of lines such as `2026-12-25 Christmas` and `2026-12-28..2026-12-31 Closed`. */
export const ReadCalendar = z.strictObject(source).refine(hasOneSource, oneSource)
export type ReadCalendar = z.output<typeof ReadCalendar>
export const ImportCalendar = z.strictObject({ name: Name, ...source }).refine(hasOneSource, oneSource)
export type ImportCalendar = z.output<typeof ImportCalendar>
export const ImportedCalendar = SavedCalendar.extend({
  faults: z.array(Fault).describe('what could not be read, and is not in the calendar'),
}).meta({ id: 'ImportedCalendar' })
export type ImportedCalendar = z.output<typeof ImportedCalendar>

/** Days that were read and not kept: proposals. */
export const CalendarPreview = z
  .object({ exceptions: z.array(CalendarDay), faults: z.array(Fault).describe('what could not be read') })
  .meta({ id: 'CalendarPreview' })
export type CalendarPreview = z.output<typeof CalendarPreview>
