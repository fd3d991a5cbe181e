import { expect, test } from 'vitest'
import { dayBars } from './day-bars.ts'

const plain = { state_at_from: 'off', clock_changes: [] } as const
const change = (at: string, state: 'on' | 'off') => ({ at, state, reason: '' })

test('dates show when they are on, through midnight too', () => {
  const transitions = [change('2026-12-01T21:00:00Z', 'on'), change('2026-12-02T05:15:00Z', 'off')]
  const bars = dayBars(['2026-12-01', '2026-12-02', '2026-12-03'], { ...plain, transitions }, 'Europe/Paris')
  expect([...bars.values()].map(({ on }) => on)).toEqual([[[1_320, 1_440]], [[0, 375]], []])
  const always = dayBars(['2026-12-01'], { ...plain, state_at_from: 'on', transitions: [] }, 'Europe/Paris')
  expect(always.get('2026-12-01')!.on).toEqual([[0, 1_440]])
})

test('an hour that is skipped is a gap, and one that comes twice is doubled', () => {
  const clock_changes = [
    { at: '2027-03-28T01:00:00Z', minutes: 60 },
    { at: '2027-10-31T01:00:00Z', minutes: -60 },
  ]
  const bars = dayBars(['2027-03-28', '2027-10-31'], { ...plain, transitions: [], clock_changes }, 'Europe/Paris')
  expect(bars.get('2027-03-28')!.clock).toEqual({ kind: 'gap', at: '2027-03-28T01:00:00Z', piece: [120, 180] })
  expect(bars.get('2027-10-31')!.clock).toEqual({ kind: 'twice', at: '2027-10-31T01:00:00Z', piece: [120, 180] })
})

test('a stop that the clock reads earlier than its start is drawn all the same', () => {
  const transitions = [change('2027-10-31T00:45:00Z', 'on'), change('2027-10-31T01:15:00Z', 'off')]
  expect(dayBars(['2027-10-31'], { ...plain, transitions }, 'Europe/Paris').get('2027-10-31')!.on).toEqual([[135, 165]])
})

test('in a zone that the browser does not know nothing is drawn', () => {
  expect(dayBars(['2026-12-01'], { ...plain, transitions: [] }, 'Mars/Olympus').size).toBe(0)
})
