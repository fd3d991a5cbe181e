import type { CalendarDay, FieldFault, ReadCalendar } from '@skykeep/contract'
import { calendarExceptions } from '@skykeep/schedule'
import { readCalendarText } from './calendar-text.ts'
import { mustBeWithout } from './shown-schedule.ts'

const NAME_MAX = 80
/** Yearly days are written out until the end of the third year after this one. */
const YEARS_AHEAD = 3

/**
 * The days of an imported calendar, and what of its lines could not be read.
 *
 * @throws Problem VALIDATION_FAILED for iCalendar that is not understood: of a repetition that was guessed nobody would notice that it is wrong
 */
export function readCalendar(
  { ical, text, state }: ReadCalendar,
  now: Date,
): { exceptions: CalendarDay[]; faults: FieldFault[] } {
  if (ical === undefined) return readCalendarText(text!, state)
  const year = now.getUTCFullYear()
  const { days, faults } = calendarExceptions(ical, `${year}-01-01`, `${year + YEARS_AHEAD}-12-31`)
  mustBeWithout(faults.map(({ line, detail }) => ({ pointer: '#/ical', detail: line > 0 ? `line ${line}: ${detail}` : detail })))
  return { exceptions: (days ?? []).map(({ date, name }) => ({ date, state, ...named(name) })), faults: [] }
}

function named(name: string): { name?: string } {
  const plain = name
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, NAME_MAX)
    .trim()
  return plain === '' ? {} : { name: plain }
}
