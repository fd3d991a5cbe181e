import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pacer } from './pacing.ts'
import { TokenBucket } from './token-bucket.ts'

const gate = { key: 'reads', rate: { burst: 2, perSecond: 1_000 } }
const never = new AbortController().signal

test('however calls come, never more of them start than the burst and what has been refilled since', () => {
  const rate = fc.record({ burst: fc.integer({ min: 1, max: 50 }), perSecond: fc.integer({ min: 1, max: 50 }) })
  fc.assert(
    fc.property(rate, fc.array(fc.nat(400), { maxLength: 300 }), (limits, pauses) => {
      const bucket = new TokenBucket(limits, 0)
      const starts: number[] = []
      let now = 0
      for (const pause of pauses) {
        now += pause
        if (bucket.take(now)) starts.push(now)
      }
      for (let first = 0; first < starts.length; first += 1) {
        for (let last = first; last < starts.length; last += 1) {
          const seconds = (starts[last]! - starts[first]!) / 1_000
          expect(last - first + 1).toBeLessThanOrEqual(limits.burst + seconds * limits.perSecond + 1e-6)
        }
      }
    }),
  )
})

test('a bucket says truly when its next token will be there', () => {
  const doings = fc.array(fc.record({ after: fc.nat(3_000), what: fc.constantFrom('take', 'lower', 'close') }))
  fc.assert(
    fc.property(doings, (steps) => {
      const bucket = new TokenBucket({ burst: 5, perSecond: 2 }, 0)
      let now = 0
      for (const { after, what } of steps) {
        now += after
        if (what === 'take') bucket.take(now)
        if (what === 'lower') bucket.lower(after % 4, now)
        if (what === 'close') bucket.close(now + after, now)
      }
      const wait = bucket.waitMs(now)
      if (wait > 1) expect(bucket.take(now + wait - 1)).toBe(false)
      expect(bucket.take(now + wait + 0.001)).toBe(true)
    }),
  )
})

test('a bucket that was shut is empty when it opens, so that those who waited do not come at once', () => {
  const bucket = new TokenBucket({ burst: 100, perSecond: 10 }, 0)
  bucket.close(5_000, 0)
  expect(bucket.take(4_999)).toBe(false)
  expect(bucket.take(5_000)).toBe(false)
  expect(bucket.take(5_100)).toBe(true)
  expect(bucket.take(5_100)).toBe(false)
})

test('a shorter refusal never opens what a longer one shut', () => {
  const bucket = new TokenBucket({ burst: 1, perSecond: 1 }, 0)
  bucket.close(60_000, 0)
  bucket.close(1_000, 0)
  expect(bucket.take(59_000)).toBe(false)
  expect(bucket.take(61_000)).toBe(true)
})

test('calls get their turn in the order in which they came', async () => {
  const pacer = new Pacer(() => performance.now())
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      await pacer.enter([gate], never)
      order.push(at)
    }),
  )
  expect(order).toEqual(Array.from({ length: 20 }, (_, at) => at))
  expect(pacer.waiting).toBe(0)
})

test('who stops waiting takes nothing and holds up nobody', async () => {
  const pacer = new Pacer(() => performance.now())
  pacer.close(gate, 60_000)
  const hurry = new AbortController()
  const waits = pacer.enter([gate], hurry.signal)
  expect(pacer.waiting).toBe(1)
  hurry.abort(new Error('no time'))
  await expect(waits).rejects.toThrow('no time')
  expect(pacer.waiting).toBe(0)
  await expect(pacer.enter([gate], AbortSignal.abort(new Error('already')))).rejects.toThrow('already')
})

test('a refusal shuts the gate for every other call of it, and for no other gate', async () => {
  let now = 0
  const pacer = new Pacer(() => now)
  pacer.close(gate, 50)
  const other = { ...gate, key: 'writes' }
  await pacer.enter([other], never)
  const waits = pacer.enter([gate], never)
  expect(pacer.waiting).toBe(1)
  now = 52
  await waits
})

test('what the cloud says is left lowers our count and never raises it', () => {
  const bucket = new TokenBucket({ burst: 10, perSecond: 1 }, 0)
  bucket.lower(1, 0)
  bucket.lower(9, 0)
  expect(bucket.take(0)).toBe(true)
  expect(bucket.take(0)).toBe(false)
})
