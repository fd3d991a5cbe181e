import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  explain,
  hoursOnPerWeek,
  nextChange,
  type Override,
  prepare,
  type ScheduleRule,
  timeWanted,
  transitions,
  wantedAt,
  warnings,
} from './index.ts'
import { randomCase, seeded } from './testing/random-rules.ts'

const every = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const paris = (start: string, end: string, more: Partial<ScheduleRule> = {}): ScheduleRule => ({
  time_zone: 'Europe/Paris',
  weekly: [{ days: every, start, end }],
  ...more,
})

/** All changes of some days, as instants with what is wanted from then on. */
function changesOf(rule: ScheduleRule, from: string, to: string, overrides: Override[] = []): string[] {
  const all = transitions(prepare(rule, overrides), Date.parse(from), Date.parse(to))
  return all.map(({ at, state }) => `${new Date(at).toISOString().slice(0, 16)}Z ${state}`)
}

// In Paris the clock went from 02:00 to 03:00 on 29 March 2026 at 01:00 UTC, and from 03:00 back to 02:00 on 25 October 2026 at 01:00 UTC.
const spring = ['2026-03-28T20:00:00Z', '2026-03-29T20:00:00Z'] as const
const autumn = ['2026-10-24T20:00:00Z', '2026-10-25T20:00:00Z'] as const

test.each<[what: string, rule: ScheduleRule, day: readonly [string, string], changes: string[]]>([
  ['a start in the gap counts from its end', paris('02:30', '06:00'), spring, ['2026-03-29T01:00Z on', '2026-03-29T04:00Z off']],
  [
    'an end in the gap counts at its beginning',
    paris('00:30', '02:30'),
    spring,
    ['2026-03-28T23:30Z on', '2026-03-29T01:00Z off'],
  ],
  ['a window in the gap is empty', paris('02:10', '02:50'), spring, []],
  [
    'a start in the repeated hour counts at its first time',
    paris('02:30', '06:00'),
    autumn,
    ['2026-10-25T00:30Z on', '2026-10-25T05:00Z off'],
  ],
  [
    'an end in the repeated hour counts at its last time',
    paris('00:30', '02:30'),
    autumn,
    ['2026-10-24T22:30Z on', '2026-10-25T01:30Z off'],
  ],
  [
    'an end at the reading to which the clock falls back counts at its first time',
    paris('00:30', '02:00'),
    autumn,
    ['2026-10-24T22:30Z on', '2026-10-25T00:00Z off'],
  ],
  ['a window in the repeated hour runs once', paris('02:10', '02:50'), autumn, ['2026-10-25T00:10Z on', '2026-10-25T01:50Z off']],
  [
    'a night belongs to the day on which it opens',
    { time_zone: 'Europe/Paris', weekly: [{ days: ['sat'], start: '22:00', end: '06:00' }] },
    autumn,
    ['2026-10-25T05:00Z off'],
  ],
  [
    'a window that follows on another has no stop between',
    {
      time_zone: 'UTC',
      weekly: [
        { days: every, start: '08:00', end: '12:00' },
        { days: every, start: '12:00', end: '16:00' },
      ],
    },
    ['2026-05-04T00:00:00Z', '2026-05-05T00:00:00Z'],
    ['2026-05-04T08:00Z on', '2026-05-04T16:00Z off'],
  ],
  [
    'a date that a zone skipped is one long gap',
    { time_zone: 'Pacific/Apia', weekly: [{ days: ['fri'], start: '08:00', end: '18:00' }] },
    ['2011-12-29T00:00:00Z', '2012-01-02T00:00:00Z'],
    [],
  ],
])('%s', (_, rule, [from, to], expected) => {
  expect(changesOf(rule, from, to)).toEqual(expected)
})

