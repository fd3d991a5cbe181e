import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latency } from './latency.ts'

test('a percentile is within 2 % of the one that sorting gives', () => {
  const durations = fc.array(fc.double({ min: 0.02, max: 60_000, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.9, 0.99), (all, share) => {
      const measured = latency()
      for (const ms of all) measured.record(ms)
      const exact = all.sort((a, b) => a - b)[Math.ceil(all.length * share) - 1]!
      expect(measured.percentile(share)).toBeGreaterThan(exact * 0.99 - 0.01)
      expect(measured.percentile(share)).toBeLessThan(exact * 1.021 + 0.01)
    }),
  )
})

test('the percentile of nothing is 0', () => {
  expect(latency().percentile(0.99)).toBe(0)
})
