// A day: nobody who throttles means longer, and a wrong date must not stop a connection for years.
const MS_MAX = 86_400_000

/** Milliseconds to wait by a `Retry-After` in seconds or as a date; null when there is none that can be read. */
export function retryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined) return null
  const text = value.trim()
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1_000, MS_MAX)
  const date = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.min(Math.max(0, date - now), MS_MAX)
}
