export type TimeParts = 'both' | 'date' | 'time' | 'exact'

const shapes: Record<TimeParts, Intl.DateTimeFormatOptions> = {
  both: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric', timeZoneName: 'short' },
  time: { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  exact: { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
}
const made = new Map<string, Intl.DateTimeFormat>()

/** A zone that this browser does not know is written in UTC, which it says. */
function format(zone: string, parts: TimeParts): Intl.DateTimeFormat {
  const key = `${parts} ${zone}`
  let found = made.get(key)
  if (!found) {
    try {
      found = new Intl.DateTimeFormat('en-GB', { ...shapes[parts], hourCycle: 'h23', timeZone: zone })
    } catch {
      found = new Intl.DateTimeFormat('en-GB', { ...shapes[parts], hourCycle: 'h23', timeZone: 'UTC' })
    }
    made.set(key, found)
  }
  return found
}

/** `26 Nov 2026, 20:27 CET`: always with its zone. */
export const writeTime = (at: string, zone: string, parts: TimeParts = 'both'): string => format(zone, parts).format(new Date(at))

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto', style: 'short' })
const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** `in 3 hr.`, `5 min. ago`: seconds from now, negative in the past. */
export function writeDistance(seconds: number): string {
  const [unit, size] = units.find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1]
  return relative.format(Math.trunc(seconds / size), unit)
}
