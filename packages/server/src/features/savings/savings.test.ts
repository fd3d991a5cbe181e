import fc from 'fast-check'
import { expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { knownPower } from './known-power.ts'
import { ledgerOf, type PowerSpan } from './machine-ledger.ts'
import { OffPlan, plannedOff } from './off-plan.ts'
import { cutAtDays, periodsOf } from './periods.ts'
import { billedSystem, PriceBook } from './price-book.ts'
import { csvOf } from './savings-csv.ts'
import { common, lengthOf } from './spans.ts'
import { discounted, Sum } from './sum.ts'

const HOUR = 3_600_000
const range = { from: Date.parse('2026-10-19T00:00:00Z'), to: Date.parse('2026-11-16T00:00:00Z') }
const office = {
  ...{ time_zone: 'Europe/Paris', inside: 'on', outside: 'off', exceptions: [], one_shots: [] },
  weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:30' }],
} as never

const powers = ['running', 'starting', 'stopped', 'deallocated', 'hibernated', 'unknown']
const history = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 * 3_600 }), fc.constantFrom(...powers)), { minLength: 1, maxLength: 60 })
  .map((turns) => {
    const spans: PowerSpan[] = []
    let at = range.from - 5 * HOUR
    for (const [seconds, power] of turns) {
      spans.push({ from: at, to: at + seconds * 1_000, power, size: 'D2' })
      at += seconds * 1_000
    }
    return spans
  })

/** Hours of a machine under one plan for the whole range, counted in pieces of a week. */
function hoursOf(spans: readonly PowerSpan[], plan: OffPlan) {
  const pieces = [0, 1, 2, 3].map((week) => ({ from: range.from + week * 168 * HOUR, to: range.from + (week + 1) * 168 * HOUR }))
  return [...ledgerOf(spans, [{ ...range, schedule: 's', plan }], pieces)].map(({ hours }) => hours)
}

test('a month counted span by span is the month counted minute by minute', () => {
  const planned = plannedOff([{ valid_from: 0, enabled: true, rule: office }], range)
  const isIn = (at: number, spans: readonly { from: number; to: number }[]) => spans.some(({ from, to }) => at >= from && at < to)
  fc.assert(
    fc.property(
      history.map((spans) => spans.map((span) => ({ ...span, from: toMinute(span.from), to: toMinute(span.to) }))),
      (spans) => {
        const sums = { on: 0, off: 0, unknown: 0, saved: 0, missed: 0, off_otherwise: 0, planned_off: 0 }
        for (const entry of hoursOf(spans, planned)) for (const kind of kinds(sums)) sums[kind] += entry[kind]
        const slow = { on: 0, off: 0, unknown: 0, saved: 0, missed: 0, off_otherwise: 0, planned_off: 0 }
        for (let at = range.from; at < range.to; at += 60_000) {
          const power = spans.find(({ from, to }) => at >= from && at < to)?.power
          if (power === undefined) continue
          const off = power === 'deallocated' || power === 'hibernated'
          const wantedOff = isIn(at, planned.spans)
          if (wantedOff) slow.planned_off += 60_000
          if (power === 'unknown') slow.unknown += 60_000
          else if (off) slow.off += 60_000
          else slow.on += 60_000
          if (off && wantedOff) slow.saved += 60_000
          if (off && !wantedOff) slow.off_otherwise += 60_000
          if (!off && power !== 'unknown' && wantedOff) slow.missed += 60_000
        }
        expect(sums).toEqual(slow)
      },
    ),
    { numRuns: 25 },
  )
})

