import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LISTED_MAX, prepare, ruleFaults, type ScheduleRule } from './index.ts'

const paris = (more: object) => ({ time_zone: 'Europe/Paris', ...more })
const window = (more: object) => paris({ weekly: [{ days: ['mon'], start: '08:00', end: '18:00', ...more }] })
const pointers = (rule: unknown, overrides?: unknown) => ruleFaults(rule, overrides).map(({ pointer }) => pointer)

describe('refused with a pointer to the very field', () => {
  test.each<[string, unknown, string]>([
    ['no object', [], '#'],
    ['no zone', {}, '#/time_zone'],
    ['an unknown zone', { time_zone: 'Europe/Atlantis' }, '#/time_zone'],
    ['a Windows zone', { time_zone: 'Romance Standard Time' }, '#/time_zone'],
    ['an offset as zone', { time_zone: '+01:00' }, '#/time_zone'],
    ['an abbreviation as zone', { time_zone: 'PST' }, '#/time_zone'],
    ['another spelling of a zone', { time_zone: 'europe/paris' }, '#/time_zone'],
    ['an unknown member', paris({ weeks: [] }), '#/weeks'],
    ['an unknown member with signs of its own', paris({ 'a/b~c': 1 }), '#/a~1b~0c'],
    ['an unknown member of a window', window({ from: '08:00' }), '#/weekly/0/from'],
    ['a level that is none', paris({ inside: 'yes' }), '#/inside'],
    ['null', paris({ outside: null }), '#/outside'],
    ['windows that are no list', paris({ weekly: {} }), '#/weekly'],
    ['a window that is no object', paris({ weekly: ['mon'] }), '#/weekly/0'],
    ['start equal to end', window({ end: '08:00' }), '#/weekly/0/end'],
    ['midnight to midnight', window({ start: '00:00', end: '00:00' }), '#/weekly/0/end'],
    ['hour 25', window({ end: '25:00' }), '#/weekly/0/end'],
    ['minute 60', window({ start: '08:60' }), '#/weekly/0/start'],
    ['24:01', window({ end: '24:01' }), '#/weekly/0/end'],
    ['24:00 as a start', window({ start: '24:00' }), '#/weekly/0/start'],
    ['a time without its zero', window({ start: '8:00' }), '#/weekly/0/start'],
    ['a time with seconds', window({ start: '08:00:00' }), '#/weekly/0/start'],
    ['a time as a number', window({ start: 8 }), '#/weekly/0/start'],
    ['no start', window({ start: undefined }), '#/weekly/0/start'],
    ['no days', window({ days: undefined }), '#/weekly/0/days'],
    ['an empty list of days', window({ days: [] }), '#/weekly/0/days'],
    ['an unknown day', window({ days: ['mon', 'tues'] }), '#/weekly/0/days/1'],
    ['two choices of days', window({ month_days: [1] }), '#/weekly/0/month_days'],
    ['the sixth Monday', window({ days: undefined, nth: [{ n: 6, day: 'mon' }] }), '#/weekly/0/nth/0/n'],
    ['the zeroth Monday', window({ days: undefined, nth: [{ n: 0, day: 'mon' }] }), '#/weekly/0/nth/0/n'],
    ['day 32', window({ days: undefined, month_days: [1, 32] }), '#/weekly/0/month_days/1'],
    ['day 0', window({ days: undefined, month_days: [0] }), '#/weekly/0/month_days/0'],
    ['30 February each year', window({ days: undefined, month_days: [30], months: [2] }), '#/weekly/0/month_days/0'],
    ['month 13', window({ months: [13] }), '#/weekly/0/months/0'],
    ['30 February', paris({ exceptions: [{ date: '2026-02-30', state: 'off' }] }), '#/exceptions/0/date'],
    ['29 February of a usual year', paris({ exceptions: [{ date: '2026-02-29', state: 'off' }] }), '#/exceptions/0/date'],
    ['an exception without a date', paris({ exceptions: [{ state: 'off' }] }), '#/exceptions/0/date'],
    ['a range without an end', paris({ exceptions: [{ from: '2026-12-28', state: 'off' }] }), '#/exceptions/0/to'],
    [
      'a range that ends before it starts',
      paris({ exceptions: [{ from: '2026-12-28', to: '2026-12-27', state: 'off' }] }),
      '#/exceptions/0/to',
    ],
    [
      'a date beside a range',
      paris({ exceptions: [{ date: '2026-12-28', to: '2026-12-29', state: 'off' }] }),
      '#/exceptions/0/to',
    ],
    ['an exception that says nothing', paris({ exceptions: [{ date: '2026-12-28' }] }), '#/exceptions/0/state'],
    [
      'a state beside windows',
      paris({ exceptions: [{ date: '2026-12-28', state: 'off', windows: [{ start: '08:00', end: '09:00' }] }] }),
      '#/exceptions/0/windows',
    ],
    ['no windows', paris({ exceptions: [{ date: '2026-12-28', windows: [] }] }), '#/exceptions/0/windows'],
    [
      'days in a window of an exception',
      paris({ exceptions: [{ date: '2026-12-28', windows: [{ start: '08:00', end: '09:00', days: ['mon'] }] }] }),
      '#/exceptions/0/windows/0/days',
    ],
    ['hands off as an exception', paris({ exceptions: [{ date: '2026-12-28', state: 'none' }] }), '#/exceptions/0/state'],
    [
      'two exceptions for one date',
      paris({
        exceptions: [
          { from: '2026-12-24', to: '2026-12-26', state: 'off' },
          { date: '2026-12-25', state: 'on' },
        ],
      }),
      '#/exceptions/1/date',
    ],
    ['an instant without an offset', paris({ one_shots: [{ at: '2026-11-28T07:00:00', state: 'on' }] }), '#/one_shots/0/at'],
    ['an instant of 30 February', paris({ one_shots: [{ at: '2026-02-30T07:00:00Z', state: 'on' }] }), '#/one_shots/0/at'],
    [
      'a local time with an offset',
      paris({ one_shots: [{ local_at: '2026-11-28T07:00+01:00', state: 'on' }] }),
      '#/one_shots/0/local_at',
    ],
    ['a one-shot without an instant', paris({ one_shots: [{ state: 'on' }] }), '#/one_shots/0/local_at'],
    [
      'a one-shot with two',
      paris({ one_shots: [{ at: '2026-11-28T07:00:00Z', local_at: '2026-11-28T07:00', state: 'on' }] }),
      '#/one_shots/0/at',
    ],
    [
      'two one-shots at one instant',
      paris({
        one_shots: [
          { at: '2026-11-28T06:00:00Z', state: 'on' },
          { local_at: '2026-11-28T07:00', state: 'off' },
        ],
      }),
      '#/one_shots/1/local_at',
    ],
    ['more windows than anyone needs', paris({ weekly: Array.from({ length: LISTED_MAX.weekly + 1 }, () => ({})) }), '#/weekly'],
  ])('%s', (_, rule, pointer) => {
    expect(pointers(rule)).toContain(pointer)
    expect(() => prepare(rule as ScheduleRule)).toThrow(RangeError)
  })

  test.each<[string, object, string]>([
    ['an unknown state', { state: 'auto' }, '#/overrides/0/state'],
    ['an instant without an offset', { state: 'on', until: '2026-11-28T07:00:00' }, '#/overrides/0/until'],
    [
      'an end before the start',
      { state: 'on', from: '2026-11-28T07:00:00Z', until: '2026-11-28T07:00:00+01:00' },
      '#/overrides/0/until',
    ],
    [
      'an end at the start',
      { state: 'on', from: '2026-11-28T07:00:00Z', until: '2026-11-28T08:00:00+01:00' },
      '#/overrides/0/until',
    ],
    ['an unknown member', { state: 'on', to: '2026-11-28T07:00:00Z' }, '#/overrides/0/to'],
  ])('of an override: %s', (_, override, pointer) => {
    expect(pointers(paris({}), [override])).toEqual([pointer])
  })
})

