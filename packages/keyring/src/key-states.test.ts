import fc from 'fast-check'
import { expect, test } from 'vitest'
import { activeKey, advancedKeys, nextKey, promotedKeys, rotatedKeys, withoutKey } from './key-states.ts'
import type { SigningKeyRow } from './signing-key-store.ts'

const HOUR = 3_600_000
const intervals = { announceMs: 24 * HOUR, activeMs: 90 * 24 * HOUR, retiringMs: HOUR }
const start = new Date('2026-01-01T00:00:00Z')
const after = (ms: number) => new Date(start.getTime() + ms)

const announced = (kid: string, at: Date): SigningKeyRow => ({
  kid,
  state: 'announced',
  public_jwk: {},
  sealed: 'sealed',
  announced_at: at,
  activated_at: null,
  retiring_at: null,
  destroyed_at: null,
  withdrawn: false,
})
const firstKeys = () => promotedKeys([announced('a', start), announced('b', start)], start)
const states = (keys: SigningKeyRow[]) => Object.fromEntries(keys.map(({ kid, state }) => [kid, state]))

test('nothing changes before its time, and the very same rows come back', () => {
  const keys = firstKeys()
  const later = advancedKeys(keys, after(intervals.activeMs - 1), intervals)
  expect(later.every((key, index) => key === keys[index])).toBe(true)
})

test('a key that has signed for its time retires, is kept while its tokens live, and is destroyed then', () => {
  const retired_at = after(intervals.activeMs)
  const replaced = advancedKeys(firstKeys(), retired_at, intervals)
  expect(states(replaced)).toEqual({ a: 'retiring', b: 'active' })
  const until = (ms: number) => new Date(retired_at.getTime() + ms)
  expect(states(advancedKeys(replaced, until(HOUR - 1), intervals))).toEqual({ a: 'retiring', b: 'active' })
  const gone = advancedKeys(replaced, until(HOUR), intervals)
  expect(gone[0]).toMatchObject({ state: 'destroyed', sealed: null, destroyed_at: until(HOUR), withdrawn: false })
})

test('a successor that was announced too recently waits, and the old key goes on signing', () => {
  const late = after(intervals.activeMs - HOUR)
  const keys = promotedKeys([announced('a', start), announced('b', late)], start)
  expect(states(advancedKeys(keys, after(intervals.activeMs), intervals))).toEqual({ a: 'active', b: 'announced' })
  expect(states(advancedKeys(keys, new Date(late.getTime() + intervals.announceMs), intervals))).toEqual({
    a: 'retiring',
    b: 'active',
  })
  expect(() => rotatedKeys(keys, after(intervals.activeMs), intervals)).toThrow(
    expect.objectContaining({ code: 'SIGNING_KEY_TOO_NEW' }),
  )
})

test('a withdrawn key is gone at once and the announced one takes over without waiting', () => {
  const keys = withoutKey(firstKeys(), 'a', after(1))
  expect(states(keys)).toEqual({ a: 'destroyed', b: 'active' })
  expect(keys[0]).toMatchObject({ sealed: null, withdrawn: true })
  expect(withoutKey(keys, 'a', after(2))).toBe(keys)
  expect(() => withoutKey(keys, 'nobody', after(2))).toThrow(expect.objectContaining({ code: 'SIGNING_KEY_UNKNOWN' }))
})

test('[KEY-16] over any history of rotations one key signs, it was announced long enough, and no token outlives its key', () => {
  const act = fc.record({
    wait: fc.integer({ min: 0, max: 100 * 24 }).map((hours) => hours * HOUR),
    what: fc.constantFrom('advance', 'advance', 'advance', 'rotate', 'withdraw a retiring key'),
  })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      let keys = firstKeys()
      let now = start
      let made = 0
      const lastSigned = new Map<string, number>()
      for (const { wait, what } of acts) {
        const signing = activeKey(keys)!
        now = new Date(now.getTime() + wait)
        lastSigned.set(signing.kid, now.getTime())
        const retiring = keys.find(({ state }) => state === 'retiring')
        if (what === 'advance') keys = advancedKeys(keys, now, intervals)
        else if (what === 'rotate' && now.getTime() - nextKey(keys)!.announced_at.getTime() >= intervals.announceMs)
          keys = rotatedKeys(keys, now, intervals)
        else if (what !== 'rotate' && retiring) keys = withoutKey(keys, retiring.kid, now)
        if (!nextKey(keys)) keys = [...keys, announced(`k${++made}`, now)]

        const active = keys.filter(({ state }) => state === 'active')
        expect(active.length).toBe(1)
        const isFirst = active[0]!.kid === 'a'
        const known_for = active[0]!.activated_at!.getTime() - active[0]!.announced_at.getTime()
        expect(isFirst || known_for >= intervals.announceMs).toBe(true)
        for (const key of keys) {
          const tokensLive = now.getTime() - (lastSigned.get(key.kid) ?? Number.NEGATIVE_INFINITY) < intervals.retiringMs
          if (tokensLive && !key.withdrawn) expect(key.state).not.toBe('destroyed')
          expect(key.sealed === null).toBe(key.state === 'destroyed')
        }
      }
    }),
    { numRuns: 200 },
  )
})
