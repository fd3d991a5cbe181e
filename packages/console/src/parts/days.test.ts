import { expect, test } from 'vitest'
import { dayOf, daysOf, isDay, step } from './days.ts'

test('a month is filled up to whole weeks that begin on Monday', () => {
  const days = daysOf('month', '2026-11-27')
  expect([days[0], days.at(-1), days.length]).toEqual(['2026-10-26', '2026-12-06', 42])
  // February 2027 is four weeks to the day.
  expect(daysOf('month', '2027-02-10')).toHaveLength(28)
  expect(daysOf('month', '2026-12-31').at(-1)).toBe('2027-01-03')
})

test('a week has its seven days, also where the clock is set, and a day is one', () => {
  expect(daysOf('week', '2027-03-28')).toEqual([
    ...['2027-03-22', '2027-03-23', '2027-03-24', '2027-03-25', '2027-03-26', '2027-03-27', '2027-03-28'],
  ])
  expect(daysOf('day', '2027-03-28')).toEqual(['2027-03-28'])
})

test('further on and back', () => {
  expect(step('month', '2026-12-31', 1)).toBe('2027-01-01')
  expect(step('month', '2027-01-31', -1)).toBe('2026-12-01')
  expect(step('week', '2026-12-31', 1)).toBe('2027-01-07')
  expect(step('day', '2027-03-01', -1)).toBe('2027-02-28')
})

test('an instant has another date in another zone', () => {
  expect(dayOf('2026-11-27T23:30:00Z', 'UTC')).toBe('2026-11-27')
  expect(dayOf('2026-11-27T23:30:00Z', 'Europe/Paris')).toBe('2026-11-28')
  expect([isDay('2026-11-27'), isDay('2026-13-01'), isDay('27'), isDay(undefined)]).toEqual([true, false, false, false])
})