test('hours of all kinds add up to the hours that are known, and none is negative', () => {
  const planned = plannedOff([{ valid_from: 0, enabled: true, rule: office }], range)
  fc.assert(
    fc.property(history, (spans) => {
      for (const entry of hoursOf(spans, planned)) {
        expect(entry.on + entry.off + entry.unknown).toBe(entry.known)
        expect(entry.saved + entry.off_otherwise).toBe(entry.off)
        expect(Math.min(...Object.values(entry))).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})

test('what a schedule said at each time counts, and a week with a change of clocks has its 169 hours', () => {
  const day = 24 * HOUR
  const week = { from: Date.parse('2026-10-19T22:00:00Z'), to: Date.parse('2026-10-26T23:00:00Z') }
  expect(lengthOf(plannedOff([{ valid_from: 0, enabled: true, rule: office }], week).spans) / HOUR).toBe(169 - 5 * 10.5)
  const stopped = [
    { valid_from: week.from, enabled: true, rule: office },
    { valid_from: week.from + day, enabled: false, rule: office },
  ]
  expect(lengthOf(plannedOff(stopped, week).spans) / HOUR).toBe(24 - 10.5)
  expect(plannedOff([{ valid_from: week.to, enabled: true, rule: office }], week).spans).toEqual([])
})

test('a rule that cannot be used any more plans nothing and is told, and the versions around it count', () => {
  const day = 24 * HOUR
  const from = Date.parse('2026-11-02T00:00:00Z')
  const gone = { ...(office as object), time_zone: 'Europe/Atlantis' } as never
  const versions = [
    { valid_from: from, enabled: true, rule: gone },
    { valid_from: from + day, enabled: true, rule: office },
  ]
  const plan = plannedOff(versions, { from, to: from + 2 * day })
  expect([plan.isPartial, lengthOf(plan.spans) / HOUR]).toEqual([true, 24 - 10.5])
})

test('how long a plan wants off between any two instants is the length of what lies between them', () => {
  const plan = plannedOff([{ valid_from: 0, enabled: true, rule: office }], range)
  const instant = fc.integer({ min: range.from - HOUR, max: range.to + HOUR })
  fc.assert(
    fc.property(instant, instant, (one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      expect(plan.within(from, to)).toBe(from === to ? 0 : lengthOf(common(plan.spans, [{ from, to }])))
    }),
  )
  expect(new OffPlan([]).within(0, 1)).toBe(0)
})

test('a state that lasts is known for an hour after it was last read, and nobody knows what came then', () => {
  const since = range.from
  const lasting = [{ since, until: null, power: 'deallocated', size: 'D2' }]
  expect(knownPower(lasting, since + HOUR, since + 9 * HOUR)).toEqual([
    { from: since, to: since + 2 * HOUR, power: 'deallocated', size: 'D2' },
    { from: since + 2 * HOUR, to: since + 9 * HOUR, power: 'unknown', size: 'D2' },
  ])
  expect(knownPower(lasting, since + 9 * HOUR, since + 9 * HOUR)).toHaveLength(1)
  const ended = [{ since, until: since + 5 * HOUR, power: 'running', size: 'D2' }]
  expect(knownPower(ended, since, since + 9 * HOUR)).toEqual([
    { from: since, to: since + 5 * HOUR, power: 'running', size: 'D2' },
  ])
})

test('the price of the day counts, the first one for the days before it, and Windows with a licence of its own costs as Linux', () => {
  const row = { provider: 'azure', region: 'r', size: 'D2', os: 'linux', is_spot: false, currency: 'USD', source: 's' }
  const book = new PriceBook([
    { ...row, valid_from: '2026-11-10', micros_per_hour: 200 },
    { ...row, valid_from: '2026-11-01', micros_per_hour: 100 },
  ])
  expect(['2026-10-01', '2026-11-09', '2026-11-10'].map((day) => book.at(row, day)?.micros_per_hour)).toEqual([100, 100, 200])
  expect(book.at({ ...row, is_spot: true }, '2026-11-09')).toBeNull()
  const systems = [
    ['windows', 'Windows_Server', 'linux'],
    ['windows', 'Windows_Client', 'linux'],
    ['windows', 'None', 'windows'],
    ['windows', null, 'windows'],
    ['linux', 'RHEL_BYOS', 'linux'],
    ['unknown', null, 'unknown'],
  ] as const
  for (const [os, license, billed] of systems) expect(billedSystem({ os, license })).toBe(billed)
  expect(cutAtDays(range, ['2026-11-01', '2020-01-01']).map(({ from }) => new Date(from).toISOString().slice(0, 10))).toEqual([
    '2026-10-19',
    '2026-11-01',
  ])
})

test('money is counted in whole numbers and rounded once, at the end', () => {
  const sum = new Sum()
  const third = {
    known: HOUR / 3,
    on: 0,
    off: HOUR / 3,
    unknown: 0,
    planned_off: HOUR / 3,
    saved: HOUR / 3,
    missed: 0,
    off_otherwise: 0,
  }
  for (let n = 0; n < 3; n++) sum.add(third, 100_001n)
  expect(sum.figures()).toMatchObject({ hours_saved: 1, saved: '0.100001', planned: '0.100001', spent: '0.000000' })
  sum.add(third, null)
  expect(sum.figures()).toMatchObject({ unpriced_hours: 0.3333, saved: '0.100001' })
  expect([discounted(115_000, 1_250), discounted(3, 5_000), discounted(115_000, 10_000)]).toEqual([100_625n, 2n, 0n])
})

test('days and months are those of the zone, also where a day has 25 hours', () => {
  const october = { from: Date.parse('2026-09-30T22:00:00Z'), to: Date.parse('2026-10-31T23:00:00Z') }
  expect(periodsOf(october, 'month', 'Europe/Paris')).toEqual([{ key: '2026-10', ...october }])
  const days = periodsOf(october, 'day', 'Europe/Paris')
  expect([days.length, (days[24]!.to - days[24]!.from) / HOUR]).toEqual([31, 25])
  expect(lengthOf(days)).toBe(october.to - october.from)
  expect(common(days, [october])).toHaveLength(31)
})

control('SAVE-1', 'no name of a machine or a tag is a formula in a spreadsheet', () => {
  const figures = new Sum().figures()
  const names = ['=cmd()', '+1', '-1', '@x', '\t=1', 'a,b', 'say "hi"', 'two\nlines']
  const csv = csvOf(
    names.map((name) => ({ key: name, name, ...figures })),
    { currency: 'USD', total: figures },
  )
  const lines = csv.split('\r\n')
  for (const name of names.slice(0, 5)) expect(csv).toContain(`'${name}`)
  expect(csv).toContain('"a,b"')
  expect(csv).toContain('"say ""hi"""')
  expect(lines.filter((line) => /^[=+\-@\t]/.test(line))).toEqual([])
})

const toMinute = (ms: number) => Math.floor(ms / 60_000) * 60_000
const kinds = <T extends object>(of: T) => Object.keys(of) as (keyof T)[]