test.each<[what: string, more: Partial<ScheduleRule>, changes: string[]]>([
  [
    'off cuts the night before and lets nothing open',
    { exceptions: [{ date: '2026-05-05', state: 'off' }] },
    ['2026-05-04T20:00Z on', '2026-05-04T22:00Z off', '2026-05-06T20:00Z on'],
  ],
  [
    'on adds the whole date',
    { exceptions: [{ date: '2026-05-05', state: 'on' }] },
    ['2026-05-04T20:00Z on', '2026-05-06T04:00Z off', '2026-05-06T20:00Z on'],
  ],
  [
    'windows of its own take the place of the date',
    { exceptions: [{ date: '2026-05-05', windows: [{ start: '10:00', end: '11:00' }] }] },
    ['2026-05-04T20:00Z on', '2026-05-04T22:00Z off', '2026-05-05T08:00Z on', '2026-05-05T09:00Z off', '2026-05-06T20:00Z on'],
  ],
  [
    'a one-shot holds until the week changes',
    { one_shots: [{ local_at: '2026-05-05T12:00', state: 'on' }] },
    ['2026-05-04T20:00Z on', '2026-05-05T04:00Z off', '2026-05-05T10:00Z on', '2026-05-06T04:00Z off', '2026-05-06T20:00Z on'],
  ],
  [
    'a one-shot wins at the instant of a change',
    { one_shots: [{ local_at: '2026-05-05T22:00', state: 'off' }] },
    ['2026-05-04T20:00Z on', '2026-05-05T04:00Z off', '2026-05-06T20:00Z on'],
  ],
])('%s', (_, more, expected) => {
  expect(changesOf(paris('22:00', '06:00', more), '2026-05-04T12:00:00Z', '2026-05-07T00:00:00Z')).toEqual(expected)
})

test('an override stands above everything, and at its end what lies beneath applies', () => {
  const overrides: Override[] = [
    { state: 'on', from: '2026-05-04T10:00:00Z', until: '2026-05-04T21:00:00Z' },
    { state: 'none', from: '2026-05-04T12:00:00Z', until: '2026-05-04T13:00:00Z' },
  ]
  expect(changesOf(paris('22:00', '06:00'), '2026-05-04T08:00:00Z', '2026-05-05T08:00:00Z', overrides)).toEqual([
    '2026-05-04T10:00Z on',
    '2026-05-04T12:00Z none',
    '2026-05-04T13:00Z on',
    '2026-05-05T04:00Z off',
  ])
})

test('without windows nothing is wanted, but where an exception, a one-shot or an override says so', () => {
  const rule: ScheduleRule = {
    time_zone: 'UTC',
    exceptions: [{ date: '2026-05-05', state: 'off' }],
    one_shots: [{ at: '2026-05-07T10:00:00Z', state: 'on' }],
  }
  expect(wantedAt(prepare({ time_zone: 'UTC' }), 0)).toBe('none')
  expect(changesOf(rule, '2026-05-04T00:00:00Z', '2030-01-01T00:00:00Z')).toEqual([
    '2026-05-05T00:00Z off',
    '2026-05-06T00:00Z none',
    '2026-05-07T10:00Z on',
  ])
})

test('changes, next changes, times and single answers tell the same story of any schedule', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.constantFrom('Europe/Paris', 'America/Havana', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Nuuk', 'UTC'),
      (seed, zone) => {
        const { rule, overrides, instants } = randomCase(seeded(seed), zone, 2)
        const schedule = prepare(rule, overrides)
        const [from, to] = [Math.min(...instants) - 86_400_000, Math.max(...instants) + 86_400_000]
        const all = transitions(schedule, from, to)
        let state = wantedAt(schedule, from)
        let since = from
        const time = { on: 0, off: 0, none: 0 }
        for (const { at, state: next, reason } of all) {
          expect(next).not.toBe(state) // nothing bounces
          expect(wantedAt(schedule, at - 1)).toBe(state)
          expect(wantedAt(schedule, at)).toBe(next)
          expect(nextChange(schedule, since, to)).toEqual({ at, state: next, reason })
          expect(explain(schedule, at)).toMatchObject({ state: next, since: at })
          time[state] += at - since
          since = at
          state = next
        }
        time[state] += to - since
        expect(nextChange(schedule, since, to)).toBeNull()
        expect(timeWanted(schedule, from, to)).toEqual(time)
      },
    ),
    { numRuns: 150 },
  )
})

