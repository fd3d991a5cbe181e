import { piecesOf, STRETCH_MS } from './pieces.ts'
import type { PreparedSchedule } from './prepare.ts'
import type { Wanted } from './rule.ts'

// 100,000 schedules are to fit in 500 MB. A stretch of four weeks has 40 changes in an office and 56 with two windows a day.
const CHUNKS_MAX = 6
const CHANGES_MAX = 240

/** The changes of one stretch of time, each as one number: milliseconds into the stretch times four, and the state's place in `states`. */
interface Chunk {
  number: number
  changes: readonly number[]
}

/** The stretches that were asked for last. Only the time that an answer takes shows what is in here. */
export interface ChunkStore {
  current: Chunk
  others: readonly Chunk[]
}

const states: readonly Wanted[] = ['off', 'on', 'none']

export const chunkStore = (): ChunkStore => ({ current: { number: Number.NaN, changes: [] }, others: [] })

/**
 * What is wanted at an instant (milliseconds since 1970).
 *
 * @throws RangeError for what is no instant
 * @example
 * const nights = prepare({ time_zone: 'Asia/Tokyo', weekly: [{ days: ['fri'], start: '22:00', end: '02:00' }] })
 * wantedAt(nights, Date.parse('2026-11-28T01:59:00+09:00')) // => 'on'
 * wantedAt(nights, Date.parse('2026-11-28T02:00:00+09:00')) // => 'off'
 */
export function wantedAt(schedule: PreparedSchedule, at: number): Wanted {
  const number = Math.floor(at / STRETCH_MS)
  const { current } = schedule.chunks
  const { changes } = current.number === number ? current : chunkOf(schedule, number)
  const key = Math.floor(at - number * STRETCH_MS) * 4 + 3
  let low = 0
  let high = changes.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (changes[middle]! <= key) low = middle
    else high = middle - 1
  }
  return states[changes[low]! % 4]!
}

function chunkOf(schedule: PreparedSchedule, number: number): Chunk {
  if (!Number.isFinite(number)) throw new RangeError('An instant is a finite number of milliseconds')
  const { chunks } = schedule
  const chunk = chunks.others.find((known) => known.number === number) ?? makeChunk(schedule, number)
  const others = [chunks.current, ...chunks.others].filter((known) => known !== chunk && !Number.isNaN(known.number))
  chunks.others = newest(others, CHANGES_MAX - chunk.changes.length)
  chunks.current = chunk
  return chunk
}

function newest(chunks: readonly Chunk[], changesMax: number): readonly Chunk[] {
  let changes = 0
  const full = chunks.findIndex((chunk, place) => {
    changes += chunk.changes.length
    return place >= CHUNKS_MAX - 1 || changes > changesMax
  })
  return full < 0 ? chunks : chunks.slice(0, full)
}

function makeChunk(schedule: PreparedSchedule, number: number): Chunk {
  const from = number * STRETCH_MS
  const changes: number[] = []
  for (const { at, claim } of piecesOf(schedule, from, from + STRETCH_MS)) {
    const state = states.indexOf(claim.state)
    if (changes.length === 0 || changes.at(-1)! % 4 !== state) changes.push((at - from) * 4 + state)
  }
  // A copy: what grew by pushing keeps room for more.
  return { number, changes: changes.slice() }
}
