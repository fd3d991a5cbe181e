import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkSpeed, dueMs, shiftMs } from './schedule.ts'

const firstMs = Date.UTC(2018, 7, 1, 5)
const day = { firstMs, lastMs: Date.UTC(2018, 7, 1, 22) }
const startMs = Date.UTC(2026, 0, 1)

test('a shift to now never puts an event after the moment it is sent, and ends the recording with the replay', () => {
  const anySpeed = fc.oneof(fc.constant('max' as const), fc.double({ min: 1, max: 3600, noNaN: true }))
  fc.assert(
    fc.property(anySpeed, fc.double({ min: 0, max: 1, noNaN: true }), (speed, part) => {
      const shift = shiftMs('to-now', speed, day, startMs)
      const rowMs = Math.round(day.firstMs + part * (day.lastMs - day.firstMs))
      expect(rowMs + shift).toBeLessThanOrEqual(dueMs(rowMs, speed, day, startMs) + 1)
      expect(Math.abs(day.lastMs + shift - dueMs(day.lastMs, speed, day, startMs))).toBeLessThan(1)
    }),
  )
  expect(firstMs + shiftMs('to-now', 1, day, startMs)).toBe(startMs)
})

test('a shift is none, milliseconds, or a duration counted on the calendar', () => {
  const cases = ['none', 1500, '-2500', 'PT1H30M', '-P1D', 'P2Y'] as const
  expect(cases.map((shift) => shiftMs(shift, 1, day, startMs))).toEqual([
    0,
    1500,
    -2500,
    5_400_000,
    -86_400_000,
    // 2020 was a leap year.
    Date.UTC(2020, 7, 1, 5) - firstMs,
  ])
  expect(() => shiftMs('tomorrow', 1, day, startMs)).toThrow(RangeError)
})

test('at sixty times the speed an hour of the recording is sent within a minute, and at full speed everything is due at once', () => {
  const anHourLater = firstMs + 3_600_000
  expect([1, 60, 'max' as const].map((speed) => dueMs(anHourLater, speed, day, startMs) - startMs)).toEqual([
    3_600_000, 60_000, 0,
  ])
})

test('a speed that would stand still or send the future is refused', () => {
  for (const speed of [0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => checkSpeed(speed)).toThrow(RangeError)
  for (const speed of [1, 60, 'max'] as const) expect(() => checkSpeed(speed)).not.toThrow()
})
