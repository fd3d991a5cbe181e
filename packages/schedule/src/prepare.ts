import { type ChunkStore, chunkStore } from './chunks.ts'
import { ruleFaults } from './faults.ts'
import type { OneShot, Override, ScheduleRule, Wanted } from './rule.ts'
import { readWeek, type Week } from './week.ts'
import { firstReading, type Zone, zoneOf } from './zone.ts'

export interface HeldOneShot {
  index: number
  at: number
  state: Wanted
  /** The week is known not to change from `at` up to here; `ends` says when it does, once that was found. */
  quietUntil: number
  ends: number | null
}

export interface HeldOverride {
  index: number
  from: number
  to: number
  state: Wanted
}

/**
 * A schedule, read once and asked often. Opaque: `wantedAt` and its siblings know what is in it. What it was read from is not kept,
 * since 100,000 of them are held in memory.
 */
export interface PreparedSchedule {
  readonly zone: Zone
  readonly week: Week
  /** In order of their instants. */
  readonly oneShots: readonly HeldOneShot[]
  readonly overrides: readonly HeldOverride[]
  readonly chunks: ChunkStore
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
  return {
    zone,
    week: readWeek(zone, rule),
    oneShots: (rule.one_shots ?? []).map((shot, index) => heldOneShot(zone, shot, index)).sort((a, b) => a.at - b.at),
    overrides: overrides.map(({ state, from, until }, index) => ({
      state,
      index,
      from: from === undefined ? -Infinity : Date.parse(from),
      to: until === undefined ? Infinity : Date.parse(until),
    })),
    chunks: chunkStore(),
  }
}

/** A local reading that comes twice is its first; one that does not come is the first instant after the gap. */
export const instantOf = (zone: Zone, shot: OneShot): number =>
  'at' in shot ? Date.parse(shot.at) : firstReading(zone, Date.parse(`${shot.local_at}Z`))

function heldOneShot(zone: Zone, shot: OneShot, index: number): HeldOneShot {
  const at = instantOf(zone, shot)
  return { index, at, state: shot.state, quietUntil: at, ends: null }
}
