import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  explain,
  nextChange,
  type Override,
  prepare,
  ruleFaults,
  type ScheduleRule,
  timeWanted,
  transitions,
  wantedAt,
} from './index.ts'
import { randomCase, seeded } from './testing/random-rules.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const zones = Intl.supportedValuesOf('timeZone')
const options = { numRuns: 300, seed: 20_261_126 }

/** A rule with overrides around a moment, mostly a change of clocks, and instants near it. */
const cases = fc
  .tuple(fc.nat(), fc.constantFrom(...zones))
  .map(([seed, zone]) => randomCase(seeded(seed), zone, 8, { stepMinutes: 1 }))
const around = (middle: number): [number, number] => [middle - 5 * DAY, middle + 5 * DAY]
const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** Changes as plain data, without the reasons. */
const changesOf = (rule: ScheduleRule, [from, to]: [number, number], overrides: Override[] = []) =>
  transitions(prepare(rule, overrides), from, to).map(({ at, state }) => [at, state])

describe('what is asked in different ways is answered alike', () => {
  test('a change is there at its instant and not a millisecond before', () => {
    fc.assert(
      fc.property(cases, ({ rule, overrides, middle }) => {
        const schedule = prepare(rule, overrides)
        const [from, to] = around(middle)
        let state = wantedAt(schedule, from)
        for (const change of transitions(schedule, from, to)) {
          expect(wantedAt(schedule, change.at - 1)).toBe(state)
          expect(wantedAt(schedule, change.at)).toBe(change.state)
          expect(change.state).not.toBe(state)
          state = change.state
        }
        expect(wantedAt(schedule, to)).toBe(state)
      }),
      options,
    )
  })
  test('the next change is the first of the changes, and an explanation lies between two of them', () => {
    fc.assert(
      fc.property(cases, ({ rule, overrides, instants }) => {
        const schedule = prepare(rule, overrides)
        for (const at of instants) {
          const [next] = transitions(schedule, at, at + 9 * DAY)
          expect(nextChange(schedule, at, at + 9 * DAY)).toEqual(next ?? null)
          const { state, since, until } = explain(schedule, at)
          expect(state).toBe(wantedAt(schedule, at))
          if (next) expect(until).toBe(next.at)
          if (since !== null) {
            expect(since).toBeLessThanOrEqual(at)
            expect(wantedAt(schedule, since)).toBe(state)
            expect(wantedAt(schedule, since - 1)).not.toBe(state)
            expect(transitions(schedule, since, at)).toEqual([])
          }
        }
      }),
      { ...options, numRuns: 100 },
    )
  })
  test('it does not matter what was asked before', () => {
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.integer({ min: -900, max: 900 }), { maxLength: 20 }),
        ({ rule, overrides, instants }, days) => {
          const asked = prepare(rule, overrides)
          for (const ahead of days) wantedAt(asked, instants[0]! + ahead * DAY)
          expect(instants.map((at) => wantedAt(asked, at))).toEqual(instants.map((at) => wantedAt(prepare(rule, overrides), at)))
        },
      ),
      { ...options, numRuns: 100 },
    )
  })
  test('time wanted adds up: to the whole, of its parts, and to what the changes say', () => {
    fc.assert(
      fc.property(cases, ({ rule, overrides, middle }) => {
        const schedule = prepare(rule, overrides)
        const [from, to] = around(middle)
        const [all, one, other] = [
          timeWanted(schedule, from, to),
          timeWanted(schedule, from, middle),
          timeWanted(schedule, middle, to),
        ]
        expect(all.on + all.off + all.none).toBe(to - from)
        expect(one.on + other.on).toBe(all.on)
        const found = [...transitions(schedule, from, to - 1), { at: to, state: null }]
        let [on, at, state] = [0, from, wantedAt(schedule, from)]
        for (const change of found) {
          if (state === 'on') on += change.at - at
          at = change.at
          if (change.state) state = change.state
        }
        expect(all.on).toBe(on)
      }),
      options,
    )
  })
})

