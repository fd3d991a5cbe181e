import { expect, test } from 'vitest'
import { aheadRows } from './ahead.ts'

const change = (at: string) => ({ at, state: 'on' as const, reason: '' })

test('a change of clocks stands where it happens, and not behind what is shown', () => {
  const transitions = [change('2027-03-27T07:00:00Z'), change('2027-03-29T06:00:00Z'), change('2027-03-30T06:00:00Z')]
  const clock_changes = [{ at: '2027-03-28T01:00:00Z', minutes: 60 }]
  const kinds = (most: number) => aheadRows({ transitions, clock_changes }, most).map(({ kind }) => kind)
  expect(kinds(10)).toEqual(['change', 'clock', 'change', 'change'])
  expect(kinds(2)).toEqual(['change', 'clock', 'change'])
  expect(kinds(1)).toEqual(['change'])
  expect(aheadRows({ transitions: [], clock_changes }, 10)).toHaveLength(1)
})
