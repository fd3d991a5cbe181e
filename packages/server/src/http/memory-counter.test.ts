import { expect, test } from 'vitest'
import { MemoryCounter } from './memory-counter.ts'

function trial(points = 2) {
  const clock = { now: 1_000_000 }
  return { clock, counter: new MemoryCounter(points, 60, () => clock.now) }
}

test('a window begins with the first call of its key and lasts its time, whatever is counted meanwhile', () => {
  const { clock, counter } = trial()
  expect(counter.count('a')).toEqual({ consumedPoints: 1, msBeforeNext: 60_000 })
  clock.now += 59_999
  expect(counter.count('a')).toEqual({ consumedPoints: 2, msBeforeNext: 1 })
  expect(counter.count('a')).toEqual({ consumedPoints: 3, msBeforeNext: 1 })
  clock.now += 1
  expect(counter.get('a')).toBeNull()
  expect(counter.count('a')).toEqual({ consumedPoints: 1, msBeforeNext: 60_000 })
})

test('keys are counted apart, and looking counts nothing', () => {
  const { counter } = trial()
  counter.count('a')
  expect(counter.get('b')).toBeNull()
  expect(counter.get('a')).toEqual({ consumedPoints: 1, msBeforeNext: 60_000 })
  expect(counter.count('a').consumedPoints).toBe(2)
})

test('what has ended is forgotten, and only that', () => {
  const { clock, counter } = trial()
  for (let n = 0; n < 1_000; n++) counter.count(`old ${n}`)
  clock.now += 30_000
  counter.count('old 0')
  counter.count('young')
  clock.now += 30_000
  counter.count('new')
  expect(counter.size).toBe(2)
  expect(counter.get('young')?.consumedPoints).toBe(1)
})
