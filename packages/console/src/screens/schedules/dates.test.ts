import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plusDays } from '../../parts/days.ts'
import { type DateRule, exceptionOn, freeDate, ordered, ruleOf, setDates, spanOf } from './dates.ts'
import type { Exception } from './draft.ts'

const holidays: Exception = { from: '2026-12-24', to: '2026-12-31', state: 'off' }

test('a date gets a state, or hours of its own, and the list stays in the order of dates', () => {
  const on = setDates([holidays], ['2026-11-02', '2026-11-02'], { state: 'on' })
  expect(on).toEqual([{ date: '2026-11-02', state: 'on' }, holidays])
  const windows = [{ start: '10:00', end: '16:00' }]
  expect(setDates(on, ['2026-11-02', '2026-11-03'], { windows })[0]).toEqual({ from: '2026-11-02', to: '2026-11-03', windows })
})

test('a range is cut around dates that become something else, or are as the week again', () => {
  expect(setDates([holidays], ['2026-12-28', '2026-12-28'], { state: 'on' })).toEqual([
    { from: '2026-12-24', to: '2026-12-27', state: 'off' },
    { date: '2026-12-28', state: 'on' },
    { from: '2026-12-29', to: '2026-12-31', state: 'off' },
  ])
  expect(setDates([holidays], ['2026-12-20', '2026-12-30'], null)).toEqual([{ date: '2026-12-31', state: 'off' }])
})

test('what is being typed stays, and is drawn nowhere', () => {
  const typed: Exception = { date: '', state: 'off' }
  expect(spanOf(typed)).toBeNull()
  expect(spanOf({ from: '2026-12-31', to: '2026-12-24', state: 'off' })).toBeNull()
  expect(setDates([typed], ['2026-12-24', '2026-12-24'], null)).toEqual([typed])
})

test('a new date is one that is free', () => {
  expect(freeDate([holidays], '2026-12-23')).toBe('2026-12-23')
  expect(freeDate([holidays], '2026-12-24')).toBe('2027-01-01')
})

const day = fc.integer({ min: 0, max: 60 }).map((days) => plusDays('2026-12-01', days))
const change = fc.record({
  span: fc.tuple(day, day).map(([one, other]) => ordered(one, other)),
  rule: fc.constantFrom<DateRule | null>(
    null,
    { state: 'on' },
    { state: 'off' },
    { windows: [{ start: '10:00', end: '12:00' }] },
  ),
})

test('whatever is set in whatever order: each date is what it was set to last, and none is taken twice', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const all = changes.reduce<Exception[]>((before, { span, rule }) => setDates(before, span, rule), [])
      for (let at = 0; at <= 60; at++) {
        const date = plusDays('2026-12-01', at)
        const last = changes.findLast(({ span }) => span[0] <= date && date <= span[1])
        const found = all.filter((one) => exceptionOn([one], date))
        expect(found.map(ruleOf)).toEqual(last?.rule ? [last.rule] : [])
      }
    }),
  )
})
