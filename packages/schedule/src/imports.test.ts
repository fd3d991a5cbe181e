import { expect, test } from 'vitest'
import { calendarExceptions, prepare, readShutdownTag, wantedAt } from './index.ts'

const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR'].join('\r\n')
const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']

test('a calendar of holidays becomes dates: single, several days, yearly by date and by weekday', () => {
  const text = calendar(
    ...event('DTSTART;VALUE=DATE:20260501', 'SUMMARY:Labour\\, day'),
    ...event(
      'DTSTART;VALUE=DATE:20261224',
      'DTEND;VALUE=DATE:20261227',
      'SUMMARY;LANGUAGE=en:A very long na',
      ' me that was folded',
    ),
    ...event('DTSTART;VALUE=DATE:20200101', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20280101', 'SUMMARY:New year'),
    ...event('DTSTART;VALUE=DATE:20201126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', 'SUMMARY:Thanksgiving'),
    ...event('DTSTART;VALUE=DATE:20200525', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=8', 'SUMMARY:Memorial day'),
    ...event('DTSTART:20260601T090000Z', 'SUMMARY:A meeting is no holiday'),
    ...event('DTSTART;VALUE=DATE:20260602', 'STATUS:CANCELLED', 'SUMMARY:Not held'),
  )
  expect(calendarExceptions(text, '2026-01-01', '2028-06-30').days?.map(({ date, name }) => `${date} ${name}`)).toEqual([
    '2026-01-01 New year',
    '2026-05-01 Labour, day',
    '2026-05-25 Memorial day',
    '2026-11-26 Thanksgiving',
    '2026-12-24 A very long name that was folded',
    '2026-12-25 A very long name that was folded',
    '2026-12-26 A very long name that was folded',
    '2027-01-01 New year',
    '2027-05-31 Memorial day',
    '2027-11-25 Thanksgiving',
  ])
})

test.each<[what: string, text: string, line: number]>([
  ['no calendar', 'hello', 1],
  ['a date that there is not', calendar(...event('DTSTART;VALUE=DATE:20260230')), 4],
  ['an end before the start', calendar(...event('DTSTART;VALUE=DATE:20260502', 'DTEND;VALUE=DATE:20260501')), 5],
  ['a repetition that is not understood', calendar(...event('DTSTART;VALUE=DATE:20260502', 'RRULE:FREQ=WEEKLY')), 5],
  ['a weekday of a year', calendar(...event('DTSTART;VALUE=DATE:20260502', 'RRULE:FREQ=YEARLY;BYDAY=20MO')), 5],
  ['an event without an end', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260502', 3],
])('%s is refused with its line, and nothing is guessed', (_, text, line) => {
  const { days, faults } = calendarExceptions(text, '2026-01-01', '2027-12-31')
  expect(days).toBeNull()
  expect(faults.map((fault) => fault.line)).toEqual([line])
})

test('a tag of the old runbook becomes windows and exceptions', () => {
  const { rule } = readShutdownTag('10PM -> 6AM, Saturday, Sunday, December 25', 'Europe/Paris', [2026, 2027])
  expect(rule).toEqual({
    time_zone: 'Europe/Paris',
    weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '06:00', end: '22:00' }],
    exceptions: [
      { date: '2026-12-25', state: 'off' },
      { date: '2027-12-25', state: 'off' },
    ],
  })
  expect(wantedAt(prepare(rule!), Date.parse('2026-11-27T12:00:00Z'))).toBe('on')
  expect(readShutdownTag('12:00->13:00', 'UTC', []).rule?.weekly).toMatchObject([
    { start: '00:00', end: '12:00' },
    { start: '13:00', end: '24:00' },
  ])
  expect(readShutdownTag('February 29', 'UTC', [2026, 2028]).rule?.exceptions).toEqual([{ date: '2028-02-29', state: 'off' }])
})

test.each(['', '25:00->06:00', '6->7', '10PM -> 10PM', 'Someday', 'December 32', '13PM -> 6AM', '22:00->06:00->07:00'])(
  'the tag %j is a fault, and not taken for on',
  (text) => {
    const { rule, faults } = readShutdownTag(text, 'UTC', [2026])
    expect(rule).toBeNull()
    expect(faults).toHaveLength(1)
  },
)
