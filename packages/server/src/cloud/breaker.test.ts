import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  askBreaker,
  type Breaker,
  type BreakerRule,
  Breakers,
  breakerAfterAnswer,
  breakerAfterFailure,
  closedBreaker,
} from './breaker.ts'

const rule: BreakerRule = { opensAfter: 3, firstPauseMs: 1_000, pauseMsMax: 4_000, probeMsMax: 500 }
const place = { connection_id: 'c', scope: 's', region: 'westeurope' }

test('a place is left alone after so many failures in a row, and a probe finds out that it is back', () => {
  const breakers = new Breakers(rule)
  for (let count = 0; count < 3; count += 1) {
    expect(breakers.ask(place, 0)).toEqual({ go: true, probe: false })
    breakers.tell(place, 'transient', 0)
  }
  expect(breakers.open).toBe(1)
  expect(breakers.ask(place, 999)).toEqual({ go: false, againAt: 1_000 })
  expect(breakers.ask({ ...place, region: 'northeurope' }, 999)).toEqual({ go: true, probe: false })
  expect(breakers.ask(place, 1_000)).toEqual({ go: true, probe: true })
  expect(breakers.ask(place, 1_001)).toEqual({ go: false, againAt: 1_500 })
  breakers.tell(place, null, 1_100)
  expect(breakers.ask(place, 1_101)).toEqual({ go: true, probe: false })
  expect(breakers.open).toBe(0)
})

test('each probe that fails doubles the pause, up to its limit', () => {
  let breaker: Breaker = { state: 'open', pauseMs: 1_000, until: 1_000 }
  let now = 1_000
  const pauses: number[] = []
  for (let count = 0; count < 4; count += 1) {
    breaker = breakerAfterFailure(askBreaker(breaker, now, rule).next, now, rule)
    if (breaker.state !== 'open') throw new Error('it must be open')
    pauses.push(breaker.until - now)
    now = breaker.until
  }
  expect(pauses).toEqual([2_000, 4_000, 4_000, 4_000])
})

test('a refusal is an answer: it opens nothing and ends a row of failures', () => {
  const breakers = new Breakers(rule)
  for (const failed of ['transient', 'transient', 'authorization', 'transient', 'transient', 'throttled'] as const) {
    breakers.tell(place, failed, 0)
  }
  expect(breakers.of(place)).toEqual(closedBreaker)
})

test('a probe whose worker died does not keep the place shut for ever', () => {
  const probing: Breaker = { state: 'half_open', pauseMs: 1_000, probeUntil: 1_500 }
  expect(askBreaker(probing, 1_499, rule).permit).toEqual({ go: false, againAt: 1_500 })
  expect(askBreaker(probing, 1_500, rule).permit).toEqual({ go: true, probe: true })
})

test('whatever happens, it opens only after that many failures in a row, lets one probe through at a time, and never shuts for good', () => {
  const step = fc.record({ after: fc.nat(2_000), what: fc.constantFrom('ask', 'fails', 'answers') })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let breaker: Breaker = closedBreaker
      let now = 0
      let inARow = 0
      let lastProbe = Number.NEGATIVE_INFINITY
      for (const { after, what } of steps) {
        now += after
        const before: string = breaker.state
        if (what === 'fails') {
          breaker = breakerAfterFailure(breaker, now, rule)
          inARow += 1
          if (before === 'closed') expect(breaker.state === 'open').toBe(inARow >= rule.opensAfter)
        } else if (what === 'answers') {
          breaker = breakerAfterAnswer()
          inARow = 0
          lastProbe = Number.NEGATIVE_INFINITY
        } else {
          const { permit, next } = askBreaker(breaker, now, rule)
          if (permit.go && permit.probe) {
            if (before === 'half_open') expect(now - lastProbe).toBeGreaterThanOrEqual(rule.probeMsMax)
            lastProbe = now
          }
          if (!permit.go) expect(permit.againAt - now).toBeLessThanOrEqual(rule.pauseMsMax)
          breaker = next
        }
        if (before === 'closed' && breaker.state === 'closed' && what === 'answers') expect(breaker).toEqual(closedBreaker)
      }
    }),
  )
})
