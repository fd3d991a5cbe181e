import { DAY_MS, dateOf, dayOf, monthPlaceOf, weekdayOf } from './calendar.ts'
import { type Weekday, weekdays } from './rule.ts'

/** A holiday of a calendar, as one date. */
export interface CalendarDay {
  date: string
  name: string
}

/** A line that was not understood: nothing is guessed, and the whole calendar is refused. */
export interface CalendarFault {
  line: number
  detail: string
}

interface Line {
  number: number
  name: string
  parameters: string
  value: string
}

interface Event {
  line: number
  name: string
  first: number
  days: number
  rule: YearlyRule | null
  except: Set<number>
}

interface YearlyRule {
  interval: number
  count: number
  until: number
  months: number[]
  monthDays: number[]
  nth: { n: number; day: Weekday } | null
}

const TEXT_MAX = 1_000_000
const DAYS_MAX = 400

/**
 * The all-day events of an iCalendar text (RFC 5545) that lie on the dates from `from` to `to`, as holiday calendars write them: single
 * dates, several days, and yearly repetitions by date or by nth weekday. Events with a time of day are no holidays and are left out.
 *
 * @example
 * const ical = 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas\nEND:VEVENT\nEND:VCALENDAR'
 * calendarExceptions(ical, '2026-01-01', '2026-12-31').days // => [{ date: '2026-12-25', name: 'Christmas' }]
 */
export function calendarExceptions(
  text: string,
  from: string,
  to: string,
): { days: CalendarDay[]; faults: [] } | { days: null; faults: CalendarFault[] } {
  const [first, last] = [dayOf(from), dayOf(to)]
  if (first === null || last === null || last < first) throw new RangeError('from and to must be dates, in this order')
  if (text.length > TEXT_MAX)
    return { days: null, faults: [{ line: 0, detail: `The calendar is longer than ${TEXT_MAX} characters.` }] }
  const faults: CalendarFault[] = []
  const events = readEvents(unfolded(text), faults)
  if (faults.length > 0) return { days: null, faults }
  const found = new Map<number, string>()
  for (const event of events) {
    for (const start of occurrences(event, last)) {
      for (let day = start; day < start + event.days; day++) {
        if (day >= first && day <= last && !found.has(day)) found.set(day, event.name)
      }
    }
  }
  if (found.size > DAYS_MAX) return { days: null, faults: [{ line: 0, detail: `The calendar has more than ${DAYS_MAX} days.` }] }
  const days = [...found].toSorted(([a], [b]) => a - b).map(([day, name]) => ({ date: dateOf(day), name }))
  return { days, faults: [] }
}

/** Lines that were folded are put together again; each keeps the number of its first part. */
function unfolded(text: string): Line[] {
  const lines: { number: number; text: string }[] = []
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (/^[ \t]/.test(line) && lines.length > 0) lines.at(-1)!.text += line.slice(1)
    else if (line !== '') lines.push({ number: index + 1, text: line })
  }
  return lines.map(({ number, text: whole }) => {
    const match = /^([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)$/s.exec(whole)
    if (!match) return { number, name: '', parameters: '', value: whole }
    return { number, name: match[1]!.toUpperCase(), parameters: match[2]!.toUpperCase(), value: match[3]! }
  })
}

function readEvents(lines: readonly Line[], faults: CalendarFault[]): Event[] {
  if (lines[0]?.name !== 'BEGIN' || lines[0].value.toUpperCase() !== 'VCALENDAR') {
    faults.push({ line: 1, detail: 'A calendar begins with BEGIN:VCALENDAR.' })
    return []
  }
  const events: Event[] = []
  let current: Line[] | null = null
  for (const line of lines) {
    const what = line.value.trim().toUpperCase()
    if (line.name === 'BEGIN' && what === 'VEVENT') current = []
    else if (line.name === 'END' && what === 'VEVENT' && current) {
      const event = readEvent(current, faults)
      if (event) events.push(event)
      current = null
    } else current?.push(line)
  }
  if (current) faults.push({ line: lines.at(-1)!.number, detail: 'The last event has no end.' })
  return events
}

