import { Problem } from '@skykeep/contract'
import { expect, test } from 'vitest'
import { control } from '../testing/control.ts'
import type { AccessClaims } from './access-token.ts'
import { TokenCache } from './token-cache.ts'

const START = Date.parse('2026-11-22T08:00:00Z')

function trial(lifeSeconds = 900, capacity?: number) {
  const clock = { now: START }
  const asked: string[] = []
  let answer: (token: string) => Promise<AccessClaims> = async (token) => claimsOf(token)
  const claimsOf = (token: string) =>
    ({
      jti: token,
      iat: START / 1_000,
      exp: START / 1_000 + lifeSeconds,
      sub: 's',
      team: 't',
      scope: '',
      iss: 'i',
    }) as AccessClaims
  const cache = new TokenCache(
    (token) => {
      asked.push(token)
      return answer(token)
    },
    () => clock.now,
    capacity,
  )
  const answerWith = (next: typeof answer) => {
    answer = next
  }
  return { cache, clock, asked, answerWith, claimsOf }
}

test('a token is verified once and then remembered, also when many ask at once', async () => {
  const { cache, asked } = trial()
  await Promise.all(Array.from({ length: 20 }, () => cache.get('a')))
  expect(cache.get('a')).not.toBeInstanceOf(Promise)
  expect(asked).toEqual(['a'])
})

control('AUTH-1', 'a remembered token is verified again at its end, and after five minutes whatever its end', async () => {
  const short = trial(60)
  await short.cache.get('a')
  short.clock.now += 60_000
  expect(short.cache.get('a')).toBeInstanceOf(Promise)
  const long = trial(900)
  await long.cache.get('a')
  long.clock.now += 299_999
  expect(long.cache.get('a')).not.toBeInstanceOf(Promise)
  long.clock.now += 1
  expect(long.cache.get('a')).toBeInstanceOf(Promise)
})

control('AUTH-2', 'a refusal is never remembered as a success, nor a success of one token for another', async () => {
  const { cache, asked, answerWith, claimsOf } = trial()
  answerWith(() => Promise.reject(new Problem('TOKEN_INVALID')))
  await expect(cache.get('a')).rejects.toThrow(Problem)
  await expect(cache.get('a')).rejects.toThrow(Problem)
  answerWith(async (token) => claimsOf(token))
  await cache.get('a')
  expect((await cache.get('b')).jti).toBe('b')
  expect(asked).toEqual(['a', 'a', 'a', 'b'])
})

control('AUTH-3', 'when a key is withdrawn, what it verified is forgotten, also a verification that was under way', async () => {
  const { cache, asked, answerWith, claimsOf } = trial()
  await cache.get('a')
  let finish = () => {}
  answerWith((token) => new Promise((resolve) => (finish = () => resolve(claimsOf(token)))))
  const underWay = cache.get('b')
  cache.clear()
  finish()
  await underWay
  answerWith(async (token) => claimsOf(token))
  await cache.get('a')
  await cache.get('b')
  expect(asked).toEqual(['a', 'b', 'a', 'b'])
})

test('it holds no more tokens than it may, and the oldest go first', async () => {
  const { cache, asked } = trial(900, 3)
  for (const token of ['a', 'b', 'c', 'd']) await cache.get(token)
  expect(cache.get('d')).not.toBeInstanceOf(Promise)
  expect(cache.get('b')).not.toBeInstanceOf(Promise)
  await cache.get('a')
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'a'])
})