test('the example of the design, and the least there can be, have no fault', () => {
  const rule = {
    time_zone: 'Europe/Paris',
    weekly: [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:30' },
      { nth: [{ n: 1, day: 'sat' }], start: '22:00', end: '02:00' },
      { month_days: [1, 15, -1], months: [1, 2, 3], start: '00:00', end: '24:00' },
    ],
    inside: 'on',
    outside: 'off',
    exceptions: [
      { date: '2026-12-25', state: 'off' },
      { from: '2026-12-28', to: '2026-12-31', windows: [{ start: '10:00', end: '16:00' }] },
    ],
    one_shots: [{ local_at: '2026-11-28T07:00', state: 'on' }],
  }
  expect(ruleFaults(rule, [{ state: 'none', until: '2026-11-28T07:00:00.123456789-05:30' }])).toEqual([])
  expect(ruleFaults({ time_zone: 'UTC' })).toEqual([])
})

test('every fault is told, not only the first', () => {
  const found = pointers(window({ start: '24:00', end: '08:60', days: ['x'] }))
  expect(found.toSorted()).toEqual(['#/weekly/0/days/0', '#/weekly/0/end', '#/weekly/0/start'])
})

test('whatever is put in, faults are answered and nothing is thrown', () => {
  const members = fc.constantFrom(
    'time_zone',
    'weekly',
    'days',
    'nth',
    'month_days',
    'months',
    'start',
    'end',
    'exceptions',
    'date',
    'from',
    'to',
    'state',
    'windows',
    'one_shots',
    'at',
    'local_at',
    '__proto__',
  )
  const leaf = fc.oneof(
    fc.constantFrom(
      'Europe/Paris',
      'mon',
      '08:00',
      '24:00',
      '2026-12-25',
      '2026-11-28T07:00',
      '2026-11-28T07:00:00Z',
      'on',
      -1,
      1,
      null,
    ),
    fc.jsonValue(),
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(members, tie('tree'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(tree, tree, (rule, overrides) => {
      for (const { pointer } of ruleFaults(rule, overrides)) expect(pointer).toMatch(/^#(\/[^/]*)*$/)
    }),
    { numRuns: 2_000, seed: 26 },
  )
})
