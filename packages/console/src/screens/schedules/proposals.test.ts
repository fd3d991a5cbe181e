import { expect, test } from 'vitest'
import type { Exception } from './draft.ts'
import { accept, isICal, proposalsOf } from './proposals.ts'

const christmas = { date: '2026-12-25', state: 'off', name: 'Christmas' } as const
const between = { from: '2026-12-28', to: '2026-12-31', state: 'off', name: 'Closed' } as const

test('proposals say what they would replace, and what is over is none', () => {
  const exceptions: Exception[] = [
    { date: '2026-12-25', state: 'off' },
    { date: '2026-12-30', state: 'on' },
  ]
  const easter = { date: '2026-04-06', state: 'off' } as const
  const newYear = { date: '2027-01-01', state: 'off' } as const
  const found = proposalsOf([easter, christmas, between, newYear], exceptions, '2026-11-27')
  expect(found.map(({ span, against }) => [span[0], against])).toEqual([
    ['2026-12-25', 'same'],
    ['2026-12-28', 'other'],
    ['2027-01-01', 'free'],
  ])
})

test('what is accepted becomes an exception without a name; the rest stays a proposal', () => {
  const proposals = proposalsOf([christmas, between], [{ date: '2026-12-30', state: 'on' }], '2026-11-27')
  expect(accept([{ date: '2026-12-30', state: 'on' }], proposals.slice(0, 1))).toEqual([
    { date: '2026-12-25', state: 'off' },
    { date: '2026-12-30', state: 'on' },
  ])
  expect(accept([{ date: '2026-12-30', state: 'on' }], proposals)).toEqual([
    { date: '2026-12-25', state: 'off' },
    { from: '2026-12-28', to: '2026-12-31', state: 'off' },
  ])
})

test('an iCalendar file is told from lines', () => {
  expect([isICal('BEGIN:VCALENDAR\r\nVERSION:2.0'), isICal('2026-12-25 Christmas')]).toEqual([true, false])
})
