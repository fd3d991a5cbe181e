import { isDay, plusDays } from '../../parts/days.ts'
import type { Exception } from './draft.ts'

/** What is different on a date: a state all day, or hours of its own. */
export type DateRule = Pick<Exception, 'state' | 'windows'>
/** The first date and the last, both in it. */
export type Span = readonly [first: string, last: string]

/** Null while somebody is still typing it. */
export function spanOf({ date, from, to }: Exception): Span | null {
  const [first, last] = [date ?? from, date ?? to]
  return isDay(first) && isDay(last) && first <= last ? [first, last] : null
}

export const datesOf = ([first, last]: Span): Pick<Exception, 'date' | 'from' | 'to'> =>
  first === last ? { date: first } : { from: first, to: last }

export const ruleOf = ({ state, windows }: DateRule): DateRule =>
  windows === undefined ? { state: state ?? 'off' } : { windows }

export const ordered = (one: string, other: string): Span => (one <= other ? [one, other] : [other, one])

export function exceptionOn<One extends Exception>(exceptions: readonly One[], day: string): One | undefined {
  return exceptions.find((one) => {
    const span = spanOf(one)
    return span !== null && span[0] <= day && day <= span[1]
  })
}

/**
 * The exceptions with all dates of a span made the same: as the week when there is no rule. Ranges that reach into it are cut around it,
 * since a date that is taken twice is refused.
 */
export function setDates(exceptions: readonly Exception[], span: Span, rule: DateRule | null): Exception[] {
  const rest = exceptions.flatMap((one) => cut(one, span))
  return rule === null ? rest : inOrder([...rest, { ...datesOf(span), ...ruleOf(rule) }])
}

function cut(exception: Exception, [first, last]: Span): Exception[] {
  const span = spanOf(exception)
  if (span === null || span[1] < first || span[0] > last) return [exception]
  const left: Span[] = [
    [span[0], plusDays(first, -1)],
    [plusDays(last, 1), span[1]],
  ]
  return left.filter(([from, to]) => from <= to).map((one) => ({ ...datesOf(one), ...ruleOf(exception) }))
}

const firstOf = ({ date, from }: Exception): string => date ?? from ?? ''
const inOrder = (exceptions: Exception[]): Exception[] => exceptions.toSorted((a, b) => firstOf(a).localeCompare(firstOf(b)))

/** The first date from this one on that nothing says anything about yet. */
export function freeDate(exceptions: readonly Exception[], from: string): string {
  let day = from
  while (exceptionOn(exceptions, day)) day = plusDays(day, 1)
  return day
}
