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

/** Texts of the last seconds, by their place in a minute: events come in their order, and all of a batch were received at once. */
const SECONDS = 64
const remembered = { seconds: new Float64Array(SECONDS).fill(Number.NaN), texts: Array.from({ length: SECONDS }, () => '') }

/** RFC 3339 in UTC: milliseconds, or microseconds where there are any. */
export function instantOf(micros: Micros): string {
  const rest = ((micros % 1_000_000) + 1_000_000) % 1_000_000
  const second = (micros - rest) / 1_000_000
  const at = Math.abs(second) % SECONDS
  if (remembered.seconds[at] !== second) {
    remembered.seconds[at] = second
    remembered.texts[at] = new Date(second * 1_000).toISOString().slice(0, 20)
  }
  const digits = rest % 1_000 === 0 ? String(rest / 1_000).padStart(3, '0') : String(rest).padStart(6, '0')
  return `${remembered.texts[at]}${digits}Z`
}

export const dayOf = (micros: Micros): string => new Date(Math.floor(micros / 1_000)).toISOString().slice(0, 10)
