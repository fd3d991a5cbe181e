import { t } from '../../messages/messages.ts'
import { writeDay } from '../../parts/write-day.ts'
import { type DateRule, type Span, spanOf } from './dates.ts'
import type { DayBar } from './day-bars.ts'
import type { Exception } from './draft.ts'
import { writeClock } from './week.ts'

/** `25 December 2026`, `28 December 2026 – 3 January 2027`. */
export const spanInWords = ([first, last]: Span): string =>
  first === last ? writeDay(first) : `${writeDay(first)} – ${writeDay(last)}`

/** `off`, `on 10:00–16:00 and 18:00–20:00`. */
export function ruleInWords({ state, windows }: DateRule): string {
  if (windows === undefined) return t.schedules.exceptions.states[state ?? 'off']
  return t.schedules.dates.hours(windows.map(({ start, end }) => `${start}–${end}`))
}

export function exceptionInWords(exception: Exception): string {
  const span = spanOf(exception)
  return `${span === null ? '?' : spanInWords(span)}: ${ruleInWords(exception)}`
}

/** The name of a date in the calendar: `Friday 25 December 2026: off, Christmas; on 08:00–18:00`. */
export function dayInWords(
  day: string,
  found: { rule: DateRule; isOwn: boolean; name?: string } | undefined,
  bar: DayBar | undefined,
): string {
  const special = found && [ruleInWords(found.rule), found.name, found.isOwn ? undefined : t.schedules.dates.ofCalendar]
  const pieces = (bar?.on ?? []).map(([from, to]) => `${writeClock(from)}–${writeClock(to)}`)
  const clock = bar?.clock ? [clockInWords(bar.clock)] : []
  return [
    [writeDay(day, 'full'), special?.filter(Boolean).join(', ')].filter(Boolean).join(': '),
    ...(bar ? [pieces.length === 0 ? t.schedules.dates.allOff : t.schedules.dates.hours(pieces)] : []),
    ...clock,
  ].join('; ')
}

export const clockInWords = ({ kind, piece: [from, to] }: NonNullable<DayBar['clock']>): string =>
  t.schedules.dates.clocks[kind](`${writeClock(from)}–${writeClock(to)}`)
