import { dayOf } from './calendar.ts'
import type { Exception, ScheduleRule, Weekday, Window } from './rule.ts'
import { weekdays } from './rule.ts'
import { isZone } from './zone.ts'

/** What a tag in the form of the runbook AutoShutdownSchedule comes to. */
export type ShutdownTag = { rule: ScheduleRule; faults: [] } | { rule: null; faults: { part: string; detail: string }[] }

const MINUTES = 1_440
const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const dayNames: Record<string, Weekday> = Object.fromEntries(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((name, at) => [name, weekdays[at]!]),
)

/**
 * Reads a tag such as `10PM -> 6AM, Saturday, Sunday, December 25`: when machines are to be off. Dates without a year become exceptions of
 * `years`. An entry that cannot be read is a fault: the runbook took it for "on", and started the machine.
 *
 * @example
 * readShutdownTag('22:00 -> 06:00', 'Europe/Paris', []).rule?.weekly // => [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], start: '06:00', end: '22:00' }]
 */
export function readShutdownTag(text: string, time_zone: string, years: readonly number[]): ShutdownTag {
  const faults: { part: string; detail: string }[] = []
  const fault = (part: string, detail: string) => faults.push({ part, detail })
  if (!isZone(time_zone)) fault(time_zone, 'is not the name of an IANA time zone')
  const off = Object.fromEntries(weekdays.map((day) => [day, new Uint8Array(MINUTES)])) as Record<Weekday, Uint8Array>
  const exceptions: Exception[] = []
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.length === 0) fault(text, 'names no time')
  for (const part of parts) {
    const range = part.split(/->|→/).map((side) => side.trim())
    const day = dayNames[part.toLowerCase()]
    const date = dateWithoutYear(part)
    if (range.length === 2) {
      const [from, to] = [timeOf(range[0]!), timeOf(range[1]!)]
      if (from === null || to === null || from === to) fault(part, 'is not a range of two different times')
      else for (const name of weekdays) markOff(off, name, from, to)
    } else if (day) off[day].fill(1)
    else if (date) {
      for (const year of years) {
        const text = `${year}-${date}`
        if (dayOf(text) !== null) exceptions.push({ date: text, state: 'off' })
      }
    } else fault(part, 'is neither a range of times, nor a day, nor a date')
  }
  if (faults.length > 0) return { rule: null, faults }
  const unique = [...new Map(exceptions.map((one) => [JSON.stringify(one), one])).values()]
  const weekly = windowsOf(off)
  // Off at every time of every day: no windows at all would mean that nothing is wanted.
  const never: Partial<ScheduleRule> = { weekly: [{ days: weekdays, start: '00:00', end: '24:00' }], inside: 'off' }
  return { rule: { time_zone, ...(weekly.length > 0 ? { weekly } : never), exceptions: unique }, faults: [] }
}

function timeOf(text: string): number | null {
  const match = /^(\d{1,2})(?::(\d{2}))?(?::00)?\s*(am|pm)?$/i.exec(text)
  if (!match) return null
  const [hour, minute, half] = [Number(match[1]), Number(match[2] ?? 0), match[3]?.toLowerCase()]
  if (minute > 59 || (half ? hour < 1 || hour > 12 : hour > 23 || match[2] === undefined)) return null
  return (half ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour) * 60 + minute
}

/** `December 25` as `12-25`. */
function dateWithoutYear(text: string): string | null {
  const match = /^([a-z]+)\s+(\d{1,2})$/i.exec(text)
  const month = match ? monthNames.indexOf(match[1]!.toLowerCase()) + 1 : 0
  if (!match || month === 0) return null
  const date = `${String(month).padStart(2, '0')}-${match[2]!.padStart(2, '0')}`
  return dayOf(`2024-${date}`) === null ? null : date
}

function markOff(off: Record<Weekday, Uint8Array>, day: Weekday, from: number, to: number): void {
  if (from < to) off[day].fill(1, from, to)
  else {
    off[day].fill(1, from)
    off[day].fill(1, 0, to)
  }
}

/** The times that are not off, as windows; days with the same ones stand together. */
function windowsOf(off: Record<Weekday, Uint8Array>): Window[] {
  const days = new Map<string, Weekday[]>()
  for (const day of weekdays) {
    for (const text of onParts(off[day])) days.set(text, [...(days.get(text) ?? []), day])
  }
  return [...days].map(([text, names]) => {
    const [start, end] = text.split('-') as [string, string]
    return { days: names, start, end }
  })
}

function onParts(off: Uint8Array): string[] {
  const found: string[] = []
  for (let at = 0; at < MINUTES; at++) {
    if (off[at]) continue
    const end = off.indexOf(1, at)
    found.push(`${clock(at)}-${clock(end < 0 ? MINUTES : end)}`)
    at = end < 0 ? MINUTES : end
  }
  return found
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
