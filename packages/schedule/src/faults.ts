import { dayOf, minutesOf } from './calendar.ts'
import { weekdays } from './rule.ts'
import { firstReading, isZone, zoneOf } from './zone.ts'

/** What is wrong in one place of a rule. `pointer` is a JSON pointer into it: `#/weekly/0/start`. */
export interface RuleFault {
  pointer: string
  detail: string
}

type Tell = (pointer: string, detail: string) => undefined
type Bag = Record<string, unknown>

export const LISTED_MAX = { weekly: 50, exceptions: 400, windows: 20, one_shots: 100, overrides: 200 } as const
/** An exception from one date to another may last so long. */
const EXCEPTION_DAYS_MAX = 366

/**
 * Everything that is wrong with a rule, and with overrides beside it (`#/overrides/0/…`). Members that it does not know are faults, too:
 * a typing mistake must not switch a machine. Whatever is put in, nothing is thrown.
 *
 * @example
 * ruleFaults({ time_zone: 'Europe/Paris', weekly: [{ days: ['mon'], start: '08:00', end: '25:00' }] })[0].pointer // => '#/weekly/0/end'
 * ruleFaults({ time_zone: 'Romance Standard Time' })[0].pointer // => '#/time_zone'
 * ruleFaults({ time_zone: 'Europe/Paris' }) // => []
 */
export function ruleFaults(rule: unknown, overrides: unknown = []): RuleFault[] {
  const faults: RuleFault[] = []
  const tell: Tell = (pointer, detail) => void faults.push({ pointer, detail })
  if (!isBag(rule)) return [{ pointer: '#', detail: 'must be an object' }]
  onlyMembers(rule, '#', ['time_zone', 'weekly', 'inside', 'outside', 'exceptions', 'one_shots'], tell)
  const zone = zoneFaults(rule.time_zone, tell)
  for (const name of ['inside', 'outside'] as const) {
    if (rule[name] !== undefined) oneOf(rule[name], `#/${name}`, ['on', 'off', 'none'], tell)
  }
  each(rule.weekly, '#/weekly', LISTED_MAX.weekly, tell, windowFaults)
  each(rule.exceptions, '#/exceptions', LISTED_MAX.exceptions, tell, exceptionFaults)
  if (faults.length === 0) twiceTaken(rule.exceptions as Bag[] | undefined, tell)
  each(rule.one_shots, '#/one_shots', LISTED_MAX.one_shots, tell, oneShotFaults)
  if (faults.length === 0 && zone) sameInstants(rule.one_shots as Bag[] | undefined, zone, tell)
  each(overrides, '#/overrides', LISTED_MAX.overrides, tell, overrideFaults)
  return faults
}

function zoneFaults(name: unknown, tell: Tell): string | null {
  if (typeof name === 'string' && isZone(name)) return name
  const isMissing = name === undefined
  tell('#/time_zone', isMissing ? 'is needed' : 'must be the name of an IANA time zone, such as Europe/Paris')
  return null
}

function windowFaults(window: Bag, at: string, tell: Tell): undefined {
  onlyMembers(window, at, ['days', 'nth', 'month_days', 'months', 'start', 'end'], tell)
  partFaults(window, at, tell)
  const named = ['days', 'nth', 'month_days'].filter((name) => window[name] !== undefined)
  if (named.length !== 1) {
    const pointer = named.length === 0 ? `${at}/days` : `${at}/${named[1]}`
    tell(
      pointer,
      named.length === 0
        ? 'is needed: days, nth or month_days'
        : 'stands beside another: exactly one of days, nth and month_days',
    )
  }
  someOf(window.days, `${at}/days`, tell, (day, here) => oneOf(day, here, weekdays, tell))
  someOf(window.nth, `${at}/nth`, tell, (nth, here) => {
    if (!isBag(nth)) return tell(here, 'must be an object such as {"n": 1, "day": "sat"}')
    onlyMembers(nth, here, ['n', 'day'], tell)
    oneOf(nth.n, `${here}/n`, [1, 2, 3, 4, 5, -1], tell)
    oneOf(nth.day, `${here}/day`, weekdays, tell)
  })
  someOf(window.month_days, `${at}/month_days`, tell, (day, here) => {
    const isDay = Number.isInteger(day) && ((day as number) >= 1 ? (day as number) <= 31 : (day as number) >= -31 && day !== 0)
    if (!isDay) tell(here, 'must be a day of the month, 1 to 31, or -1 for the last one')
  })
  someOf(window.months, `${at}/months`, tell, (month, here) => {
    if (!Number.isInteger(month) || (month as number) < 1 || (month as number) > 12) tell(here, 'must be a month, 1 to 12')
  })
  neverFaults(window, at, tell)
}

