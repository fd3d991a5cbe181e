import type { Span } from './spans.ts'

/** A day or a month of a zone, as far as it lies in the range. */
export interface Period extends Span {
  key: string
}

export function periodsOf(range: Span, unit: 'day' | 'month', timeZone: string): Period[] {
  const periods: Period[] = []
  for (let from = range.from; from < range.to; ) {
    const here = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone)
    const first = unit === 'day' ? here.toPlainDate() : here.toPlainDate().with({ day: 1 })
    const next = first.add(unit === 'day' ? { days: 1 } : { months: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds
    const to = Math.min(next, range.to)
    periods.push({ key: first.toString().slice(0, unit === 'day' ? 10 : 7), from, to })
    from = to
  }
  return periods
}

/** The range, cut at the first instant (UTC) of each of these days. */
export function cutAtDays({ from, to }: Span, days: readonly string[]): Span[] {
  const cuts = [...new Set(days.map((day) => Date.parse(`${day}T00:00:00Z`)))]
    .filter((at) => at > from && at < to)
    .sort((a, b) => a - b)
  const edges = [from, ...cuts, to]
  return edges.slice(1).map((end, n) => ({ from: edges[n]!, to: end }))
}

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
