export type RangeName = 'month' | 'before' | 'days30' | 'days90'

const DAY_MS = 86_400_000

/** From and to of a choice. Months are those of UTC, as the API counts them without a zone of its own. */
export function rangeOf(name: RangeName, now: Date): { from?: string; to?: string } {
  const month = (back: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString()
  const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000)
  if (name === 'month') return {}
  if (name === 'before') return { from: month(1), to: month(0) }
  const days = name === 'days30' ? 30 : 90
  return { from: new Date(hour.getTime() - days * DAY_MS).toISOString(), to: hour.toISOString() }
}
