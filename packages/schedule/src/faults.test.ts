import { expect, test } from 'vitest'
import { prepare, ruleFaults } from './index.ts'

const window = { days: ['mon'], start: '08:00', end: '18:00' }
const rule = { time_zone: 'Europe/Paris', weekly: [window] }
const withWindow = (change: object) => ({ ...rule, weekly: [{ ...window, ...change }] })
const withException = (...exceptions: object[]) => ({ ...rule, exceptions })
const withShot = (...one_shots: object[]) => ({ ...rule, one_shots })

test.each<[what: string, rule: unknown, pointer: string]>([
  ['no object', 'x', '#'],
  ['no zone', { weekly: [] }, '#/time_zone'],
  ['an unknown zone', { ...rule, time_zone: 'Europe/Atlantis' }, '#/time_zone'],
  ['the name that Windows has for a zone', { ...rule, time_zone: 'W. Europe Standard Time' }, '#/time_zone'],
  ['an offset for a zone', { ...rule, time_zone: '+01:00' }, '#/time_zone'],
  ['an unknown member', { ...rule, timezone: 'UTC' }, '#/timezone'],
  ['an unknown member of a window', withWindow({ weekday: 'mon' }), '#/weekly/0/weekday'],
  ['a member whose name needs escaping', { ...rule, 'a/b~c': 1 }, '#/a~1b~0c'],
  ['a start that is the end', withWindow({ end: '08:00' }), '#/weekly/0/end'],
  ['hour 25', withWindow({ start: '25:00' }), '#/weekly/0/start'],
  ['minute 60', withWindow({ end: '18:60' }), '#/weekly/0/end'],
  ['one digit', withWindow({ start: '8:00' }), '#/weekly/0/start'],
  ['24:00 as a start', withWindow({ start: '24:00' }), '#/weekly/0/start'],
  ['24:01', withWindow({ end: '24:01' }), '#/weekly/0/end'],
  ['no start', withWindow({ start: undefined }), '#/weekly/0/start'],
  ['a time that is no text', withWindow({ start: 800 }), '#/weekly/0/start'],
  ['no days', withWindow({ days: [] }), '#/weekly/0/days'],
  ['no kind of date', { ...rule, weekly: [{ start: '08:00', end: '18:00' }] }, '#/weekly/0/days'],
  ['two kinds of dates', withWindow({ month_days: [1] }), '#/weekly/0/month_days'],
  ['an unknown day', withWindow({ days: ['monday'] }), '#/weekly/0/days/0'],
  ['a day twice', withWindow({ days: ['mon', 'mon'] }), '#/weekly/0/days'],
  ['the sixth Monday', withWindow({ days: undefined, nth: [{ n: 6, day: 'mon' }] }), '#/weekly/0/nth/0/n'],
  ['day 0 of a month', withWindow({ days: undefined, month_days: [0] }), '#/weekly/0/month_days/0'],
  ['day 32 of a month', withWindow({ days: undefined, month_days: [32] }), '#/weekly/0/month_days/0'],
  ['30 February', withWindow({ days: undefined, month_days: [30], months: [2] }), '#/weekly/0/month_days/0'],
  ['month 13', withWindow({ months: [13] }), '#/weekly/0/months/0'],
  ['an unknown state inside', { ...rule, inside: 'maybe' }, '#/inside'],
  ['weekly that is no list', { ...rule, weekly: {} }, '#/weekly'],
  ['more windows than anybody reads', { ...rule, weekly: Array(51).fill(window) }, '#/weekly'],
  ['an exception on 30 February', withException({ date: '2026-02-30', state: 'off' }), '#/exceptions/0/date'],
  ['an exception without a year', withException({ date: '12-25', state: 'off' }), '#/exceptions/0/date'],
  [
    'a range that ends before it starts',
    withException({ from: '2026-12-31', to: '2026-12-28', state: 'off' }),
    '#/exceptions/0/to',
  ],
  ['a range without an end', withException({ from: '2026-12-31', state: 'off' }), '#/exceptions/0/to'],
  ['a range of years', withException({ from: '2026-01-01', to: '2027-06-01', state: 'off' }), '#/exceptions/0/to'],
  ['a date and a range', withException({ date: '2026-12-31', to: '2026-12-31', state: 'off' }), '#/exceptions/0/to'],
  ['an exception that says nothing', withException({ date: '2026-12-25' }), '#/exceptions/0/state'],
  [
    'an exception that says two things',
    withException({ date: '2026-12-25', state: 'off', windows: [{ start: '10:00', end: '11:00' }] }),
    '#/exceptions/0/windows',
  ],
  ['an exception without a window', withException({ date: '2026-12-25', windows: [] }), '#/exceptions/0/windows'],
  [
    'two exceptions for one date',
    withException({ date: '2026-12-25', state: 'off' }, { date: '2026-12-25', state: 'on' }),
    '#/exceptions/1/date',
  ],
  [
    'two ranges with a date in common',
    withException({ from: '2026-12-24', to: '2026-12-26', state: 'off' }, { from: '2026-12-26', to: '2026-12-27', state: 'on' }),
    '#/exceptions/1/from',
  ],
  ['an instant without an offset', withShot({ at: '2026-11-28T07:00:00', state: 'on' }), '#/one_shots/0/at'],
  ['a local time with an offset', withShot({ local_at: '2026-11-28T07:00Z', state: 'on' }), '#/one_shots/0/local_at'],
  ['an hour that no clock shows', withShot({ local_at: '2026-11-28T24:00', state: 'on' }), '#/one_shots/0/local_at'],
  ['a one-shot without a time', withShot({ state: 'on' }), '#/one_shots/0/local_at'],
  [
    'two one-shots at one instant',
    withShot({ at: '2026-11-28T07:00:00Z', state: 'on' }, { local_at: '2026-11-28T08:00', state: 'off' }),
    '#/one_shots/1/local_at',
  ],
  ['a one-shot that wants nothing', withShot({ at: '2026-11-28T07:00:00Z', state: 'none' }), '#/one_shots/0/state'],
])('%s is refused where it stands', (_, refused, pointer) => {
  expect(ruleFaults(refused).map((fault) => fault.pointer)).toEqual([pointer])
  expect(() => prepare(refused as never)).toThrow(RangeError)
})

