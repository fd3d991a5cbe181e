import { describe, expect, test } from 'vitest'
import { explain, type Override, prepare, type ScheduleRule, transitions, wantedAt } from './index.ts'

// The rules of schedules.md and the edge cases of other schedulers, one by one, with clock changes that happened.

const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const daily = (start: string, end: string) => ({ days: [...everyDay], start, end })

/** Changes as `2026-03-29T01:00Z on`, between two instants. */
function changes(rule: ScheduleRule, from: string, to: string, overrides: Override[] = []): string[] {
  const found = transitions(prepare(rule, overrides), Date.parse(from), Date.parse(to))
  return found.map(({ at, state }) => `${new Date(at).toISOString().slice(0, 16)}Z ${state}`)
}
const wanted = (rule: ScheduleRule, at: string, overrides: Override[] = []) => wantedAt(prepare(rule, overrides), Date.parse(at))

// Paris: on 29 March 2026 02:00 becomes 03:00 (01:00 UTC), on 25 October 2026 03:00 becomes 02:00 (01:00 UTC).
const spring = ['2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z'] as const
const autumn = ['2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z'] as const
const paris = (...weekly: NonNullable<ScheduleRule['weekly']>): ScheduleRule => ({ time_zone: 'Europe/Paris', weekly })

describe('where the clock skips an hour', () => {
  test('a start in it takes effect at the first instant after it', () => {
    expect(changes(paris(daily('02:30', '04:00')), ...spring)).toEqual(['2026-03-29T01:00Z on', '2026-03-29T02:00Z off'])
  })
  test('an end in it takes effect at the first instant after it', () => {
    expect(changes(paris(daily('01:00', '02:30')), ...spring)).toEqual(['2026-03-29T00:00Z on', '2026-03-29T01:00Z off'])
  })
  test('a window wholly in it is empty', () => {
    expect(changes(paris(daily('02:15', '02:45')), ...spring)).toEqual([])
    expect(changes(paris(daily('02:00', '03:00')), ...spring)).toEqual([])
  })
  test('a window around it is an hour shorter', () => {
    expect(changes(paris(daily('22:00', '06:00')), ...spring)).toEqual(['2026-03-28T21:00Z on', '2026-03-29T04:00Z off'])
  })
})

describe('where the clock shows an hour twice', () => {
  test('a start in it counts at its first occurrence, an end at its last', () => {
    expect(changes(paris(daily('02:30', '04:00')), ...autumn)).toEqual(['2026-10-25T00:30Z on', '2026-10-25T03:00Z off'])
    expect(changes(paris(daily('01:00', '02:30')), ...autumn)).toEqual(['2026-10-24T23:00Z on', '2026-10-25T01:30Z off'])
  })
  test('a window in it is one window without a stop between', () => {
    expect(changes(paris(daily('02:15', '02:45')), ...autumn)).toEqual(['2026-10-25T00:15Z on', '2026-10-25T01:45Z off'])
  })
  test('an end equal to the reading that the clock falls back to counts at its first occurrence', () => {
    expect(changes(paris(daily('01:00', '02:00')), ...autumn)).toEqual(['2026-10-24T23:00Z on', '2026-10-25T00:00Z off'])
  })
  test('windows that touch in it do not bounce', () => {
    const twoWindows = paris(daily('01:00', '02:30'), daily('02:30', '04:00'))
    expect(changes(twoWindows, ...autumn)).toEqual(['2026-10-24T23:00Z on', '2026-10-25T03:00Z off'])
  })
  test('windows to midnight end with the date where midnight comes twice', () => {
    // Havana: on 1 November 2026 01:00 becomes 00:00, so that the date begins twice.
    const rule: ScheduleRule = { time_zone: 'America/Havana', weekly: [{ days: ['sat'], start: '20:00', end: '24:00' }] }
    expect(changes(rule, '2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z')).toEqual([
      '2026-11-01T00:00Z on',
      '2026-11-01T04:00Z off',
    ])
  })
})

test('a date that a zone skipped is one long gap', () => {
  // Apia went from 29 to 31 December 2011; the 30th, a Friday, never was.
  const apia = (start: string, end: string): ScheduleRule => ({
    time_zone: 'Pacific/Apia',
    weekly: [{ days: ['fri'], start, end }],
  })
  const days = ['2011-12-28T00:00:00Z', '2012-01-03T00:00:00Z'] as const
  expect(changes(apia('08:00', '18:00'), ...days)).toEqual([])
  expect(changes(apia('22:00', '02:00'), ...days)).toEqual(['2011-12-30T10:00Z on', '2011-12-30T12:00Z off'])
})

