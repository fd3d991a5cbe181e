import { DAY_MS, dayOf } from './calendar.ts'
import { type Claim, decide, type Layer, type Piece, rank } from './layers.ts'
import { type OpeningDays, openingDays, opensOn, type Part, partOf } from './opening-days.ts'
import type { Exception, ScheduleRule, Wanted } from './rule.ts'
import { firstReading, lastReading, readingAt, type Zone } from './zone.ts'

/** The week and its exceptions, read once. */
export interface Week {
  zone: Zone
  windows: readonly OpeningDays[]
  /** By date. A range is kept as a range: 400 of them may take 146,000 dates. */
  exceptions: readonly Taken[]
  inside: Wanted
  outside: Wanted
  ground: Claim
}

/** Dates that an exception speaks of; without a state, `parts` are their windows. */
export interface Taken {
  index: number
  first: number
  last: number
  state: 'on' | 'off' | null
  parts: readonly Part[]
}

export function readWeek(zone: Zone, rule: ScheduleRule): Week {
  const { weekly = [], exceptions = [], inside = 'on', outside = 'off' } = rule
  const isWeek = weekly.length > 0
  const always = { from: -Infinity, to: Infinity, index: -1, day: null, rank: rank.ground }
  return {
    zone,
    windows: weekly.map(openingDays),
    exceptions: exceptions.map(takenDates).sort((one, other) => one.first - other.first),
    inside,
    outside,
    ground: { ...always, state: isWeek ? outside : 'none', layer: isWeek ? 'week' : 'nothing' },
  }
}

const none: readonly Part[] = []

function takenDates(exception: Exception, index: number): Taken {
  const [first, last] = daysOf(exception)
  if ('state' in exception) return { index, first, last, state: exception.state, parts: none }
  return { index, first, last, state: null, parts: exception.windows.map(partOf) }
}

function daysOf(exception: Exception): [first: number, last: number] {
  if ('date' in exception) return [dayOf(exception.date)!, dayOf(exception.date)!]
  return [dayOf(exception.from)!, dayOf(exception.to)!]
}

/** What week and exceptions want in [from, to). */
export const weekPieces = (week: Week, from: number, to: number): Piece[] =>
  decide(weekClaims(week, from, to), week.ground, from, to)

// A window reaches into the next date at most, and a clock that is set moves it by less than two days.
const DAYS_AROUND = 3

export function weekClaims(week: Week, from: number, to: number): Claim[] {
  const first = Math.floor(readingAt(week.zone, from) / DAY_MS) - DAYS_AROUND
  const last = Math.floor(readingAt(week.zone, to) / DAY_MS) + DAYS_AROUND
  const claims: Claim[] = []
  for (let day = first; day <= last; day++) claimsOf(week, day, claims)
  return claims
}

function claimsOf(week: Week, day: number, claims: Claim[]): void {
  const taken = takenOn(week, day)
  if (taken) dateClaims(week, taken, day, claims)
  if (taken && taken.state !== 'on') return
  for (const [index, window] of week.windows.entries()) {
    if (opensOn(window, day)) claims.push(windowClaim(week, day, window, 'week', index))
  }
}

function dateClaims(week: Week, { index, state, parts }: Taken, day: number, claims: Claim[]): void {
  for (const part of parts) claims.push(windowClaim(week, day, part, 'exception', index))
  if (state === 'on') {
    claims.push({ ...windowClaim(week, day, { start: 0, end: DAY_MS }, 'exception', index), state, rank: rank.onDate })
    return
  }
  claims.push({
    from: firstReading(week.zone, day * DAY_MS),
    // Where midnight comes twice the next date has begun at its first: what opens on it is not held up.
    to: firstReading(week.zone, (day + 1) * DAY_MS),
    // Between its windows such a date wants what lies outside, even where there is no week.
    state: state ?? week.outside,
    layer: 'exception',
    index,
    day,
    rank: state === 'off' ? rank.offDate : rank.ownDate,
  })
}

/** Open from the first reading of the start or later to the last reading earlier than the end, or to a date that is taken over. */
function windowClaim(week: Week, day: number, { start, end }: Part, layer: Layer, index: number): Claim {
  const from = firstReading(week.zone, day * DAY_MS + start)
  let to = lastReading(week.zone, day * DAY_MS + end)
  const next = week.exceptions.length > 0 ? takenOn(week, day + 1) : undefined
  if (next && next.state !== 'on') to = Math.min(to, firstReading(week.zone, (day + 1) * DAY_MS))
  return { from, to, state: week.inside, layer, index, day: layer === 'exception' ? day : null, rank: rank.window }
}

function takenOn({ exceptions }: Week, day: number): Taken | undefined {
  let low = 0
  let high = exceptions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (exceptions[middle]!.last < day) low = middle + 1
    else high = middle
  }
  const taken = exceptions[low]
  return taken && taken.first <= day ? taken : undefined
}