test.each([
  [
    'an override that ends before it begins',
    { state: 'on', from: '2026-11-28T08:00:00Z', until: '2026-11-28T07:00:00Z' },
    '#/overrides/0/until',
  ],
  ['an override without a state', { until: '2026-11-28T07:00:00Z' }, '#/overrides/0/state'],
  ['an override until 30 February', { state: 'on', until: '2026-02-30T07:00:00Z' }, '#/overrides/0/until'],
  ['an override that ends without an offset', { state: 'on', until: '2026-02-20T07:00:00' }, '#/overrides/0/until'],
])('%s is refused where it stands', (_, override, pointer) => {
  expect(ruleFaults(rule, [override]).map((fault) => fault.pointer)).toEqual([pointer])
})

test('every fault is told at once', () => {
  const refused = { time_zone: 'x', weekly: [{ days: ['mon'], start: '08:61', end: '08:62' }], outside: 1 }
  expect(ruleFaults(refused).map(({ pointer }) => pointer)).toEqual([
    '#/time_zone',
    '#/outside',
    '#/weekly/0/start',
    '#/weekly/0/end',
  ])
})

test('what is meant is taken', () => {
  expect(ruleFaults({ time_zone: 'UTC' })).toEqual([])
  expect(
    ruleFaults(
      withException(
        { date: '2028-02-29', state: 'off' },
        { from: '2026-12-28', to: '2026-12-31', windows: [{ start: '22:00', end: '02:00' }] },
      ),
    ),
  ).toEqual([])
  expect(
    ruleFaults(withWindow({ days: undefined, month_days: [29, -31], months: [2, 1] })).map(({ pointer }) => pointer),
  ).toEqual([])
})
