import type { CalendarDay, ScheduleException } from '@skykeep/contract'

/**
 * The exceptions that count: the schedule's own, and of the calendars the dates that are still free, those of the calendar named first before
 * those of the next. A range of which some dates are taken is cut around them.
 */
export function workInCalendars(
  own: readonly ScheduleException[],
  calendars: readonly (readonly CalendarDay[])[],
): ScheduleException[] {
  const taken = own.map(spanOf)
  const all = [...own]
  for (const exceptions of calendars) {
    for (const exception of exceptions) {
      for (const [first, last] of without(spanOf(exception), taken)) {
        all.push({ ...datesOf(first, last), ...what(exception) })
        taken.push([first, last])
      }
    }
  }
  return all
}

/** Days since 1970, both included. */
type Span = readonly [first: number, last: number]

const DAY_MS = 86_400_000

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

function spanOf({ date, from, to }: ScheduleException): Span {
  const first = dayOf((date ?? from)!)
  return [first, date === undefined ? dayOf(to!) : first]
}

const datesOf = (first: number, last: number) =>
  first === last ? { date: dateOf(first) } : { from: dateOf(first), to: dateOf(last) }

function what({ state, windows }: ScheduleException): Pick<ScheduleException, 'state' | 'windows'> {
  return state === undefined ? { windows: windows! } : { state }
}

/** What is left of a span when these are taken out of it. */
function without(span: Span, taken: readonly Span[]): Span[] {
  return taken.reduce<Span[]>((left, gone) => left.flatMap((one) => cut(one, gone)), [span])
}

function cut([first, last]: Span, [goneFirst, goneLast]: Span): Span[] {
  if (goneLast < first || goneFirst > last) return [[first, last]]
  const before: Span = [first, goneFirst - 1]
  const after: Span = [goneLast + 1, last]
  return [before, after].filter(([from, to]) => from <= to)
}