function readEvent(lines: readonly Line[], faults: CalendarFault[]): Event | null {
  const fault = (line: Line, detail: string): null => {
    faults.push({ line: line.number, detail })
    return null
  }
  const start = lines.find(({ name }) => name === 'DTSTART')
  if (!start || lines.some(({ name, value }) => name === 'STATUS' && value.toUpperCase() === 'CANCELLED')) return null
  const first = compactDay(start.value)
  if (first === null) return /^\d{8}T\d{6}Z?$/.test(start.value) ? null : fault(start, 'DTSTART is no date.')
  const end = lines.find(({ name }) => name === 'DTEND')
  const after = end ? compactDay(end.value) : first + 1
  if (after === null || after <= first) return fault(end!, 'DTEND is no date after DTSTART.')
  if (after - first > 366) return fault(end!, 'An event lasts longer than a year.')
  const repeated = lines.find(({ name }) => name === 'RRULE')
  const rule = repeated ? yearlyRule(repeated.value) : null
  if (repeated && !rule) return fault(repeated, 'Only yearly repetitions are understood, by date or by one weekday.')
  const skipped = lines.filter(({ name }) => name === 'EXDATE').flatMap(({ value }) => value.split(','))
  const except = new Set(skipped.map((value) => compactDay(value.slice(0, 8))).filter((day) => day !== null))
  const summary = lines.find(({ name }) => name === 'SUMMARY')?.value ?? ''
  return { line: start.number, name: plain(summary), first, days: after - first, rule, except }
}

const compactDay = (value: string): number | null =>
  /^\d{8}$/.test(value) ? dayOf(`${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`) : null

const plain = (value: string): string =>
  value
    .replace(/\\([nN,;\\])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? ' ' : sign))
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 80)

const knownParts = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'WKST'])

function yearlyRule(value: string): YearlyRule | null {
  const parts = new Map(
    value
      .toUpperCase()
      .split(';')
      .map((part) => part.split('=') as [string, string]),
  )
  if (parts.get('FREQ') !== 'YEARLY' || [...parts.keys()].some((name) => !knownParts.has(name))) return null
  const numbers = (name: string) => (parts.get(name) ?? '').split(',').filter(Boolean).map(Number)
  const byDay = /^([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU)$/.exec(parts.get('BYDAY') ?? '')
  if (parts.has('BYDAY') && !byDay) return null
  const until = parts.has('UNTIL') ? compactDay(parts.get('UNTIL')!.slice(0, 8)) : Number.POSITIVE_INFINITY
  const [interval = 1] = numbers('INTERVAL')
  const [count = Number.POSITIVE_INFINITY] = numbers('COUNT')
  const all = [interval, ...numbers('BYMONTH'), ...numbers('BYMONTHDAY')]
  if (until === null || !all.every(Number.isInteger) || interval < 1 || Number.isNaN(count)) return null
  // Counted within a month: without one, the nth weekday of a year would be meant, which no holiday is.
  if (byDay && numbers('BYMONTH').length === 0) return null
  const nth = byDay && { n: Number(byDay[1]), day: weekdays.find((day) => day.startsWith(byDay[2]!.toLowerCase()))! }
  return { interval, count, until, months: numbers('BYMONTH'), monthDays: numbers('BYMONTHDAY'), nth }
}

function occurrences({ first, rule, except }: Event, last: number): number[] {
  if (!rule) return except.has(first) ? [] : [first]
  const [firstYear, month, dayOfMonth] = dateOf(first).split('-').map(Number) as [number, number, number]
  const lastYear = Number(dateOf(last).slice(0, 4))
  const months = rule.months.length > 0 ? rule.months : [month]
  const found: number[] = []
  for (let year = firstYear; year <= lastYear && found.length < rule.count; year += rule.interval) {
    for (const one of months.toSorted((a, b) => a - b)) {
      for (const day of daysOfMonth(year, one, rule, dayOfMonth))
        if (day >= first && day <= rule.until && found.length < rule.count) found.push(day)
    }
  }
  return found.filter((day) => day <= last && !except.has(day))
}

function daysOfMonth(year: number, month: number, { nth, monthDays }: YearlyRule, dayOfMonth: number): number[] {
  const start = Date.UTC(year, month - 1, 1) / DAY_MS
  const length = Date.UTC(year, month, 1) / DAY_MS - start
  const all = Array.from({ length }, (_, index) => start + index)
  const wanted = monthDays.length > 0 ? monthDays : [dayOfMonth]
  return all.filter((day) => {
    const { fromFirst, fromLast } = monthPlaceOf(day)
    if (!nth) return wanted.includes(fromFirst) || wanted.includes(fromLast)
    if (weekdayOf(day) !== nth.day) return false
    return nth.n > 0 ? Math.ceil(fromFirst / 7) === nth.n : Math.ceil(-fromLast / 7) === -nth.n
  })
}
