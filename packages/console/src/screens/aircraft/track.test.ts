import { expect, test } from 'vitest'
import { nearestPoint } from './nearest-point.ts'
import { rangeOf } from './ranges.ts'

test('the nearest point of a track is found, degrees of longitude being short in the north', () => {
  const points = [
    { lat: 60, lon: 10 },
    { lat: 61, lon: 10 },
    { lat: 60, lon: 11.5 },
  ]
  // 0.8 degrees of longitude are less there than 0.5 of latitude.
  expect(nearestPoint(points, [10.8, 60.4])).toBe(2)
  expect(nearestPoint(points, [10, 60.6])).toBe(1)
  expect(nearestPoint([], [0, 0])).toBeNull()
})

test('a range that nobody knows is the last hour', () => {
  expect([rangeOf('24'), rangeOf('25'), rangeOf(undefined), rangeOf(['6'])]).toEqual([24, 1, 1, 1])
})
