import { DAY_MS, dayOf, factsOf, MINUTE_MS, minutesOf } from './calendar.ts'
import type { Exception, ScheduleRule, Wanted, Window } from './rule.ts'
import { firstReading, lastReading, readingAt, type Zone } from './zone.ts'

/** A part of a day in minutes; an end past 1440 lies on the next date. */
export interface Part {
  start: number
  end: number
  /** Which window of the schedule, or of the exception, counted from 0. */
  index: number
}

export type Taken = { index: number; state: 'on' | 'off' } | { index: number; parts: readonly Part[] }

/** The week and its exceptions, read once. */
export interface Week {
  zone: Zone
  windows: readonly { part: Part; opensOn: (day: number) => boolean }[]
  /** By day. */
  exceptions: ReadonlyMap<number, Taken>
  inside: Wanted
  outside: Wanted
}

export function readWeek(zone: Zone, rule: ScheduleRule): Week {
  const { weekly = [], exceptions = [], inside = 'on', outside = 'off' } = rule
  const windows = weekly.map((window, index) => ({ part: partOf(window, index), opensOn: datesOf(window) }))
  return { zone, windows, exceptions: takenDays(exceptions), inside, outside }
}

export function partOf({ start, end }: { start: string; end: string }, index: number): Part {
  const [from, to] = [minutesOf(start)!, minutesOf(end)!]
  return { start: from, end: to > from ? to : to + 1_440, index }
}

function datesOf({ days, nth, month_days, months }: Window): (day: number) => boolean {
  return (day) => {
    const { weekday, month, fromFirst, fromLast } = factsOf(day)
    if (months && !months.includes(month)) return false
    if (days) return days.includes(weekday)
    if (month_days) return month_days.includes(fromFirst) || month_days.includes(fromLast)
    return nth!.some(({ n, day: name }) => name === weekday && (n > 0 ? Math.ceil(fromFirst / 7) === n : fromLast >= -7))
  }
}

function takenDays(exceptions: readonly Exception[]): Map<number, Taken> {
  const taken = new Map<number, Taken>()
  for (const [index, exception] of exceptions.entries()) {
    const what = 'state' in exception ? { index, state: exception.state } : { index, parts: exception.windows.map(partOf) }
    const [first, last] = daysOf(exception)
    for (let day = first; day <= last; day++) taken.set(day, what)
  }
  return taken
}

export function daysOf(exception: Exception): [first: number, last: number] {
  if ('date' in exception) return [dayOf(exception.date)!, dayOf(exception.date)!]
  return [dayOf(exception.from)!, dayOf(exception.to)!]
}

/** Why something is wanted: the place in the rule that says so. */
export type Layer = 'override' | 'one_shot' | 'exception' | 'week' | 'nothing'

export interface Stretch {
  from: number
  to: number
  state: Wanted
  layer: Layer
  /** Which override, one-shot, exception or window, counted from 0; -1 between windows. */
  index: number
}

export const firstOf = (zone: Zone, day: number): number => firstReading(zone, day * DAY_MS)
export const endOf = (zone: Zone, day: number): number => lastReading(zone, (day + 1) * DAY_MS)

/** What week and exceptions want in [from, to), without a gap, in order. Neighbours may want the same. */
export function weekStretches(week: Week, from: number, to: number): Stretch[] {
  const { zone } = week
  // A window reaches into the next date at most, and a clock that is set moves it by less than two days.
  const first = Math.floor(readingAt(zone, from) / DAY_MS) - 3
  const last = Math.floor(readingAt(zone, to) / DAY_MS) + 3
  const painted: Stretch[] = [{ from, to, state: week.windows.length > 0 ? week.outside : 'none', layer: 'nothing', index: -1 }]
  if (week.windows.length > 0) painted[0]!.layer = 'week'
  // From what counts least to what counts most: each is painted over what is there.
  for (let day = first; day <= last; day++) paintGround(week, day, painted)
  for (let day = first; day <= last; day++) paintWindows(week, day, painted)
  for (let day = first; day <= last; day++) paintWhole(week, day, painted)
  return painted
}

/** A date with windows of its own: between them it wants what lies outside, even where there is no week. */
function paintGround({ zone, exceptions, outside }: Week, day: number, painted: Stretch[]): void {
  const taken = exceptions.get(day)
  if (!taken || 'state' in taken) return
  paint(painted, { from: firstOf(zone, day), to: endOf(zone, day), state: outside, layer: 'exception', index: taken.index })
}

function paintWindows(week: Week, day: number, painted: Stretch[]): void {
  const { zone, exceptions, inside } = week
  const taken = exceptions.get(day)
  if (taken && 'state' in taken && taken.state === 'off') return
  const isOwn = taken !== undefined && 'parts' in taken
  const parts = isOwn ? taken.parts : week.windows.filter(({ opensOn }) => opensOn(day)).map(({ part }) => part)
  for (const part of parts) {
    const from = firstReading(zone, day * DAY_MS + part.start * MINUTE_MS)
    const end = lastReading(zone, day * DAY_MS + part.end * MINUTE_MS)
    const to = part.end > 1_440 && isTakenOver(week, day + 1) ? Math.min(end, firstOf(zone, day + 1)) : end
    const index = isOwn ? taken.index : part.index
    paint(painted, { from, to, state: inside, layer: isOwn ? 'exception' : 'week', index })
  }
}

function isTakenOver({ exceptions }: Week, day: number): boolean {
  const taken = exceptions.get(day)
  return taken !== undefined && ('parts' in taken || taken.state === 'off')
}

function paintWhole({ zone, exceptions }: Week, day: number, painted: Stretch[]): void {
  const taken = exceptions.get(day)
  if (!taken || 'parts' in taken) return
  paint(painted, { from: firstOf(zone, day), to: endOf(zone, day), state: taken.state, layer: 'exception', index: taken.index })
}

/** Lays a stretch over those that are there; what it covers goes. */
export function paint(painted: Stretch[], stretch: Stretch): void {
  const from = Math.max(stretch.from, painted[0]!.from)
  const to = Math.min(stretch.to, painted.at(-1)!.to)
  if (from >= to) return
  const first = painted.findIndex((one) => one.to > from)
  const last = painted.findLastIndex((one) => one.from < to)
  const [before, after] = [painted[first]!, painted[last]!]
  painted.splice(
    first,
    last - first + 1,
    ...(before.from < from ? [{ ...before, to: from }] : []),
    { ...stretch, from, to },
    ...(after.to > to ? [{ ...after, from: to }] : []),
  )
}
