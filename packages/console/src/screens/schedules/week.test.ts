import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cellOf,
  copyDay,
  DAY_MINUTES,
  days,
  hoursOn,
  isPlain,
  minutesOf,
  paint,
  WEEK_MINUTES,
  type WeeklyWindow,
  windowsOf,
  writeClock,
} from './week.ts'

const office: WeeklyWindow = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:30' }

test('office hours are ten and a half hours on five days, and one window again', () => {
  const minutes = minutesOf([office])
  expect(hoursOn(minutes)).toBe(52.5)
  expect(windowsOf(minutes)).toEqual([office])
})

test('a window past midnight runs into the next row, round the end of the week too, and stays one', () => {
  const night: WeeklyWindow = { days: ['sun'], start: '22:00', end: '06:15' }
  const minutes = minutesOf([night])
  expect(cellOf(minutes, 6, 44)).toBe('on')
  expect(cellOf(minutes, 0, 11)).toBe('on')
  expect(cellOf(minutes, 0, 12)).toBe('part')
  expect(windowsOf(minutes)).toEqual([night])
})

test('a weekend on end is one day after the other; always is all days', () => {
  const weekend = minutesOf([
    { days: ['fri'], start: '20:00', end: '24:00' },
    { days: ['sat', 'sun'], start: '00:00', end: '24:00' },
  ])
  expect(windowsOf(weekend)).toEqual([
    { days: ['fri'], start: '20:00', end: '24:00' },
    { days: ['sat', 'sun'], start: '00:00', end: '24:00' },
  ])
  expect(windowsOf(new Uint8Array(WEEK_MINUTES).fill(1))).toEqual([{ days: [...days], start: '00:00', end: '24:00' }])
  expect(windowsOf(new Uint8Array(WEEK_MINUTES))).toEqual([])
})

test('painting fills the rectangle between two cells and leaves the minutes of others', () => {
  const minutes = minutesOf([{ days: ['mon'], start: '08:15', end: '09:00' }])
  const painted = paint(minutes, { days: [2, 1], cells: [5, 3] }, true)
  expect(cellOf(painted, 0, 16)).toBe('part')
  expect(cellOf(painted, 1, 4)).toBe('on')
  expect(cellOf(painted, 2, 6)).toBe('off')
  expect(hoursOn(paint(painted, { days: [0, 6], cells: [0, 47] }, false))).toBe(0)
})

test('a cell is as long as the zoom says', () => {
  const minutes = minutesOf([{ days: ['mon'], start: '08:15', end: '09:00' }])
  expect([cellOf(minutes, 0, 32, 15), cellOf(minutes, 0, 33, 15), cellOf(minutes, 0, 8, 60)]).toEqual(['off', 'on', 'part'])
  expect(hoursOn(paint(minutes, { days: [0, 0], cells: [32, 32] }, true, 15))).toBe(1)
  expect(hoursOn(paint(minutes, { days: [0, 0], cells: [8, 9] }, true, 60))).toBe(2)
})

test('a day is copied to others as its row shows it, and they lose what they had', () => {
  const minutes = minutesOf([
    { days: ['mon'], start: '08:15', end: '12:00' },
    { days: ['tue'], start: '20:00', end: '04:00' },
  ])
  expect(windowsOf(copyDay(minutes, 0, [1, 2, 6]))).toEqual([
    { days: ['mon', 'tue', 'wed', 'sun'], start: '08:15', end: '12:00' },
  ])
})

test('what the grid cannot show stands beside it', () => {
  expect(
    [office, { ...office, months: [1] }, { month_days: [1], start: '00:00', end: '24:00' }].map((one) =>
      isPlain(one as WeeklyWindow),
    ),
  ).toEqual([true, false, false])
})

const clock = fc.integer({ min: 0, max: DAY_MINUTES - 1 })
const aWindow = fc
  .record({ days: fc.subarray([...days], { minLength: 1 }), start: clock, end: fc.oneof(clock, fc.constant(DAY_MINUTES)) })
  .filter(({ start, end }) => start !== end)
  .map(({ days: on, start, end }): WeeklyWindow => ({ days: on, start: writeClock(start), end: writeClock(end) }))

test('no minute is lost on the way from windows to minutes and back', () => {
  fc.assert(
    fc.property(fc.array(aWindow, { maxLength: 6 }), (windows) => {
      const minutes = minutesOf(windows)
      const again = windowsOf(minutes)
      expect(minutesOf(again)).toEqual(minutes)
      for (const { start, end } of again) expect(start).not.toBe(end)
    }),
    { numRuns: 300 },
  )
})
