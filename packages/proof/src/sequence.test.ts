import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sequence } from './sequence.ts'

test('numbers in order leave no gap', () => {
  const numbers = sequence()
  expect([0, 1, 2].map((n) => numbers.see(n, n))).toEqual(['next', 'next', 'next'])
  expect(numbers.gaps()).toEqual([])
})

test('a number that comes late is told from one that is missing and from one that comes twice', () => {
  const numbers = sequence()
  expect([0, 4, 2, 2, 0, 5].map((n, line) => numbers.see(n, line))).toEqual([
    'next',
    'ahead',
    'late',
    'repeated',
    'repeated',
    'next',
  ])
  expect(numbers.gaps()).toEqual([
    { from: 1, end: 2, line: 1 },
    { from: 3, end: 4, line: 1 },
  ])
})

test('whatever comes, the gaps at the end are exactly the numbers that never came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), (seen) => {
      const numbers = sequence()
      const places = seen.map((n) => numbers.see(n, 0))
      const missing = numbers.gaps().flatMap(({ from, end }) => Array.from({ length: end - from }, (_, i) => from + i))
      expect(missing).toEqual(Array.from({ length: numbers.next }, (_, n) => n).filter((n) => !seen.includes(n)))
      expect(places.filter((place) => place === 'repeated')).toHaveLength(seen.length - new Set(seen).size)
    }),
  )
})

test('numbers made to fill the memory with gaps, or with parts of one, do not', () => {
  const holed = sequence()
  for (let n = 0; n < 5000; n += 2) holed.see(n + 1, 0)
  expect(holed.gaps()).toHaveLength(1000)
  const split = sequence()
  split.see(1_000_000, 0)
  for (let n = 0; n < 5000; n += 2) split.see(n, 0)
  expect(split.gaps()).toHaveLength(1000)
})
