import { DAY_MS } from './calendar.ts'
import { ruleFaults } from './faults.ts'
import type { OneShot, Override, ScheduleRule, Wanted } from './rule.ts'
import { paint, readWeek, type Stretch, type Week, weekStretches } from './week.ts'
import { firstReading, type Zone, zoneOf } from './zone.ts'

/** Time is worked out in chunks of so many days, when it is asked for; the last two stay. */
export const CHUNK_MS = 32 * DAY_MS
const CHUNKS_KEPT = 2
/** A one-shot holds until the week next changes: looked for so far ahead. 29 February on a Monday comes again after at most 40 years. */
const LOOK_AHEAD_CHUNKS = Math.ceil((41 * 366 * DAY_MS) / CHUNK_MS)

/** One chunk of time: where stretches begin, and what is wanted in them. */
export interface Chunk {
  index: number
  starts: Float64Array
  states: Wanted[]
}

interface Held {
  from: number
  to: number
  state: Wanted
  index: number
}

/** A schedule, read once and asked often. Opaque: `wantedAt` and its siblings know what is in it. */
export interface PreparedSchedule {
  readonly rule: ScheduleRule
  readonly zone: Zone
  readonly week: Week
  readonly oneShots: readonly Held[]
  readonly overrides: readonly Held[]
  /** The newest first. */
  readonly chunks: Chunk[]
}

/**
 * Reads a rule, and overrides above it, for being asked what it wants.
 *
 * @throws RangeError for a rule in which `ruleFaults` finds a fault
 * @example
 * const office = prepare({ time_zone: 'Europe/Paris', weekly: [{ days: ['mon'], start: '08:00', end: '18:30' }] })
 * wantedAt(office, Date.parse('2026-11-23T09:00:00+01:00')) // => 'on'
 */
export function prepare(rule: ScheduleRule, overrides: readonly Override[] = []): PreparedSchedule {
  const [fault] = ruleFaults(rule, overrides)
  if (fault) throw new RangeError(`${fault.pointer} ${fault.detail}`)
  const zone = zoneOf(rule.time_zone)
  const week = readWeek(zone, rule)
  return {
    rule,
    zone,
    week,
    oneShots: heldOneShots(week, rule.one_shots ?? []),
    overrides: overrides.map(({ state, from, until }, index) => ({
      state,
      index,
      from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
      to: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
    })),
    chunks: [],
  }
}

export const instantOf = (zone: Zone, shot: OneShot): number =>
  'at' in shot ? Date.parse(shot.at) : firstReading(zone, Date.parse(`${shot.local_at}Z`))

function heldOneShots(week: Week, shots: readonly OneShot[]): Held[] {
  const inOrder = shots
    .map((shot, index) => ({ from: instantOf(week.zone, shot), state: shot.state as Wanted, index }))
    .toSorted((a, b) => a.from - b.from)
  return inOrder.map((shot, at) => {
    const next = inOrder[at + 1]?.from ?? Number.POSITIVE_INFINITY
    return { ...shot, to: Math.min(next, nextChangeOfWeek(week, shot.from, next)) }
  })
}

/** When the week with its exceptions next wants something else, strictly after an instant; Infinity when not before `until`. */
function nextChangeOfWeek(week: Week, after: number, until: number): number {
  if (week.windows.length === 0 && week.exceptions.size === 0) return Number.POSITIVE_INFINITY
  let state: Wanted | undefined
  for (let chunk = 0, from = after; chunk < LOOK_AHEAD_CHUNKS && from < until; chunk++, from += CHUNK_MS) {
    for (const stretch of weekStretches(week, from, from + CHUNK_MS)) {
      state ??= stretch.state
      if (stretch.state !== state) return stretch.from
    }
  }
  return Number.POSITIVE_INFINITY
}

/** Everything in [from, to): week, exceptions, one-shots and overrides, each above the one before it. */
export function stretchesOf({ week, oneShots, overrides }: PreparedSchedule, from: number, to: number): Stretch[] {
  const painted = weekStretches(week, from, to)
  for (const one of oneShots) paint(painted, { ...one, layer: 'one_shot' })
  for (const one of overrides) paint(painted, { ...one, layer: 'override' })
  return painted
}

export function chunkAt(schedule: PreparedSchedule, at: number): Chunk {
  const index = Math.floor(at / CHUNK_MS)
  const [newest] = schedule.chunks
  if (newest?.index === index) return newest
  const kept = schedule.chunks.findIndex((chunk) => chunk.index === index)
  const chunk = kept < 0 ? makeChunk(schedule, index) : schedule.chunks.splice(kept, 1)[0]!
  schedule.chunks.unshift(chunk)
  schedule.chunks.length = Math.min(schedule.chunks.length, CHUNKS_KEPT)
  return chunk
}

function makeChunk(schedule: PreparedSchedule, index: number): Chunk {
  const all = stretchesOf(schedule, index * CHUNK_MS, (index + 1) * CHUNK_MS)
  const changes = all.filter(({ state }, at) => at === 0 || state !== all[at - 1]!.state)
  return { index, starts: Float64Array.from(changes, ({ from }) => from), states: changes.map(({ state }) => state) }
}
