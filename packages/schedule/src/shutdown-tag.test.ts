import { expect, test } from 'vitest'
import { prepare, readShutdownTag, ruleFaults, wantedAt } from './index.ts'

const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const read = (text: string) => readShutdownTag(text, 'Europe/Paris', [2026, 2027])

test('a range that is listed is off, over midnight too, in each way of writing it', () => {
  const weekly = [{ days: everyDay, start: '06:00', end: '22:00' }]
  for (const text of ['22:00->06:00', '10PM -> 6AM', '10 pm->6 am', '10:00PM -> 06:00AM', '22:00 → 06:00']) {
    expect(read(text).rule).toEqual({ time_zone: 'Europe/Paris', weekly, exceptions: [] })
  }
})

test('days and dates that are listed are off', () => {
  const { rule } = read('8PM -> 7AM, Saturday, sunday, December 25')
  expect(rule?.weekly).toEqual([{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '07:00', end: '20:00' }])
  expect(rule?.exceptions).toEqual([
    { date: '2026-12-25', state: 'off' },
    { date: '2027-12-25', state: 'off' },
  ])
})

test('several ranges leave several windows; midnight and noon are what clocks call 12', () => {
  expect(read('12AM -> 7AM, 12PM -> 1PM, 18:00 -> 00:00').rule?.weekly).toEqual([
    { days: everyDay, start: '07:00', end: '12:00' },
    { days: everyDay, start: '13:00', end: '18:00' },
  ])
})

test('29 February comes in leap years only', () => {
  expect(readShutdownTag('February 29', 'UTC', [2027, 2028]).rule?.exceptions).toEqual([{ date: '2028-02-29', state: 'off' }])
})

test('off on every day is off, and not: nothing is wanted', () => {
  const { rule } = read('Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday')
  expect(wantedAt(prepare(rule!), Date.parse('2026-11-27T12:00:00Z'))).toBe('off')
})

test('what cannot be read is a fault and switches nothing', () => {
  for (const text of [
    '',
    ' , ',
    '22:00',
    '22:00->',
    '22:00->22:00',
    '25:00->06:00',
    '13PM -> 6AM',
    '10 -> 6',
    '6AM->8AM->9AM',
    'Caturday',
    'December 32',
    'Feb 30',
    '25/12/2026',
    '10PM - 6AM',
  ]) {
    const { rule, faults } = read(text)
    expect([text, rule]).toEqual([text, null])
    expect(faults.length).toBeGreaterThan(0)
  }
  expect(readShutdownTag('22:00->06:00', 'Romance Standard Time', []).rule).toBeNull()
})

test('what was read is a rule without a fault', () => {
  for (const text of ['22:00->06:00', '10PM -> 6AM, Saturday, Sunday, December 25', '00:00 -> 23:59, February 29']) {
    expect(ruleFaults(read(text).rule)).toEqual([])
  }
})
