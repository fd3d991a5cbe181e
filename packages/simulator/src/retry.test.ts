import { expect, test } from 'vitest'
import type { Answer } from './connection.ts'
import { retried, retryAfterMs } from './retry.ts'
import { hastyClock } from './testing/clocks.ts'

const answer = (status: number, retryAfter?: string): Answer => ({
  status,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  body: '',
  ms: 1,
})
const lost = (code: string) => Object.assign(new Error(code), { code })

function attempts(...outcomes: (Answer | Error)[]) {
  let made = 0
  return {
    made: () => made,
    attempt: async () => {
      const outcome = outcomes[Math.min(made, outcomes.length - 1)]!
      made += 1
      if (outcome instanceof Error) throw outcome
      return outcome
    },
  }
}

test('the pause that the server asks for is kept to the millisecond, in seconds or as a date', async () => {
  const clock = hastyClock(Date.UTC(2026, 0, 1))
  const { attempt } = attempts(answer(429, '7'), answer(503, 'Thu, 01 Jan 2026 00:00:20 GMT'), answer(201))
  expect((await retried(attempt, { clock, forMs: 60_000 })).status).toBe(201)
  expect(clock.slept).toEqual([7_000, 13_000])
})

test('without a pause named, each wait is up to twice the last, and at most five seconds', async () => {
  const clock = hastyClock()
  const { attempt } = attempts(...Array.from({ length: 8 }, () => lost('ECONNREFUSED')), answer(200))
  await retried(attempt, { clock, forMs: 60_000, random: () => 1 })
  expect(clock.slept).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
})

test('patience has an end: the last answer or error comes out when the time is up', async () => {
  const clock = hastyClock()
  expect((await retried(attempts(answer(429, '61')).attempt, { clock, forMs: 60_000 })).status).toBe(429)
  expect(clock.slept).toEqual([])
  await expect(retried(attempts(lost('ECONNRESET')).attempt, { clock, forMs: 60_000 })).rejects.toThrow('ECONNRESET')
  expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000)
})

test('a refusal, a certificate that is not trusted and a mistake of our own are not tried again', async () => {
  const clock = hastyClock()
  for (const status of [200, 400, 401, 403, 404, 409, 413, 500]) {
    const { attempt, made } = attempts(answer(status))
    expect((await retried(attempt, { clock, forMs: 60_000 })).status).toBe(status)
    expect(made()).toBe(1)
  }
  for (const error of [lost('DEPTH_ZERO_SELF_SIGNED_CERT'), lost('ERR_TLS_CERT_ALTNAME_INVALID'), new TypeError('ours')]) {
    await expect(retried(attempts(error).attempt, { clock, forMs: 60_000 })).rejects.toBe(error)
  }
  expect(clock.slept).toEqual([])
})

test('a signal ends the waiting', async () => {
  const { attempt, made } = attempts(answer(503, '5'))
  await expect(retried(attempt, { clock: hastyClock(), forMs: 60_000, signal: AbortSignal.abort() })).rejects.toThrow('abort')
  expect(made()).toBe(1)
})

test('a Retry-After that is neither seconds nor a date counts as none, and one in the past as now', () => {
  expect([retryAfterMs(undefined, 0), retryAfterMs('soon', 0), retryAfterMs('Thu, 01 Jan 1970 00:00:00 GMT', 5)]).toEqual([
    undefined,
    undefined,
    0,
  ])
})
