import { DAY_MS, dateOf } from '../calendar.ts'
import { instantOf } from '../prepare.ts'
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
  /** What everything in the case lies around. */
  middle: number
  instants: number[]
}

export interface RandomCaseOptions {
  /** All times in a case are whole multiples of it. Since 2020 no clock has been set by anything finer than a quarter of an hour. */
  stepMinutes?: number
  /** First and last year of what lies in the middle. */
  years?: readonly [number, number]
}

/** A rule around one moment, 2020 to 2035 unless said, and instants near it. Where clocks change is looked at more often than chance would. */
export function randomCase(random: Random, zone: string, instants: number, options: RandomCaseOptions = {}): RandomCase {
  const { stepMinutes = 15, years = [2020, 2035] } = options
  const [first, last] = [Date.UTC(years[0], 0, 1), Date.UTC(years[1], 11, 31)]
  const rounded = (at: number) => Math.round(at / (stepMinutes * 60_000)) * stepMinutes * 60_000
  const changes = clockChanges(zoneOf(zone), first, last)
  const isAtChange = changes.length > 0 && random() < 0.7
  const middle = rounded(isAtChange ? pick(random, changes).at : first + random() * (last - first))
  const days = Array.from({ length: 9 }, (_, index) => Math.floor(middle / DAY_MS) - 4 + index)
  const exceptions = random() < 0.5 ? randomExceptions(random, days, stepMinutes) : []
  const weekly = Array.from({ length: Math.floor(random() * 4) }, () => randomWindow(random, days, stepMinutes))
  const rule: ScheduleRule = {
    time_zone: zone,
    weekly,
    ...(random() < 0.3 && { inside: pick(random, ['on', 'off', 'none'] as const) }),
    ...(random() < 0.3 && { outside: pick(random, ['on', 'off', 'none'] as const) }),
    exceptions,
    one_shots: random() < 0.4 ? randomOneShots(random, zone, () => rounded(middle + (random() * 2 - 1) * 2 * DAY_MS)) : [],
  }
  const near = () => {
    const width = random() < 0.5 ? 4 * 3_600_000 : 3 * DAY_MS
    return rounded(middle + (random() * 2 - 1) * width)
  }
  return {
    rule,
    overrides: random() < 0.3 ? randomOverrides(random, near, stepMinutes * 60_000) : [],
    middle,
    instants: Array.from({ length: instants }, near),
  }
}

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
const some = <Item>(random: Random, items: readonly Item[]): Item[] => {
  const chosen = items.filter(() => random() < 0.4)
  return chosen.length > 0 ? chosen : [pick(random, items)]
}

/** Mostly in the hours in which clocks are set. */
const minute = (random: Random, step: number): number =>
  Math.floor((random() < 0.5 ? 5 * 60 : 24 * 60) * (random() / step)) * step
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

function randomPart(random: Random, step: number): { start: string; end: string } {
  const start = minute(random, step)
  const end = random() < 0.15 ? 1_440 : minute(random, step)
  return end === start ? { start: clock(start), end: clock((end + 60) % 1_440) } : { start: clock(start), end: clock(end) }
}

function randomWindow(random: Random, days: readonly number[], step: number): Window {
  const months = random() < 0.2 ? { months: some(random, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) } : {}
  const kind = random()
  if (kind < 0.6) return { days: some(random, weekdays), ...months, ...randomPart(random, step) }
  const near = new Date(pick(random, days) * DAY_MS)
  if (kind < 0.8) {
    const n = random() < 0.3 ? -1 : Math.ceil(near.getUTCDate() / 7)
    const day: Weekday = weekdays[(near.getUTCDay() + 6) % 7]!
    return { nth: [{ n, day }], ...months, ...randomPart(random, step) }
  }
  const wanted = [...new Set([near.getUTCDate(), random() < 0.5 ? -1 : 15])]
  return {
    month_days: wanted.filter((day) => day <= 28),
    months: [...new Set([near.getUTCMonth() + 1, 3, 10])],
    ...randomPart(random, step),
    ...(wanted.every((day) => day > 28) && { month_days: [-1] }),
  }
}

function randomExceptions(random: Random, days: readonly number[], step: number): Exception[] {
  const exceptions: Exception[] = []
  for (let index = 0; index < days.length; index++) {
    if (random() < 0.6) continue
    const length = random() < 0.3 ? 2 : 1
    const [from, to] = [dateOf(days[index]!), dateOf(days[index]! + length - 1)]
    const when = length === 1 ? { date: from } : { from, to }
    const kind = random()
    if (kind < 0.6) exceptions.push({ ...when, state: kind < 0.4 ? 'off' : 'on' })
    else
      exceptions.push({ ...when, windows: Array.from({ length: 1 + Math.floor(random() * 2) }, () => randomPart(random, step)) })
    index += length - 1
  }
  return exceptions
}

function randomOneShots(random: Random, zone: string, near: () => number): OneShot[] {
  const shots = new Map<number, OneShot>()
  for (let count = Math.ceil(random() * 2); count > 0; count--) {
    const at = near()
    const state = pick(random, ['on', 'off'] as const)
    const shot: OneShot = random() < 0.5 ? { at: instantText(random, at), state } : { local_at: localText(at), state }
    shots.set(instantOf(zoneOf(zone), shot), shot)
  }
  return [...shots.values()]
}

/** The same instant with one of several offsets. */
function instantText(random: Random, at: number): string {
  const hours = pick(random, [0, 2, -5])
  const local = new Date(at + hours * 3_600_000).toISOString().slice(0, 19)
  return hours === 0 ? `${local}Z` : `${local}${hours < 0 ? '-' : '+'}0${Math.abs(hours)}:00`
}

// Read as UTC: some hours beside the middle, and now and then in a gap.
const localText = (at: number): string => new Date(at).toISOString().slice(0, 16)

function randomOverrides(random: Random, near: () => number, stepMs: number): Override[] {
  return Array.from({ length: Math.ceil(random() * 2) }, () => {
    const [from, until] = [near(), near()].toSorted((a, b) => a - b) as [number, number]
    return {
      state: pick(random, ['on', 'off', 'none'] as const),
      ...(random() < 0.8 && { from: instantText(random, from) }),
      ...(random() < 0.9 && { until: instantText(random, until + stepMs) }),
    }
  })
}
