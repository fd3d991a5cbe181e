import type { CalendarDay, FieldFault, ImportCalendar } from '@skykeep/contract'
import { calendarExceptions } from '@skykeep/schedule'
import { readCalendarText } from './calendar-text.ts'

/** The days of an imported calendar, and what of it could not be read. */
export function readCalendar(
  { ical, text, state }: ImportCalendar,
  now: Date,
): { exceptions: CalendarDay[]; faults: FieldFault[] } {
  void now
  return ical === undefined ? readCalendarText(text!, state) : (calendarExceptions as never as (a: string) => never)(ical)
}
