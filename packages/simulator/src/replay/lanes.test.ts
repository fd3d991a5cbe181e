import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lanes } from './lanes.ts'

const settings = fc.record({
  concurrency: fc.integer({ min: 1, max: 5 }),
  batchMax: fc.integer({ min: 1, max: 7 }),
  bufferedMax: fc.integer({ min: 1, max: 40 }),
  fills: fc.boolean(),
})

test('every item is sent once, in the order of its key, in batches no larger than allowed, one batch of a key at a time', async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.array(fc.nat({ max: 6 }), { maxLength: 200 }), async ({ fills, ...options }, keys) => {
      const sent = new Map<string, number[]>()
      const underWay = new Set<string>()
      let taken = 0
      const queue = lanes<number>({
        ...options,
        batchMin: fills ? options.batchMax : 1,
        async send(key, items) {
          expect(underWay).not.toContain(key)
          underWay.add(key)
          expect(underWay.size).toBeLessThanOrEqual(options.concurrency)
          expect(items.length).toBeGreaterThan(0)
          expect(items.length).toBeLessThanOrEqual(options.batchMax)
          taken += items.length
          await new Promise((resolve) => setImmediate(resolve))
          sent.set(key, [...(sent.get(key) ?? []), ...items])
          underWay.delete(key)
        },
      })
      for (const [index, key] of keys.entries()) {
        await queue.add(String(key), index)
        expect(index + 1 - taken).toBeLessThan(options.bufferedMax)
      }
      await queue.drain()
      expect(underWay.size).toBe(0)
      for (const key of new Set(keys)) {
        expect(sent.get(String(key))).toEqual([...keys.keys()].filter((index) => keys[index] === key))
      }
    }),
    { numRuns: 60 },
  )
})

test('a lane that fills batches waits for company until it is drained', async () => {
  const sizes: number[] = []
  const queue = lanes<number>({
    concurrency: 2,
    batchMax: 3,
    batchMin: 3,
    bufferedMax: 100,
    send: async (_, items) => void sizes.push(items.length),
  })
  for (let index = 0; index < 8; index += 1) await queue.add('a', index)
  await queue.drain()
  expect(sizes).toEqual([3, 3, 2])
})

test('what is cleared is not sent', async () => {
  const sent: number[] = []
  const queue = lanes<number>({
    concurrency: 1,
    batchMax: 10,
    batchMin: 10,
    bufferedMax: 100,
    send: async (_, items) => void sent.push(...items),
  })
  await queue.add('a', 1)
  queue.clear()
  await queue.add('b', 2)
  await queue.drain()
  expect(sent).toEqual([2])
})

test('a sender that throws ends the drain instead of hanging it', async () => {
  const queue = lanes<number>({
    concurrency: 1,
    batchMax: 1,
    batchMin: 1,
    bufferedMax: 100,
    send: () => Promise.reject(new Error('broken sender')),
  })
  await queue.add('a', 1)
  await expect(queue.drain()).rejects.toThrow('broken sender')
})