test('a state is explained by the part of the rule that decides, with what comes next', () => {
  const rule = paris('08:00', '18:30', { exceptions: [{ date: '2026-12-25', state: 'off' }] })
  const at = (text: string, overrides: Override[] = []) => explain(prepare(rule, overrides), Date.parse(text))
  expect(at('2026-12-24T12:00:00+01:00')).toMatchObject({
    state: 'on',
    layer: 'week',
    index: 0,
    reason: 'on until Thu 18:30 because of weekly window 1; exception 2026-12-25 next',
    since: Date.parse('2026-12-24T08:00:00+01:00'),
    until: Date.parse('2026-12-24T18:30:00+01:00'),
  })
  expect(at('2026-12-25T12:00:00+01:00')).toMatchObject({
    layer: 'exception',
    reason: 'off until Sat 08:00 because of exception 2026-12-25',
  })
  expect(at('2026-11-20T20:00:00+01:00').reason).toBe('off until Sat 08:00 because of the time between windows')
  expect(at('2026-11-20T20:00:00+01:00', [{ state: 'on', until: '2026-11-20T22:00:00Z' }])).toMatchObject({
    layer: 'override',
    reason: 'on until Fri 23:00 because of override 1',
  })
  expect(explain(prepare({ time_zone: 'UTC' }), 0)).toMatchObject({
    layer: 'nothing',
    reason: 'nothing is wanted with no end in sight',
    since: null,
    until: null,
  })
})

test('the reason of a change names what begins or ends', () => {
  const schedule = prepare(paris('08:00', '18:30'), [
    { state: 'on', from: '2026-11-20T19:00:00Z', until: '2026-11-20T20:00:00Z' },
  ])
  expect(
    transitions(schedule, Date.parse('2026-11-20T00:00:00Z'), Date.parse('2026-11-21T00:00:00Z')).map(({ reason }) => reason),
  ).toEqual(['weekly window 1 begins', 'weekly window 1 ends', 'override 1 begins', 'override 1 ends'])
})

test('its author is warned of what they may not have meant', () => {
  const codes = (rule: ScheduleRule) =>
    warnings(prepare(rule), Date.parse('2026-03-01T00:00:00Z')).map(({ code, pointer }) => `${code} ${pointer ?? ''}`.trim())
  expect(codes(paris('08:00', '18:00'))).toEqual([])
  expect(codes(paris('00:00', '24:00'))).toEqual(['NEVER_OFF'])
  expect(codes({ time_zone: 'UTC', weekly: [{ days: ['mon'], start: '08:00', end: '09:00' }], inside: 'none' })).toEqual([
    'NEVER_ON',
  ])
  expect(
    codes({
      time_zone: 'UTC',
      weekly: [
        { days: ['mon'], start: '08:00', end: '12:00' },
        { days: ['mon'], start: '12:01', end: '16:00' },
        { days: ['mon'], start: '08:00', end: '12:00' },
      ],
    }),
  ).toEqual(['SAME_WINDOW #/weekly/2', 'SHORT_HOLE'])
  expect(codes(paris('02:10', '02:50'))).toEqual([
    'EMPTIED_WINDOW #/weekly/0',
    'CLOCK_CHANGE #/weekly/0',
    'EMPTIED_WINDOW #/weekly/0',
  ])
})

test('hours a week are those of the windows alone, over a year of clock changes', () => {
  expect(hoursOnPerWeek(prepare(paris('08:00', '18:00', { exceptions: [{ date: '2026-12-25', state: 'off' }] })))).toBe(70)
  expect(hoursOnPerWeek(prepare({ time_zone: 'UTC' }))).toBe(0)
})

test('a schedule that is asked about far apart instants keeps little of it in memory', () => {
  const schedule = prepare(paris('08:00', '18:00'))
  for (let year = 1975; year < 2095; year++) expect(wantedAt(schedule, Date.UTC(year, 5, 1, 10))).toBe('on')
  expect(schedule.chunks.length).toBeLessThanOrEqual(2)
})
