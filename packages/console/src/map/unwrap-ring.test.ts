import { expect, test } from 'vitest'
import { unwrapRing } from './unwrap-ring.ts'

test('a ring across the edge of the world goes on beyond it', () => {
  const ring = [
    [170, 60],
    [179, 61],
    [-175, 62],
    [-170, 60],
    [175, 59],
    [170, 60],
  ]
  expect(unwrapRing(ring)).toEqual([
    [170, 60],
    [179, 61],
    [185, 62],
    [190, 60],
    [175, 59],
    [170, 60],
  ])
})

test('a ring that crosses nothing stays as it is, and one around the earth is closed below', () => {
  const plain = [
    [1, 1],
    [2, 1],
    [2, 2],
    [1, 1],
  ]
  expect(unwrapRing(plain)).toEqual(plain)
  const around = [
    [0, -70],
    [120, -70],
    [-120, -70],
    [0, -70],
  ]
  expect(unwrapRing(around)).toEqual([
    [0, -70],
    [120, -70],
    [240, -70],
    [360, -70],
    [360, -85],
    [0, -85],
    [0, -70],
  ])
})
