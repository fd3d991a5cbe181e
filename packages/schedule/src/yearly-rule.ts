import { DAY_MS, dateOf, momentDay, weekdayNumber } from './calendar.ts'
import { weekdays } from './rule.ts'

export interface YearlyRule {
  interval: number
  count: number
  until: number
  months: number[]
  monthDays: number[]
  /** 0 is Monday; `n` of it in the month, or null where it is chosen by `monthDays`. */
  weekday: number | null
  n: number | null
}

const knownParts = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'WKST'])

/** What a RRULE says; null for what is not understood. */
export function yearlyRule(value: string): YearlyRule | null {
  const parts = value
    .toUpperCase()
    .split(';')
    .map((part) => part.split('=') as [string, string | undefined])
  const rule = new Map(parts)
  const isPlain = rule.size === parts.length && parts.every(([name, text]) => knownParts.has(name) && text !== undefined)
  if (!isPlain || rule.get('FREQ') !== 'YEARLY') return null
  const numbers = (name: string) => (rule.has(name) ? rule.get(name)!.split(',').map(wholeNumber) : [])
  const [interval = 1, count = Infinity] = [numbers('INTERVAL')[0], numbers('COUNT')[0]]
  const until = rule.has('UNTIL') ? momentDay(rule.get('UNTIL')!) : Infinity
  const [months, monthDays] = [numbers('BYMONTH'), numbers('BYMONTHDAY')]
  const areMonths = months.every((month) => month >= 1 && month <= 12)
  const areDays = monthDays.every((day) => day !== 0 && Math.abs(day) <= 31)
  if (until === null || !(interval >= 1 && count >= 1) || !areMonths || !areDays) return null
  if (!rule.has('BYDAY')) return { interval, count, until, months, monthDays, weekday: null, n: null }
  const [, nth, name] = /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/.exec(rule.get('BYDAY')!) ?? []
  // The nth of its month (without one, RFC 5545 means the nth of the year), or the one among some days of the month.
  const isUnderstood = name !== undefined && months.length > 0 && (nth === undefined) === monthDays.length > 0
  if (!isUnderstood) return null
  const weekday = weekdays.findIndex((day) => day.startsWith(name.toLowerCase()))
  return { interval, count, until, months, monthDays, weekday, n: nth === undefined ? null : Number(nth) }
}

const wholeNumber = (text: string): number => (/^[+-]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN)

/** The first days of an event that begins on `first`, as far as they may touch the dates from `from` to `last`. */
export function occurrences(rule: YearlyRule, first: number, from: number, last: number): number[] {
  const [firstYear, month, dayOfMonth] = dateOf(first).split('-').map(Number) as [number, number, number]
  const lastYear = Number(dateOf(last).slice(0, 4))
  const months = rule.months.length > 0 ? rule.months.toSorted((a, b) => a - b) : [month]
  const found: number[] = []
  for (let year = startYear(rule, firstYear, Number(dateOf(from).slice(0, 4))); year <= lastYear; year += rule.interval) {
    for (const one of months)
      found.push(...daysOfMonth(year, one, rule, dayOfMonth).filter((day) => day >= first && day <= rule.until))
    if (found.length >= rule.count) break
  }
  return found.slice(0, rule.count)
}

/** Years that are over are looked at only where repetitions are counted; an event of the year before may still reach into this one. */
function startYear({ interval, count }: YearlyRule, firstYear: number, fromYear: number): number {
  const before = fromYear - 2 - firstYear
  return Number.isFinite(count) || before <= 0 ? firstYear : firstYear + Math.floor(before / interval) * interval
}

function daysOfMonth(year: number, month: number, { weekday, n, monthDays }: YearlyRule, dayOfMonth: number): number[] {
  const start = Date.UTC(year, month - 1, 1) / DAY_MS
  const length = Date.UTC(year, month, 1) / DAY_MS - start
  const wanted = monthDays.length > 0 ? monthDays : [dayOfMonth]
  const found: number[] = []
  for (let fromFirst = 1; fromFirst <= length; fromFirst++) {
    const [day, fromLast] = [start + fromFirst - 1, fromFirst - length - 1]
    if (weekday !== null && weekdayNumber(day) !== weekday) continue
    const isIt = n === null ? wanted.includes(fromFirst) || wanted.includes(fromLast) : isNth(n, fromFirst, fromLast)
    if (isIt) found.push(day)
  }
  return found
}

const isNth = (n: number, fromFirst: number, fromLast: number): boolean =>
  n > 0 ? Math.ceil(fromFirst / 7) === n : Math.ceil(-fromLast / 7) === -n
