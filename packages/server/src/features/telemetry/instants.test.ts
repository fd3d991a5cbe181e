import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, instantOf, microsOf } from './instants.ts'

test('an instant keeps its microseconds and loses what is finer', () => {
  expect(microsOf('2026-11-22T08:00:00Z')).toBe(Date.UTC(2026, 10, 22, 8) * 1_000)
  expect(microsOf('2026-11-22T08:00:00.5+01:30')).toBe(Date.UTC(2026, 10, 22, 6, 30, 0, 500) * 1_000)
  expect(microsOf('2026-11-22T08:00:00.123456789Z') % 1_000_000).toBe(123_456)
  expect(instantOf(microsOf('2026-11-22T08:00:00.120Z'))).toBe('2026-11-22T08:00:00.120Z')
  expect(instantOf(microsOf('2026-11-22T08:00:00.000007Z'))).toBe('2026-11-22T08:00:00.000007Z')
})

test('writing and reading an instant gives the same microsecond', () => {
  const micros = fc.integer({ min: Date.UTC(2000, 0, 1) * 1_000, max: Date.UTC(2100, 0, 1) * 1_000 })
  fc.assert(fc.property(micros, (instant) => microsOf(instantOf(instant)) === instant))
})

test('a day is that of UTC', () => {
  expect(dayOf(microsOf('2026-11-22T00:30:00+02:00'))).toBe('2026-11-21')
})
