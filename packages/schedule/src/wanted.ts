import { CHUNK_MS, type Chunk, chunkAt, type PreparedSchedule } from './prepare.ts'
import { reasonAt } from './reason.ts'
import type { Wanted } from './rule.ts'

/** One change of what is wanted: from this instant (milliseconds since 1970) on. */
export interface Transition {
  at: number
  state: Wanted
  reason: string
}

/** What is wanted at an instant (milliseconds since 1970). */
export function wantedAt(schedule: PreparedSchedule, at: number): Wanted {
  const chunk = chunkAt(schedule, at)
  return chunk.states[placeIn(chunk, at)]!
}

function placeIn({ starts }: Chunk, at: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * The first change strictly after an instant and not after `until`; null when there is none.
 *
 * @example
 * const nights = prepare({ time_zone: 'UTC', weekly: [{ days: ['fri'], start: '22:00', end: '06:00' }] })
 * nextChange(nights, Date.parse('2026-11-27T12:00:00Z'), Date.parse('2026-12-01T00:00:00Z'))?.state // => 'on'
 */
export function nextChange(schedule: PreparedSchedule, after: number, until: number): Transition | null {
  for (const { at, state } of changes(schedule, after, until)) return { at, state, reason: reasonAt(schedule, at) }
  return null
}

/** Every change in (from, to]. What is wanted at `from` itself says `wantedAt`. */
export function transitions(schedule: PreparedSchedule, from: number, to: number): Transition[] {
  return Array.from(changes(schedule, from, to), ({ at, state }) => ({ at, state, reason: reasonAt(schedule, at) }))
}

/** How long each state is wanted in [from, to), in milliseconds. */
export function timeWanted(schedule: PreparedSchedule, from: number, to: number): Record<Wanted, number> {
  const time: Record<Wanted, number> = { on: 0, off: 0, none: 0 }
  let since = from
  let state = wantedAt(schedule, from)
  for (const change of changes(schedule, from, to)) {
    time[state] += change.at - since
    since = change.at
    state = change.state
  }
  time[state] += Math.max(0, to - since)
  return time
}

/** Changes in (after, until], in order. */
export function* changes(schedule: PreparedSchedule, after: number, until: number): Generator<{ at: number; state: Wanted }> {
  let state = wantedAt(schedule, after)
  const last = Math.floor(until / CHUNK_MS)
  for (let index = Math.floor(after / CHUNK_MS); index <= last; index++) {
    const { starts, states } = chunkAt(schedule, index * CHUNK_MS)
    for (const [at, start] of starts.entries()) {
      if (start <= after) continue
      if (start > until) return
      if (states[at] === state) continue
      state = states[at]!
      yield { at: start, state }
    }
  }
}

/** The last change at or before an instant and not before `since`; null when there is none. */
export function lastChange(schedule: PreparedSchedule, at: number, since: number): number | null {
  let chunk = chunkAt(schedule, at)
  let place = placeIn(chunk, at)
  const state = chunk.states[place]!
  for (;;) {
    const start = chunk.starts[place]!
    if (start < since) return null
    const before = place > 0 ? chunk.states[place - 1]! : wantedAt(schedule, start - 1)
    if (before !== state) return start
    if (place > 0) place--
    else {
      chunk = chunkAt(schedule, start - 1)
      place = chunk.states.length - 1
    }
  }
}
