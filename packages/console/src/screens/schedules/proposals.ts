import type { Schemas } from '../../api/client.ts'
import { type DateRule, exceptionOn, ruleOf, type Span, setDates, spanOf } from './dates.ts'
import type { Exception } from './draft.ts'

export type CalendarDay = Schemas['CalendarPreview']['exceptions'][number]

/** Dates that somebody may take over: they become exceptions by being accepted, and not before. */
export interface Proposal {
  day: CalendarDay
  span: Span
  rule: DateRule
  /** What the schedule says of these dates already: nothing, the same, or something else that would be replaced. */
  against: 'free' | 'same' | 'other'
}

/** What is over is not proposed. */
export function proposalsOf(days: readonly CalendarDay[], exceptions: readonly Exception[], today: string): Proposal[] {
  return days.flatMap((day) => {
    const span = spanOf(day)
    return span === null || span[1] < today ? [] : [{ day, span, rule: ruleOf(day), against: againstOf(day, span, exceptions) }]
  })
}

function againstOf(day: CalendarDay, [first, last]: Span, exceptions: readonly Exception[]): Proposal['against'] {
  const touched = exceptions.filter((one) => {
    const span = spanOf(one)
    return span !== null && span[0] <= last && span[1] >= first
  })
  if (touched.length === 0) return 'free'
  const covers = exceptionOn(touched, first)
  const isWhole = covers !== undefined && covers === exceptionOn(touched, last)
  return isWhole && JSON.stringify(ruleOf(covers)) === JSON.stringify(ruleOf(day)) ? 'same' : 'other'
}

export const accept = (exceptions: readonly Exception[], proposals: readonly Proposal[]): Exception[] =>
  proposals.reduce<Exception[]>((before, { span, rule }) => setDates(before, span, rule), [...exceptions])

/** A file of calendars says what it is in its first line. */
export const isICal = (text: string): boolean => /^\s*BEGIN:VCALENDAR/i.test(text)