describe('windows are a union', () => {
  test('their order does not matter, nor that one is there twice', () => {
    fc.assert(
      fc.property(cases, ({ rule, middle }) => {
        const weekly = rule.weekly ?? []
        const other = { ...rule, weekly: [...weekly.toReversed(), ...weekly] }
        expect(changesOf(other, around(middle))).toEqual(changesOf(rule, around(middle)))
      }),
      options,
    )
  })
  test('a window cut in two anywhere before midnight, also in a gap or a repeated hour, is the window', () => {
    const minutes = fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1_439 })), {
      minLength: 3,
      maxLength: 3,
    })
    fc.assert(
      fc.property(cases, minutes, ({ rule, middle }, times) => {
        const [start, cut, end] = times.toSorted((a, b) => a - b).map(clock) as [string, string, string]
        const days = [...everyDay]
        const whole = { ...rule, weekly: [{ days, start, end }] }
        const parts = {
          ...rule,
          weekly: [
            { days, start, end: cut },
            { days, start: cut, end },
          ],
        }
        expect(changesOf(parts, around(middle))).toEqual(changesOf(whole, around(middle)))
      }),
      options,
    )
  })
  test('one window a day never bounces: from one opening to the next it is most of a day', () => {
    fc.assert(
      fc.property(
        cases,
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: 0, max: 1_439 }),
        ({ rule, middle }, start, end) => {
          fc.pre(start !== end)
          const daily = { time_zone: rule.time_zone, weekly: [{ days: [...everyDay], start: clock(start), end: clock(end) }] }
          const openings = changesOf(daily, around(middle)).filter(([, state]) => state === 'on')
          for (const [index, [at]] of openings.slice(1).entries())
            expect((at as number) - (openings[index]![0] as number)).toBeGreaterThanOrEqual(20 * HOUR)
        },
      ),
      options,
    )
  })
})

describe('precedence', () => {
  const span = fc.tuple(fc.integer({ min: -4 * 1_440, max: 4 * 1_440 }), fc.integer({ min: 1, max: 3_000 }))
  const state = fc.constantFrom('on' as const, 'off' as const, 'none' as const)

  test('an override is what it says from its start to its end, and nothing else changes', () => {
    fc.assert(
      fc.property(cases, span, state, ({ rule, overrides, middle, instants }, [start, minutes], wanted) => {
        const [from, until] = [middle + start * 60_000, middle + (start + minutes) * 60_000]
        const over = { state: wanted, from: new Date(from).toISOString(), until: new Date(until).toISOString() }
        const [with_, without] = [prepare(rule, [...overrides, over]), prepare(rule, overrides)]
        expect([wantedAt(with_, from), wantedAt(with_, until - 1)]).toEqual([wanted, wanted])
        for (const at of [...instants, from - 1, until]) {
          expect(wantedAt(with_, at)).toBe(at >= from && at < until ? wanted : wantedAt(without, at))
        }
      }),
      options,
    )
  })
  test('a one-shot is what it says at its instant, whatever the week does then, and changes nothing before', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: -4 * 1_440, max: 4 * 1_440 }), ({ rule, middle, instants }, minutes) => {
        const bare = { ...rule, one_shots: [] }
        // At a change of the week as often as elsewhere.
        const at = changesOf(bare, around(middle)).map(([instant]) => instant as number)[minutes & 7] ?? middle + minutes * 60_000
        const shot = prepare({ ...bare, one_shots: [{ at: new Date(at).toISOString(), state: 'on' }] })
        expect(wantedAt(shot, at)).toBe('on')
        const change = nextChange(prepare(bare), at, at + 20 * DAY)
        const next = change?.at ?? at + 20 * DAY
        expect(wantedAt(shot, next - 1)).toBe('on')
        for (const instant of [...instants, at - 1, ...(change ? [next] : [])]) {
          if (instant < at || instant >= next) expect(wantedAt(shot, instant)).toBe(wantedAt(prepare(bare), instant))
        }
      }),
      options,
    )
  })
  test('a date that is off is off at every instant at which the clock shows it', () => {
    fc.assert(
      fc.property(cases, ({ rule, instants }) => {
        const dates = [...new Set(instants.map((at) => dateAt(rule.time_zone, at)))]
        const off = prepare({ ...rule, one_shots: [], exceptions: dates.map((date) => ({ date, state: 'off' as const })) })
        for (const at of instants) expect(wantedAt(off, at)).toBe('off')
      }),
      options,
    )
  })
  test('a date that is on is on at every instant at which the clock shows it', () => {
    fc.assert(
      fc.property(cases, ({ rule, instants }) => {
        const dates = [...new Set(instants.map((at) => dateAt(rule.time_zone, at)))]
        const on = prepare({ ...rule, one_shots: [], exceptions: dates.map((date) => ({ date, state: 'on' as const })) })
        for (const at of instants) expect(wantedAt(on, at)).toBe('on')
      }),
      options,
    )
  })
})

test('what the cases are made of is without fault', () => {
  fc.assert(
    fc.property(cases, ({ rule, overrides }) => {
      expect(ruleFaults(rule, overrides)).toEqual([])
    }),
    options,
  )
})

const dateAt = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()
