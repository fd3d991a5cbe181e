import { expect, test } from 'vitest'
import { rangeOf } from './ranges.ts'

const now = new Date('2027-01-15T10:20:30Z')

test('this month is what the API takes without a range; the one before ends where it begins, over the turn of the year', () => {
  expect(rangeOf('month', now)).toEqual({})
  expect(rangeOf('before', now)).toEqual({ from: '2026-12-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' })
})

test('days are counted back from the full hour, so that the same question stays the same', () => {
  expect(rangeOf('days30', now)).toEqual({ from: '2026-12-16T10:00:00.000Z', to: '2027-01-15T10:00:00.000Z' })
})
