/** Instants of events are kept to the microsecond, as PostgreSQL does: an integer count since 1970 (exact in a double until 2255). */
export type Micros = number

/** Reads an RFC 3339 instant that the schema has already accepted; digits beyond the microsecond are cut. */
export function microsOf(instant: string): Micros {
  const dot = instant.indexOf('.')
  if (dot === -1) return Date.parse(instant) * 1_000
  let end = dot + 1
  while (end < instant.length && instant.charCodeAt(end) >= 48 && instant.charCodeAt(end) <= 57) end++
  const digits = instant.slice(dot + 1, end)
  const seconds = Date.parse(instant.slice(0, dot) + instant.slice(end))
  return seconds * 1_000 + Number(digits.slice(0, 6).padEnd(6, '0'))
}

/** RFC 3339 in UTC: milliseconds, or microseconds where there are any. */
export function instantOf(micros: Micros): string {
  const rest = micros % 1_000
  const text = new Date((micros - rest) / 1_000).toISOString()
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}

export const dayOf = (micros: Micros): string => new Date(Math.floor(micros / 1_000)).toISOString().slice(0, 10)