describe('windows', () => {
  const friday = ['2026-11-27T00:00:00Z', '2026-11-28T23:00:00Z'] as const
  const utc = (...weekly: NonNullable<ScheduleRule['weekly']>): ScheduleRule => ({ time_zone: 'UTC', weekly })

  test('are half-open: at the start it is on, at the end it is off', () => {
    const rule = utc({ days: ['fri'], start: '08:00', end: '18:30' })
    const at = ['07:59:59.999', '08:00:00.000', '18:29:59.999', '18:30:00.000']
    expect(at.map((time) => wanted(rule, `2026-11-27T${time}Z`))).toEqual(['off', 'on', 'on', 'off'])
  })
  test('over midnight belong to the day on which they open', () => {
    expect(changes(utc({ days: ['fri'], start: '22:00', end: '06:00' }), ...friday)).toEqual([
      '2026-11-27T22:00Z on',
      '2026-11-28T06:00Z off',
    ])
  })
  test('to 00:00 and to 24:00 end with the date', () => {
    for (const end of ['00:00', '24:00']) {
      expect(changes(utc({ days: ['fri'], start: '22:00', end }), ...friday)).toEqual([
        '2026-11-27T22:00Z on',
        '2026-11-28T00:00Z off',
      ])
    }
  })
  test('that touch or overlap are one; a hole of a minute is a hole', () => {
    const rule = utc(
      { days: ['fri'], start: '08:00', end: '12:00' },
      { days: ['fri'], start: '12:00', end: '14:00' },
      { days: ['fri'], start: '13:00', end: '15:00' },
      { days: ['fri'], start: '15:01', end: '16:00' },
    )
    expect(changes(rule, ...friday)).toEqual([
      '2026-11-27T08:00Z on',
      '2026-11-27T15:00Z off',
      '2026-11-27T15:01Z on',
      '2026-11-27T16:00Z off',
    ])
  })
  test('may be for the whole of every date: then nothing ever changes', () => {
    expect(changes(utc(daily('00:00', '24:00')), '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).toEqual([])
  })
  test('by nth weekday: a month without a fifth Tuesday has none, and the last is the last', () => {
    // September 2024 has four Tuesdays; its 30th is a Monday.
    const nth = (n: number) => utc({ nth: [{ n, day: 'tue' }], start: '08:00', end: '09:00' })
    const september = ['2024-09-01T00:00:00Z', '2024-10-01T00:00:00Z'] as const
    expect(changes(nth(5), ...september)).toEqual([])
    expect(changes(nth(4), ...september)[0]).toBe('2024-09-24T08:00Z on')
    expect(changes(nth(-1), ...september)[0]).toBe('2024-09-24T08:00Z on')
    expect(changes(nth(5), '2024-10-01T00:00:00Z', '2024-11-01T00:00:00Z')[0]).toBe('2024-10-29T08:00Z on')
  })
  test('by day of the month, counted from either end, in some months', () => {
    const rule = utc({ month_days: [15, -1], months: [2], start: '00:00', end: '24:00' })
    expect(changes(rule, '2028-01-01T00:00:00Z', '2028-12-31T00:00:00Z')).toEqual([
      '2028-02-15T00:00Z on',
      '2028-02-16T00:00Z off',
      '2028-02-29T00:00Z on',
      '2028-03-01T00:00Z off',
    ])
  })
  test('read the weekday in their own zone, not in UTC', () => {
    const rule: ScheduleRule = { time_zone: 'Pacific/Auckland', weekly: [{ days: ['mon'], start: '08:00', end: '10:00' }] }
    expect(changes(rule, '2026-11-28T00:00:00Z', '2026-12-01T00:00:00Z')).toEqual([
      '2026-11-29T19:00Z on',
      '2026-11-29T21:00Z off',
    ])
  })
  test('keep to the wall clock on both sides of a change of clocks', () => {
    const rule = paris(daily('08:00', '09:00'))
    expect(changes(rule, '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z').filter((text) => text.endsWith('on'))).toEqual([
      '2026-03-28T07:00Z on',
      '2026-03-29T06:00Z on',
    ])
  })
})

describe('levels', () => {
  const at = (rule: Partial<ScheduleRule>, time: string) =>
    wanted({ time_zone: 'UTC', weekly: [daily('08:00', '18:00')], ...rule }, `2026-11-27T${time}:00Z`)

  test('start only: on inside, hands off outside', () => {
    expect([at({ outside: 'none' }, '12:00'), at({ outside: 'none' }, '20:00')]).toEqual(['on', 'none'])
  })
  test('stop only: hands off inside, off outside', () => {
    expect([at({ inside: 'none' }, '12:00'), at({ inside: 'none' }, '20:00')]).toEqual(['none', 'off'])
  })
  test('without weekly windows nothing is wanted, except where something else says so', () => {
    const rule: ScheduleRule = {
      time_zone: 'UTC',
      outside: 'off',
      exceptions: [{ date: '2026-11-27', windows: [{ start: '08:00', end: '09:00' }] }],
    }
    expect(changes(rule, '2026-11-26T00:00:00Z', '2026-11-29T00:00:00Z')).toEqual([
      '2026-11-27T00:00Z off',
      '2026-11-27T08:00Z on',
      '2026-11-27T09:00Z off',
      '2026-11-28T00:00Z none',
    ])
    expect(wanted({ time_zone: 'UTC' }, '2026-11-27T12:00:00Z')).toBe('none')
    expect(wanted({ time_zone: 'UTC', weekly: [] }, '2026-11-27T12:00:00Z')).toBe('none')
  })
})

describe('exceptions', () => {
  const nights = (exceptions: ScheduleRule['exceptions']): ScheduleRule => ({
    time_zone: 'UTC',
    weekly: [daily('22:00', '06:00')],
    exceptions,
  })
  const days = ['2026-12-24T12:00:00Z', '2026-12-26T12:00:00Z'] as const

  test('off cuts the window of the evening before, opens none, and spills into nothing', () => {
    expect(changes(nights([{ date: '2026-12-25', state: 'off' }]), ...days)).toEqual([
      '2026-12-24T22:00Z on',
      '2026-12-25T00:00Z off',
    ])
  })
  test('on adds the whole date, and a window that opens on it still runs to its own end', () => {
    expect(changes(nights([{ date: '2026-12-25', state: 'on' }]), ...days)).toEqual([
      '2026-12-24T22:00Z on',
      '2026-12-26T06:00Z off',
    ])
  })
  test('windows replace the date and cross into the next one', () => {
    const rule = nights([{ date: '2026-12-25', windows: [{ start: '20:00', end: '02:00' }] }])
    expect(changes(rule, ...days)).toEqual([
      '2026-12-24T22:00Z on',
      '2026-12-25T00:00Z off',
      '2026-12-25T20:00Z on',
      '2026-12-26T02:00Z off',
    ])
  })
  test('windows do not cross into a date that is taken over, too', () => {
    const rule = nights([
      { date: '2026-12-25', windows: [{ start: '20:00', end: '02:00' }] },
      { date: '2026-12-26', state: 'off' },
    ])
    expect(changes(rule, ...days).at(-1)).toBe('2026-12-26T00:00Z off')
  })
  test('hold on every date of a range, the last included', () => {
    const rule = nights([{ from: '2026-12-24', to: '2026-12-26', state: 'off' }])
    expect(changes(rule, '2026-12-23T12:00:00Z', '2026-12-28T00:00:00Z')).toEqual([
      '2026-12-23T22:00Z on',
      '2026-12-24T00:00Z off',
      '2026-12-27T22:00Z on',
    ])
  })
  test('off on a holiday is off, also where a stop day would leave the machine alone', () => {
    const rule: ScheduleRule = {
      time_zone: 'UTC',
      weekly: [daily('08:00', '18:00')],
      outside: 'none',
      exceptions: [{ date: '2026-12-25', state: 'off' }],
    }
    expect(wanted(rule, '2026-12-25T12:00:00Z')).toBe('off')
    expect(wanted(rule, '2026-12-26T20:00:00Z')).toBe('none')
  })
  test('on a date that a zone skipped change nothing', () => {
    const rule: ScheduleRule = {
      time_zone: 'Pacific/Apia',
      weekly: [daily('00:00', '24:00')],
      exceptions: [{ date: '2011-12-30', state: 'off' }],
    }
    expect(changes(rule, '2011-12-28T00:00:00Z', '2012-01-03T00:00:00Z')).toEqual([])
  })
})

describe('one-shots', () => {
  const office = (one_shots: ScheduleRule['one_shots']): ScheduleRule => ({
    time_zone: 'UTC',
    weekly: [daily('08:00', '18:00')],
    one_shots,
  })
  const friday = ['2026-11-27T00:00:00Z', '2026-11-28T07:00:00Z'] as const

  test('hold until the week next changes', () => {
    expect(changes(office([{ at: '2026-11-27T06:00:00Z', state: 'on' }]), ...friday)).toEqual([
      '2026-11-27T06:00Z on',
      '2026-11-27T18:00Z off',
    ])
    expect(changes(office([{ at: '2026-11-27T12:00:00+02:00', state: 'off' }]), ...friday)).toEqual([
      '2026-11-27T08:00Z on',
      '2026-11-27T10:00Z off',
    ])
  })
  test('hold until the next one-shot', () => {
    const rule = office([
      { at: '2026-11-27T20:00:00Z', state: 'on' },
      { at: '2026-11-27T21:00:00Z', state: 'off' },
    ])
    expect(changes(rule, '2026-11-27T19:00:00Z', '2026-11-28T07:00:00Z')).toEqual([
      '2026-11-27T20:00Z on',
      '2026-11-27T21:00Z off',
    ])
  })
  test('win at the very instant at which the week changes, and then hold to its next change', () => {
    expect(changes(office([{ at: '2026-11-27T18:00:00Z', state: 'on' }]), ...friday)).toEqual(['2026-11-27T08:00Z on'])
    expect(changes(office([{ at: '2026-11-27T08:00:00Z', state: 'off' }]), '2026-11-27T07:00:00Z', ...[friday[1]])).toEqual([])
  })
  test('hold for ever where nothing else is said', () => {
    expect(wanted({ time_zone: 'UTC', one_shots: [{ at: '2026-11-27T12:00:00Z', state: 'on' }] }, '2090-01-01T00:00:00Z')).toBe(
      'on',
    )
    expect(
      wanted(
        { ...paris(daily('00:00', '24:00')), one_shots: [{ at: '2026-11-27T12:00:00Z', state: 'off' }] },
        '2027-01-01T00:00:00Z',
      ),
    ).toBe('off')
  })
  test('by the local clock: the first of two occurrences, the end of a gap', () => {
    const at = (local_at: string) =>
      changes(
        { time_zone: 'Europe/Paris', one_shots: [{ local_at, state: 'on' }] },
        '2026-01-01T00:00:00Z',
        '2027-01-01T00:00:00Z',
      )
    expect(at('2026-10-25T02:30')).toEqual(['2026-10-25T00:30Z on'])
    expect(at('2026-03-29T02:30')).toEqual(['2026-03-29T01:00Z on'])
  })
  test('are ended by an exception that changes what is wanted', () => {
    const rule: ScheduleRule = {
      ...office([{ at: '2026-11-27T20:00:00Z', state: 'on' }]),
      exceptions: [{ date: '2026-11-28', state: 'on' }],
    }
    expect(explain(prepare(rule), Date.parse('2026-11-28T00:00:00Z')).layer).toBe('exception')
  })
})

describe('overrides', () => {
  const office: ScheduleRule = {
    time_zone: 'UTC',
    weekly: [daily('08:00', '18:00')],
    one_shots: [{ at: '2026-11-27T20:00:00Z', state: 'on' }],
  }

  test('stand above everything in [from, until), and then what lies beneath applies', () => {
    const off: Override = { state: 'off', from: '2026-11-27T19:00:00Z', until: '2026-11-27T21:00:00Z' }
    expect(changes(office, '2026-11-27T12:00:00Z', '2026-11-28T07:00:00Z', [off])).toEqual([
      '2026-11-27T18:00Z off',
      '2026-11-27T21:00Z on',
    ])
  })
  test('may be hands off, and for ever', () => {
    const handsOff: Override = { state: 'none', from: '2026-11-27T12:00:00Z' }
    expect(changes(office, '2026-11-27T07:00:00Z', '2027-11-27T07:00:00Z', [handsOff])).toEqual([
      '2026-11-27T08:00Z on',
      '2026-11-27T12:00Z none',
    ])
    expect(wanted(office, '1990-01-01T00:00:00Z', [{ state: 'on', until: '2000-01-01T00:00:00Z' }])).toBe('on')
  })
  test('that overlap: the last in the list counts', () => {
    const both: Override[] = [
      { state: 'on', from: '2026-11-27T00:00:00Z' },
      { state: 'off', from: '2026-11-26T00:00:00Z', until: '2026-11-28T00:00:00Z' },
    ]
    expect(wanted(office, '2026-11-27T12:00:00Z', both)).toBe('off')
    expect(wanted(office, '2026-11-27T12:00:00Z', both.toReversed())).toBe('on')
  })
})

describe('questions', () => {
  const office: ScheduleRule = {
    time_zone: 'Europe/Paris',
    weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:30' }],
    exceptions: [{ date: '2026-12-25', state: 'off' }],
  }

  test('spans that follow each other show every change once', () => {
    const [a, b, c] = ['2026-11-27T00:00:00Z', '2026-11-27T07:00:00Z', '2026-11-27T23:00:00Z'] as const
    expect([...changes(office, a, b), ...changes(office, b, c)]).toEqual(changes(office, a, c))
    expect(changes(office, a, b)).toEqual(['2026-11-27T07:00Z on'])
  })
  test('an explanation says what decides, since when and until when', () => {
    const at = Date.parse('2026-12-24T12:00:00Z')
    expect(explain(prepare(office), at)).toEqual({
      state: 'on',
      layer: 'week',
      index: 0,
      reason: 'on until Thu 18:30 because of weekly window 1; exception 2026-12-25 next',
      since: Date.parse('2026-12-24T07:00:00Z'),
      until: Date.parse('2026-12-24T17:30:00Z'),
    })
  })
  test('an explanation names what decides between windows, above them and where nothing does', () => {
    const at = Date.parse('2026-11-20T20:00:00+01:00')
    expect(explain(prepare(office), at).reason).toBe('off until Mon 08:00 because of the time between windows')
    expect(explain(prepare(office, [{ state: 'on', until: '2026-11-20T22:00:00Z' }]), at)).toMatchObject({
      layer: 'override',
      reason: 'on until Fri 23:00 because of override 1',
    })
    expect(explain(prepare(office), Date.parse('2026-12-25T12:00:00+01:00'))).toMatchObject({
      layer: 'exception',
      index: 0,
      reason: 'off until Mon 08:00 because of exception 2026-12-25',
    })
    expect(explain(prepare({ time_zone: 'UTC' }), 0)).toMatchObject({
      layer: 'nothing',
      reason: 'nothing is wanted with no end in sight',
      since: null,
      until: null,
    })
  })
  test('asked about far apart instants it is right, and keeps little of them in memory', () => {
    const schedule = prepare(office)
    for (let year = 1975; year < 2095; year++) {
      const monday = Date.UTC(year, 5, 1 + ((8 - new Date(Date.UTC(year, 5, 1)).getUTCDay()) % 7), 10)
      expect(wantedAt(schedule, monday)).toBe('on')
    }
    const kept = [schedule.chunks.current, ...schedule.chunks.others]
    expect(kept.length).toBeLessThanOrEqual(6)
    expect(kept.reduce((sum, { changes }) => sum + changes.length, 0)).toBeLessThanOrEqual(240)
  })
  test('changes name what began, or what ended if it stood above what follows', () => {
    const schedule = prepare({ ...office, one_shots: [{ local_at: '2026-12-27T10:00', state: 'on' }] }, [
      { state: 'none', from: '2026-12-24T10:00:00Z', until: '2026-12-24T12:00:00Z' },
    ])
    const found = transitions(schedule, Date.parse('2026-12-24T00:00:00Z'), Date.parse('2026-12-28T20:00:00Z'))
    expect(found.map(({ state, reason }) => `${state}: ${reason}`)).toEqual([
      'on: weekly window 1 begins',
      'none: override 1 begins',
      'on: override 1 ends',
      'off: weekly window 1 ends',
      'on: one-shot 1 begins',
      'off: weekly window 1 ends',
    ])
  })
  test('what is no instant is refused', () => {
    const schedule = prepare(office)
    expect(() => wantedAt(schedule, Number.NaN)).toThrow(RangeError)
    expect(() => transitions(schedule, 0, Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })
})
