export type Speed = number | 'max'
/** `none`, `to-now`, milliseconds, or an ISO 8601 duration such as `P8Y`, `PT36H` or `-P1D`. */
export type Shift = 'none' | 'to-now' | number | string

export type Span = { firstMs: number; lastMs: number }

/** By how much every instant of the recording is moved. */
export function shiftMs(shift: Shift, speed: Speed, { firstMs, lastMs }: Span, startMs: number): number {
  if (shift === 'none') return 0
  if (shift === 'to-now') {
    // The recording ends when the replay ends: at speed 1 an event is sent at the very instant it carries, and faster
    // than that it lies in the past, never in the future, which no server should believe.
    return Math.round(startMs + playMs(speed, { firstMs, lastMs }) - lastMs)
  }
  if (typeof shift === 'number' || /^-?\d+$/.test(shift)) return Number(shift)
  const start = Temporal.Instant.fromEpochMilliseconds(firstMs).toZonedDateTimeISO('UTC')
  // Counted on the calendar from the first row: a year is not always 365 days.
  return start.add(Temporal.Duration.from(shift)).epochMilliseconds - firstMs
}

/** When a row is to be sent. */
export function dueMs(rowMs: number, speed: Speed, { firstMs }: Span, startMs: number): number {
  return speed === 'max' ? startMs : startMs + (rowMs - firstMs) / speed
}

function playMs(speed: Speed, { firstMs, lastMs }: Span): number {
  return speed === 'max' ? 0 : (lastMs - firstMs) / speed
}

/** Fails before anything is sent. */
export function checkSpeed(speed: Speed): void {
  if (speed !== 'max' && !(speed >= 1 && speed < Number.POSITIVE_INFINITY))
    throw new RangeError("speed must be 1 or more, or 'max'")
}
