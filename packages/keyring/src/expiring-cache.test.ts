import { expect, test } from 'vitest'
import { ExpiringCache } from './expiring-cache.ts'
import { testClock } from './testing/test-clock.ts'

function counted() {
  let loads = 0
  return async () => ++loads
}

test('callers at the same time share one load, and later ones use it until its time is over', async () => {
  const clock = testClock()
  const cache = new ExpiringCache<number>({ clock, ageMsMax: 1_000, sizeMax: 10 })
  const load = counted()
  expect(await Promise.all([cache.get('a', load), cache.get('a', load)])).toEqual([1, 1])
  clock.move(999)
  expect(await cache.get('a', load)).toBe(1)
  clock.move(1)
  expect(await cache.get('a', load)).toBe(2)
})

test('being used does not make an entry live longer', async () => {
  const clock = testClock()
  const cache = new ExpiringCache<number>({ clock, ageMsMax: 1_000, sizeMax: 10 })
  const load = counted()
  for (let step = 0; step < 5; step++, clock.move(250)) await cache.get('a', load)
  expect(await cache.get('a', load)).toBe(2)
})

test('a clock that is set back ends an entry instead of prolonging it', async () => {
  const clock = testClock()
  const cache = new ExpiringCache<number>({ clock, ageMsMax: 1_000, sizeMax: 10 })
  const load = counted()
  await cache.get('a', load)
  clock.move(-3_600_000)
  expect(await cache.get('a', load)).toBe(2)
})

test('a load that fails is told to all who wait and is not remembered', async () => {
  const cache = new ExpiringCache<number>({ clock: testClock(), ageMsMax: 1_000, sizeMax: 10 })
  const failing = () => Promise.reject(new Error('away'))
  const results = await Promise.allSettled([cache.get('a', failing), cache.get('a', failing)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await cache.get('a', async () => 7)).toBe(7)
})

test('it holds no more than its size, and drops what is too old when something new comes', async () => {
  const clock = testClock()
  const cache = new ExpiringCache<string>({ clock, ageMsMax: 1_000, sizeMax: 3 })
  for (const name of ['a', 'b', 'c', 'd', 'e']) await cache.get(name, async () => name)
  expect(cache.size).toBe(3)
  clock.move(1_000)
  await cache.get('f', async () => 'f')
  expect(cache.size).toBe(1)
})
