import { expect, test } from 'vitest'
import { hoursOnPerWeek, prepare, type ScheduleRule, warnings } from './index.ts'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
const everyDay = [...weekdays, 'sat', 'sun'] as const
const paris = (...weekly: NonNullable<ScheduleRule['weekly']>): ScheduleRule => ({ time_zone: 'Europe/Paris', weekly })
const found = (rule: ScheduleRule) => warnings(prepare(rule), NOW)
const codes = (rule: ScheduleRule) => found(rule).map(({ code }) => code)

test('office hours have nothing to warn of', () => {
  expect(found(paris({ days: [...weekdays], start: '08:00', end: '18:30' }))).toEqual([])
})

test('a schedule that never starts or never stops anything', () => {
  expect(codes(paris())).toEqual(['NEVER_ON'])
  expect(codes({ ...paris(), exceptions: [{ date: '2020-01-01', state: 'on' }] })).toEqual(['NEVER_ON'])
  expect(codes(paris({ days: [...everyDay], start: '00:00', end: '24:00' }))).toEqual(['NEVER_OFF'])
})

test('start only and stop only are meant so', () => {
  const office = paris({ days: [...weekdays], start: '08:00', end: '18:30' })
  expect(codes({ ...office, outside: 'none' })).toEqual([])
  expect(codes({ ...office, inside: 'none' })).toEqual([])
})

test('a hole that is shorter than a stop and a start take', () => {
  const hole = (start: string) =>
    paris({ days: [...weekdays], start: '08:00', end: '12:00' }, { days: [...weekdays], start, end: '18:00' })
  expect(found(hole('12:01'))).toEqual([
    {
      code: 'SHORT_HOLE',
      detail: 'Off for 1 minutes only, from Fri 12:00: a stop and a start take longer.',
      at: Date.parse('2026-11-27T11:00:00Z'),
    },
  ])
  expect(codes(hole('12:00'))).toEqual([])
  expect(codes(hole('12:15'))).toEqual([])
})

test('the same window twice, whatever the order of its days', () => {
  const twice = paris(
    { days: ['mon', 'tue'], start: '08:00', end: '12:00' },
    { days: ['tue', 'mon'], start: '08:00', end: '12:00' },
  )
  expect(found(twice)).toMatchObject([{ code: 'SAME_WINDOW', pointer: '#/weekly/1' }])
})

test('windows that a change of clocks moves, lengthens or empties, with its instant and what becomes of them', () => {
  const [spring, autumn] = [Date.parse('2027-03-28T01:00:00Z'), Date.parse('2027-10-31T01:00:00Z')]
  const moved = found(paris({ days: [...everyDay], start: '02:30', end: '05:00' }))
  expect(moved.map(({ code, at, pointer }) => ({ code, at, pointer }))).toEqual([
    { code: 'CLOCK_CHANGE', at: spring, pointer: '#/weekly/0' },
    { code: 'CLOCK_CHANGE', at: autumn, pointer: '#/weekly/0' },
  ])
  expect(moved[0]!.detail).toContain('from Sun 2027-03-28 03:00 to Sun 2027-03-28 05:00, 120 minutes')
  expect(moved[1]!.detail).toContain('210 minutes')
  expect(codes(paris({ days: ['sun'], start: '02:15', end: '02:45' }))).toEqual(['EMPTIED_WINDOW', 'CLOCK_CHANGE'])
  expect(codes(paris({ days: ['sat'], start: '02:15', end: '02:45' }))).toEqual([])
})

test('hours on a week: the mean of the weekly windows alone', () => {
  expect(hoursOnPerWeek(prepare(paris({ days: [...weekdays], start: '08:00', end: '18:00' })))).toBeCloseTo(50, 0)
  expect(hoursOnPerWeek(prepare(paris({ days: [...everyDay], start: '00:00', end: '24:00' })))).toBe(168)
  expect(hoursOnPerWeek(prepare({ ...paris(), exceptions: [{ date: '2026-12-25', state: 'on' }] }))).toBe(0)
  expect(hoursOnPerWeek(prepare({ ...paris({ days: ['mon'], start: '08:00', end: '18:00' }), inside: 'none' }))).toBe(0)
  // One whole day a month: 48 days in 1,461.
  expect(hoursOnPerWeek(prepare({ time_zone: 'UTC', weekly: [{ month_days: [-1], start: '00:00', end: '24:00' }] }))).toBeCloseTo(
    (48 * 24) / (1461 / 7),
    10,
  )
})
