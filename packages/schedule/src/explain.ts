import { DAY_MS, dateOf, MINUTE_MS, weekdayOf } from './calendar.ts'
import type { Layer } from './layers.ts'
import type { PreparedSchedule } from './prepare.ts'
import { nameOf, pieceAt } from './reason.ts'
import type { Wanted } from './rule.ts'
import { lastChange, nextChange } from './wanted.ts'
import { readingAt, type Zone } from './zone.ts'

export interface Explanation {
  state: Wanted
  /** Which part of the rule decides, and which of its kind (counted from 0; -1 between windows). */
  layer: Layer
  index: number
  reason: string
  /** When this began and when it changes, as far as 400 days reach; else null. */
  since: number | null
  until: number | null
}

/** How far it is looked back and ahead. */
export const REACH_MS = 400 * DAY_MS

/**
 * What is wanted at an instant, and why.
 *
 * @example
 * const office = prepare({ time_zone: 'Europe/Paris', weekly: [{ days: ['fri'], start: '08:00', end: '18:30' }] })
 * explain(office, Date.parse('2026-11-27T12:00:00Z')).reason // => 'on until Fri 18:30 because of weekly window 1'
 */
export function explain(schedule: PreparedSchedule, at: number): Explanation {
  const { claim } = pieceAt(schedule, at)
  const { state, layer, index } = claim
  const until = nextChange(schedule, at, at + REACH_MS)?.at ?? null
  const when = until === null ? 'with no end in sight' : `until ${clockText(schedule.zone, until, at)}`
  const exception = nextException(schedule, at)
  const more = exception !== null && layer !== 'exception' ? `; exception ${exception} next` : ''
  const reason =
    layer === 'nothing'
      ? `nothing is wanted ${when}${more}`
      : `${state === 'none' ? 'left alone' : state} ${when} because of ${nameOf(claim)}${more}`
  return { state, layer, index, reason, since: lastChange(schedule, at, at - REACH_MS), until }
}

/** Weekday and time, with the date where it lies further ahead than a week. */
export function clockText(zone: Zone, at: number, now: number): string {
  const reading = readingAt(zone, at)
  const day = Math.floor(reading / DAY_MS)
  const weekday = weekdayOf(day)
  const minutes = Math.floor((reading - day * DAY_MS) / MINUTE_MS)
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const name = `${weekday[0]!.toUpperCase()}${weekday.slice(1)}`
  return at - now < 6 * DAY_MS ? `${name} ${time}` : `${name} ${dateOf(day)} ${time}`
}

/** The next date within four weeks on which an exception begins. */
function nextException({ week, zone }: PreparedSchedule, at: number): string | null {
  const today = Math.floor(readingAt(zone, at) / DAY_MS)
  const next = week.exceptions.find(({ first }) => first > today)
  return next && next.first <= today + 28 ? dateOf(next.first) : null
}
