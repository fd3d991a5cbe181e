/** One piece of time in which a zone's clock runs evenly: from `at` on it reads UTC plus `offset`, both in milliseconds. */
interface Piece {
  at: number
  offset: number
}

/** How the clock of a time zone runs, from 1970 to 2100; what lies outside is read as the nearest of these years. */
export interface Zone {
  name: string
  /** In order; the first begins before all time. */
  pieces: readonly Piece[]
}

const known = new Map<string, Zone>()
const FIRST = Date.UTC(1970, 0, 1)
const LAST = Date.UTC(2101, 0, 1)

/** @throws RangeError for what is no IANA time zone */
export function zoneOf(name: string): Zone {
  const found = known.get(name)
  if (found) return found
  const zone = { name, pieces: piecesOf(name) }
  known.set(name, zone)
  return zone
}

const ianaForm = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/

/**
 * True for the name of an IANA time zone in its own spelling: another spelling would be another entry in `known`, of which a stranger
 * could make as many as he likes. An offset is no zone: it knows no summer.
 */
export function isZone(name: string): boolean {
  if (!ianaForm.test(name) || name.length > 64) return false
  try {
    // Not Intl: it takes old abbreviations such as PST and IST, which are no names of zones.
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId === name
  } catch {
    // There is no other way to ask.
    return false
  }
}

function piecesOf(name: string): Piece[] {
  let moment: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(FIRST).toZonedDateTimeISO(name)
  const pieces = [{ at: Number.NEGATIVE_INFINITY, offset: offsetOf(moment) }]
  for (;;) {
    moment = moment.getTimeZoneTransition('next')
    if (!moment || moment.epochMilliseconds >= LAST) return pieces
    // Some entries of the zone's file change its abbreviation only.
    if (offsetOf(moment) !== pieces.at(-1)!.offset) pieces.push({ at: moment.epochMilliseconds, offset: offsetOf(moment) })
  }
}

const offsetOf = ({ offsetNanoseconds }: Temporal.ZonedDateTime): number => offsetNanoseconds / 1_000_000

/** The piece that an instant lies in. */
export function pieceAt({ pieces }: Zone, at: number): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (pieces[middle]!.at <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** What the clock of the zone reads at an instant, in milliseconds since the midnight of 1970-01-01 as that clock would show it. */
export const readingAt = (zone: Zone, at: number): number => at + zone.pieces[pieceAt(zone, at)]!.offset

// No clock was ever set by more than a day and a bit (a skipped date): pieces further away decide nothing.
const FURTHEST_MS = 50 * 3_600_000

/** The first instant at which the clock reads this or later. */
export function firstReading(zone: Zone, reading: number): number {
  const { pieces } = zone
  for (let index = pieceAt(zone, reading - FURTHEST_MS); ; index++) {
    const { at, offset } = pieces[index]!
    const found = Math.max(at, reading - offset)
    if (index === pieces.length - 1 || found < pieces[index + 1]!.at) return found
  }
}

/** The end of the last instant at which the clock reads earlier than this. */
export function lastReading(zone: Zone, reading: number): number {
  const { pieces } = zone
  for (let index = pieceAt(zone, reading + FURTHEST_MS); ; index--) {
    const { at, offset } = pieces[index]!
    const next = pieces[index + 1]?.at ?? Number.POSITIVE_INFINITY
    if (reading - offset > at) return Math.min(next, reading - offset)
  }
}

export interface ClockChange {
  at: number
  /** What the clock read at its end before, and reads after it. */
  from: number
  to: number
}

/** When the clock of the zone is set in (from, to]. */
export function clockChanges({ pieces }: Zone, from: number, to: number): ClockChange[] {
  return pieces.flatMap(({ at, offset }, index) => {
    const before = pieces[index - 1]
    if (!before || at <= from || at > to || before.offset === offset) return []
    return [{ at, from: at + before.offset, to: at + offset }]
  })
}
