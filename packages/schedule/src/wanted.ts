import type { Piece } from './layers.ts'
import { pieceStream, STRETCH_MS } from './pieces.ts'
import type { PreparedSchedule } from './prepare.ts'
import { reasonOf } from './reason.ts'
import type { Wanted } from './rule.ts'

/** One change of what is wanted: from this instant (milliseconds since 1970) on. Hands off (`none`) is a change like others. */
export interface Transition {
  at: number
  state: Wanted
  reason: string
}

/**
 * The first change strictly after an instant and not after `until`; null when there is none.
 *
 * @example
 * const nights = prepare({ time_zone: 'UTC', weekly: [{ days: ['fri'], start: '22:00', end: '06:00' }] })
 * nextChange(nights, Date.parse('2026-11-27T12:00:00Z'), Date.parse('2026-12-01T00:00:00Z'))?.state // => 'on'
 */
export function nextChange(schedule: PreparedSchedule, after: number, until: number): Transition | null {
  for (const change of changes(schedule, after, until)) return transitionOf(change)
  return null
}

/**
 * Every change in (from, to], so that spans which follow each other show each change once. What is wanted at `from`
 * itself, a change at that very instant included, says `wantedAt`.
 *
 * @example
 * const nights = prepare({ time_zone: 'UTC', weekly: [{ days: ['fri'], start: '22:00', end: '06:00' }] })
 * const [from, to] = [Date.parse('2026-11-27T22:00:00Z'), Date.parse('2026-11-28T06:00:00Z')]
 * transitions(nights, from, to) // => [{ at: to, state: 'off', reason: 'weekly window 1 ends' }]
 */
export function transitions(schedule: PreparedSchedule, from: number, to: number): Transition[] {
  return Array.from(changes(schedule, from, to), (change) => transitionOf(change))
}

/**
 * How long each state is wanted in [from, to), in milliseconds.
 *
 * @example
 * const nights = prepare({ time_zone: 'UTC', weekly: [{ days: ['fri'], start: '22:00', end: '06:00' }] })
 * timeWanted(nights, Date.parse('2026-11-23T00:00:00Z'), Date.parse('2026-11-30T00:00:00Z')).on // => 8 * 3_600_000
 */
export function timeWanted(schedule: PreparedSchedule, from: number, to: number): Record<Wanted, number> {
  const time: Record<Wanted, number> = { on: 0, off: 0, none: 0 }
  let last: Piece | null = null
  for (const piece of pieceStream(schedule, from, to)) {
    if (last) time[last.claim.state] += piece.at - last.at
    last = piece
  }
  if (last) time[last.claim.state] += to - last.at
  return time
}

export interface Change {
  at: number
  state: Wanted
  before: Piece
  after: Piece
}

/** Changes in (after, until], in order. */
export function* changes(schedule: PreparedSchedule, after: number, until: number): Generator<Change> {
  if (!Number.isFinite(after) || !Number.isFinite(until)) throw new RangeError('An instant is a finite number of milliseconds')
  let before: Piece | null = null
  // Instants are whole milliseconds: one more makes (after, until] of [after, until).
  for (const piece of pieceStream(schedule, after, until + 1)) {
    const { state } = piece.claim
    if (before && state !== before.claim.state) yield { at: piece.at, state, before, after: piece }
    before = piece
  }
}

/** The last change at or before an instant and not before `since`; null when there is none. */
export function lastChange(schedule: PreparedSchedule, at: number, since: number): number | null {
  for (let end = at; end >= since; end -= STRETCH_MS) {
    let last: number | null = null
    for (const change of changes(schedule, Math.max(since - 1, end - STRETCH_MS), end)) last = change.at
    if (last !== null) return last
  }
  return null
}

const transitionOf = ({ at, state, before, after }: Change): Transition => ({
  at,
  state,
  reason: reasonOf(before, after),
})
