import { compactDay, dateOf, dayOf, momentDay } from './calendar.ts'
import { occurrences, type YearlyRule, yearlyRule } from './yearly-rule.ts'

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

const TEXT_MAX = 1_000_000
const DAYS_MAX = 400
const EVENTS_MAX = 2_000
const EVENT_DAYS_MAX = 366

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
    for (const start of startsOf(event, first, last)) {
      for (let day = start; day < start + event.days; day++) {
        if (day >= first && day <= last && !found.has(day)) found.set(day, event.name)
      }
    }
  }
  if (found.size > DAYS_MAX) return { days: null, faults: [{ line: 0, detail: `The calendar has more than ${DAYS_MAX} days.` }] }
  const days = [...found].toSorted(([a], [b]) => a - b).map(([day, name]) => ({ date: dateOf(day), name }))
  return { days, faults: [] }
}

const startsOf = ({ rule, first: start, except }: Event, from: number, last: number): number[] =>
  (rule ? occurrences(rule, start, from, last) : [start]).filter((day) => !except.has(day))

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
  const [opening, closing] = [lines[0], lines.at(-1)]
  if (!opening || !isMark(opening, 'BEGIN', 'VCALENDAR')) {
    faults.push({ line: 1, detail: 'A calendar begins with BEGIN:VCALENDAR.' })
    return []
  }
  // A download that broke off has fewer holidays, and nobody would notice.
  if (!isMark(closing!, 'END', 'VCALENDAR')) {
    faults.push({ line: closing!.number, detail: 'A calendar ends with END:VCALENDAR: is this all of it?' })
    return []
  }
  const events: Event[] = []
  let current: Line[] | null = null
  let inner = 0
  for (const line of lines) {
    if (isMark(line, 'BEGIN', 'VEVENT')) current = []
    else if (isMark(line, 'END', 'VEVENT') && current) {
      const event = readEvent(current, faults)
      if (event) events.push(event)
      current = null
    } else if (line.name === 'BEGIN') inner++
    else if (line.name === 'END') inner--
    // What stands in an alarm within an event is not the event's.
    else if (inner === 1) current?.push(line)
  }
  if (current) faults.push({ line: closing!.number, detail: 'The last event has no end.' })
  if (events.length > EVENTS_MAX) faults.push({ line: 0, detail: `The calendar has more than ${EVENTS_MAX} events.` })
  return events
}

const isMark = ({ name, value }: Line, mark: 'BEGIN' | 'END', what: string): boolean =>
  name === mark && value.trim().toUpperCase() === what

function readEvent(lines: readonly Line[], faults: CalendarFault[]): Event | null {
  const fault = (line: Line, detail: string): null => {
    faults.push({ line: line.number, detail })
    return null
  }
  const find = (wanted: string) => lines.find(({ name }) => name === wanted)
  const start = find('DTSTART')
  if (!start || find('STATUS')?.value.toUpperCase() === 'CANCELLED') return null
  const first = compactDay(start.value)
  if (first === null) return /^\d{8}T\d{6}Z?$/.test(start.value) ? null : fault(start, 'DTSTART is no date.')
  // Read past, these would make a holiday of a working day or the other way round.
  for (const name of ['', 'RDATE', 'RECURRENCE-ID', 'EXRULE']) {
    const line = find(name)
    if (line) return fault(line, name === '' ? 'This line is none of a calendar.' : `${name} is not understood.`)
  }
  const days = daysOfEvent(first, find('DTEND'), find('DURATION'))
  if (typeof days === 'object') return fault(days.line, days.detail)
  const repeated = find('RRULE')
  const rule = repeated ? yearlyRule(repeated.value) : null
  if (repeated && !rule) return fault(repeated, 'Only yearly repetitions are understood, by date or by one weekday.')
  const except = new Set<number>()
  for (const line of lines.filter(({ name }) => name === 'EXDATE')) {
    for (const value of line.value.split(',')) {
      const day = momentDay(value)
      if (day === null) return fault(line, 'EXDATE is no date.')
      except.add(day)
    }
  }
  return { line: start.number, name: plain(find('SUMMARY')?.value ?? ''), first, days, rule, except }
}

function daysOfEvent(first: number, end: Line | undefined, duration: Line | undefined): number | { line: Line; detail: string } {
  if (end) {
    const after = compactDay(end.value)
    if (after === null || after <= first) return { line: end, detail: 'DTEND is no date after DTSTART.' }
    return after - first <= EVENT_DAYS_MAX ? after - first : { line: end, detail: 'An event lasts longer than a year.' }
  }
  if (!duration) return 1
  const [, count, unit] = /^\+?P(\d{1,3})([DW])$/.exec(duration.value.toUpperCase()) ?? []
  const days = Number(count) * (unit === 'W' ? 7 : 1)
  return days >= 1 && days <= EVENT_DAYS_MAX ? days : { line: duration, detail: 'DURATION is no number of days up to a year.' }
}

const plain = (value: string): string =>
  value
    .replace(/\\([nN,;\\])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? ' ' : sign))
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 80)