const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** 30 February: dates that no year has. */
function neverFaults({ month_days, months }: Bag, at: string, tell: Tell): undefined {
  if (!Array.isArray(month_days) || !Array.isArray(months)) return
  const most = Math.max(...months.map((month) => longest[(month as number) - 1] ?? 31))
  for (const [index, day] of month_days.entries()) {
    if (Math.abs(day as number) > most) tell(`${at}/month_days/${index}`, 'is a day that none of these months has')
  }
}

function partFaults(part: Bag, at: string, tell: Tell): undefined {
  const [start, end] = (['start', 'end'] as const).map((name) => {
    const text = part[name]
    const minutes = typeof text === 'string' ? minutesOf(text) : null
    if (text === undefined) tell(`${at}/${name}`, 'is needed')
    else if (minutes === null) tell(`${at}/${name}`, 'must be a time by the wall clock, HH:MM')
    return minutes
  })
  if (start === 1_440) tell(`${at}/start`, 'must be before 24:00, which ends a date')
  else if (start !== null && start === end) tell(`${at}/end`, 'must differ from start; a whole date is 00:00 to 24:00')
}

function exceptionFaults(exception: Bag, at: string, tell: Tell): undefined {
  onlyMembers(exception, at, ['date', 'from', 'to', 'state', 'windows'], tell)
  const isRange = exception.date === undefined
  const names = isRange ? (['from', 'to'] as const) : (['date'] as const)
  const days = names.map((name) => {
    const day = typeof exception[name] === 'string' ? dayOf(exception[name] as string) : null
    if (day === null)
      tell(
        `${at}/${isRange && exception.from === undefined && exception.to === undefined ? 'date' : name}`,
        'must be a date, YYYY-MM-DD',
      )
    return day
  })
  if (!isRange)
    for (const name of ['from', 'to'])
      if (exception[name] !== undefined) tell(`${at}/${name}`, 'stands beside date: one or the other')
  const [first, last] = days
  if (typeof first === 'number' && typeof last === 'number') {
    if (last < first) tell(`${at}/to`, 'must not be before from')
    else if (last - first >= EXCEPTION_DAYS_MAX) tell(`${at}/to`, `must be within ${EXCEPTION_DAYS_MAX} days of from`)
  }
  const isState = exception.state !== undefined
  if (isState === (exception.windows !== undefined)) {
    tell(`${at}/${isState ? 'windows' : 'state'}`, isState ? 'stands beside state: one or the other' : 'is needed, or windows')
  }
  if (isState) oneOf(exception.state, `${at}/state`, ['on', 'off'], tell)
  if (exception.windows !== undefined) {
    each(exception.windows, `${at}/windows`, LISTED_MAX.windows, tell, (part, here) => {
      onlyMembers(part, here, ['start', 'end'], tell)
      partFaults(part, here, tell)
    })
    if (Array.isArray(exception.windows) && exception.windows.length === 0)
      tell(`${at}/windows`, 'must not be empty; a date without windows has the state off')
  }
}

/** Two exceptions for one date: nobody could say which counts. */
function twiceTaken(exceptions: readonly Bag[] | undefined, tell: Tell): undefined {
  const taken = new Map<number, number>()
  for (const [index, { date, from, to }] of (exceptions ?? []).entries()) {
    const [first, last] = [dayOf((date ?? from) as string)!, dayOf((date ?? to) as string)!]
    for (let day = first; day <= last; day++) {
      const other = taken.get(day)
      if (other !== undefined) {
        tell(
          `#/exceptions/${index}/${date === undefined ? 'from' : 'date'}`,
          `takes a date that exception ${other + 1} has taken`,
        )
        break
      }
      taken.set(day, index)
    }
  }
}

const localForm = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/

