import { DAY_MS, dateOf } from '../calendar.ts'
import { type Exception, type OneShot, type Override, type ScheduleRule, type Weekday, type Window, weekdays } from '../rule.ts'
import { clockChanges, zoneOf } from '../zone.ts'

export type Random = () => number

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface RandomCase {
  rule: ScheduleRule
  overrides: Override[]
  /** In quarters of an hour, as is everything in the case: since 2020 no clock has been set by anything finer. */
  instants: number[]
}

const QUARTER_MS = 900_000
const FIRST = Date.UTC(2020, 0, 1)
const LAST = Date.UTC(2035, 11, 31)

/** A rule around one moment between 2020 and 2035, and instants near it. Where clocks change is looked at more often than chance would. */
export function randomCase(random: Random, zone: string, instants: number): RandomCase {
  const changes = clockChanges(zoneOf(zone), FIRST, LAST)
  const isAtChange = changes.length > 0 && random() < 0.7
  const middle = isAtChange ? pick(random, changes).at : FIRST + random() * (LAST - FIRST)
  const days = Array.from({ length: 9 }, (_, index) => Math.floor(middle / DAY_MS) - 4 + index)
  const exceptions = random() < 0.5 ? randomExceptions(random, days) : []
  const weekly = Array.from({ length: Math.floor(random() * 4) }, () => randomWindow(random, days))
  const rule: ScheduleRule = {
    time_zone: zone,
    weekly,
    ...(random() < 0.3 && { inside: pick(random, ['on', 'off', 'none'] as const) }),
    ...(random() < 0.3 && { outside: pick(random, ['on', 'off', 'none'] as const) }),
    exceptions,
    one_shots: random() < 0.4 ? randomOneShots(random, middle) : [],
  }
  const near = () => {
    const width = random() < 0.5 ? 4 * 3_600_000 : 3 * DAY_MS
    return quarter(middle + (random() * 2 - 1) * width)
  }
  return {
    rule,
    overrides: random() < 0.3 ? randomOverrides(random, near) : [],
    instants: Array.from({ length: instants }, near),
  }
}

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
const quarter = (at: number): number => Math.round(at / QUARTER_MS) * QUARTER_MS
const some = <Item>(random: Random, items: readonly Item[]): Item[] => {
  const chosen = items.filter(() => random() < 0.4)
  return chosen.length > 0 ? chosen : [pick(random, items)]
}

/** Mostly in the hours in which clocks are set. */
const minute = (random: Random): number => (random() < 0.5 ? Math.floor(random() * 20) : Math.floor(random() * 96)) * 15
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

function randomPart(random: Random): { start: string; end: string } {
  const start = minute(random)
  const end = random() < 0.15 ? 1_440 : minute(random)
  return end === start ? { start: clock(start), end: clock((end + 60) % 1_440) } : { start: clock(start), end: clock(end) }
}

function randomWindow(random: Random, days: readonly number[]): Window {
  const months = random() < 0.2 ? { months: some(random, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) } : {}
  const kind = random()
  if (kind < 0.6) return { days: some(random, weekdays), ...months, ...randomPart(random) }
  const near = new Date(pick(random, days) * DAY_MS)
  if (kind < 0.8) {
    const n = random() < 0.3 ? -1 : Math.ceil(near.getUTCDate() / 7)
    const day: Weekday = weekdays[(near.getUTCDay() + 6) % 7]!
    return { nth: [{ n, day }], ...months, ...randomPart(random) }
  }
  const wanted = [...new Set([near.getUTCDate(), random() < 0.5 ? -1 : 15])]
  return {
    month_days: wanted.filter((day) => day <= 28),
    months: [...new Set([near.getUTCMonth() + 1, 3, 10])],
    ...randomPart(random),
    ...(wanted.every((day) => day > 28) && { month_days: [-1] }),
  }
}

function randomExceptions(random: Random, days: readonly number[]): Exception[] {
  const exceptions: Exception[] = []
  for (let index = 0; index < days.length; index++) {
    if (random() < 0.6) continue
    const length = random() < 0.3 ? 2 : 1
    const [from, to] = [dateOf(days[index]!), dateOf(days[index]! + length - 1)]
    const when = length === 1 ? { date: from } : { from, to }
    const kind = random()
    if (kind < 0.6) exceptions.push({ ...when, state: kind < 0.4 ? 'off' : 'on' })
    else exceptions.push({ ...when, windows: Array.from({ length: 1 + Math.floor(random() * 2) }, () => randomPart(random)) })
    index += length - 1
  }
  return exceptions
}

function randomOneShots(random: Random, middle: number): OneShot[] {
  const shots = new Map<number, OneShot>()
  for (let count = Math.ceil(random() * 2); count > 0; count--) {
    const at = quarter(middle + (random() * 2 - 1) * 2 * DAY_MS)
    shots.set(at, { at: new Date(at).toISOString(), state: pick(random, ['on', 'off'] as const) })
  }
  return [...shots.values()]
}

function randomOverrides(random: Random, near: () => number): Override[] {
  return Array.from({ length: Math.ceil(random() * 2) }, () => {
    const [from, until] = [near(), near()].toSorted((a, b) => a - b) as [number, number]
    return {
      state: pick(random, ['on', 'off', 'none'] as const),
      ...(random() < 0.8 && { from: new Date(from).toISOString() }),
      ...(random() < 0.9 && { until: new Date(until + QUARTER_MS).toISOString() }),
    }
  })
}