function oneShotFaults(shot: Bag, at: string, tell: Tell): undefined {
  onlyMembers(shot, at, ['at', 'local_at', 'state'], tell)
  oneOf(shot.state, `${at}/state`, ['on', 'off'], tell)
  if ((shot.at === undefined) === (shot.local_at === undefined)) {
    return tell(
      `${at}/${shot.at === undefined ? 'local_at' : 'at'}`,
      shot.at === undefined ? 'is needed, or at' : 'stands beside local_at: one or the other',
    )
  }
  if (shot.at !== undefined) return instantFault(shot.at, `${at}/at`, tell)
  const match = typeof shot.local_at === 'string' ? localForm.exec(shot.local_at) : null
  const isReal = match !== null && dayOf(match[1]!) !== null && Number(match[2]) < 24 && Number(match[3]) < 60
  if (!isReal) tell(`${at}/local_at`, 'must be a local date and time, YYYY-MM-DDTHH:MM')
}

function sameInstants(shots: readonly Bag[] | undefined, zoneName: string, tell: Tell): undefined {
  const zone = zoneOf(zoneName)
  const seen = new Map<number, number>()
  for (const [index, { at, local_at }] of (shots ?? []).entries()) {
    const instant = at === undefined ? firstReading(zone, Date.parse(`${local_at}Z`)) : Date.parse(at as string)
    const other = seen.get(instant)
    if (other !== undefined)
      tell(`#/one_shots/${index}/${at === undefined ? 'local_at' : 'at'}`, `is the instant of one-shot ${other + 1}`)
    seen.set(instant, index)
  }
}

function overrideFaults(override: Bag, at: string, tell: Tell): undefined {
  onlyMembers(override, at, ['state', 'from', 'until'], tell)
  oneOf(override.state, `${at}/state`, ['on', 'off', 'none'], tell)
  const before = { told: false }
  for (const name of ['from', 'until'] as const) {
    if (override[name] !== undefined && !isInstant(override[name])) {
      before.told = true
      instantFault(override[name], `${at}/${name}`, tell)
    }
  }
  if (before.told || override.from === undefined || override.until === undefined) return
  if (Date.parse(override.until as string) <= Date.parse(override.from as string)) tell(`${at}/until`, 'must be after from')
}

const instantForm = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

function isInstant(text: unknown): boolean {
  const match = typeof text === 'string' ? instantForm.exec(text) : null
  return match !== null && dayOf(match[1]!) !== null && !Number.isNaN(Date.parse(text as string))
}

function instantFault(text: unknown, pointer: string, tell: Tell): undefined {
  if (!isInstant(text)) tell(pointer, 'must be an instant with seconds and an offset, such as 2026-11-28T07:00:00+01:00')
}

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value)

function onlyMembers(bag: Bag, at: string, members: readonly string[], tell: Tell): undefined {
  for (const name of Object.keys(bag)) if (!members.includes(name)) tell(`${at}/${escaped(name)}`, 'is not known here')
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function oneOf(value: unknown, pointer: string, allowed: readonly unknown[], tell: Tell): undefined {
  if (!allowed.includes(value)) tell(pointer, value === undefined ? 'is needed' : `must be one of ${allowed.join(', ')}`)
}

function each(
  list: unknown,
  pointer: string,
  most: number,
  tell: Tell,
  look: (item: Bag, at: string, tell: Tell) => void,
): undefined {
  if (list === undefined) return
  if (!Array.isArray(list)) return tell(pointer, 'must be a list')
  if (list.length > most) return tell(pointer, `must have at most ${most} items`)
  for (const [index, item] of list.entries()) {
    if (isBag(item)) look(item, `${pointer}/${index}`, tell)
    else tell(`${pointer}/${index}`, 'must be an object')
  }
}

function someOf(list: unknown, pointer: string, tell: Tell, look: (item: unknown, at: string) => void): undefined {
  if (list === undefined) return
  if (!Array.isArray(list) || list.length === 0) return tell(pointer, 'must be a list with at least one item')
  if (list.length > 62) return tell(pointer, 'must have at most 62 items')
  if (new Set(list.map((item) => JSON.stringify(item))).size < list.length) tell(pointer, 'must not name anything twice')
  for (const [index, item] of list.entries()) look(item, `${pointer}/${index}`)
}
