import { describe, expect, test } from 'vitest'
import { calendarExceptions } from './index.ts'

const calendar = (...events: string[][]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n')
const read = (text: string, from = '2026-01-01', to = '2028-12-31') => calendarExceptions(text, from, to)
const dates = (lines: string[], from?: string, to?: string) => read(calendar(lines), from, to).days?.map(({ date }) => date)
const fault = (...lines: string[]) => read(calendar(lines)).faults[0]?.detail

describe('days', () => {
  test('a date, and several dates whose end does not belong to them', () => {
    expect(dates(['DTSTART;VALUE=DATE:20261225'])).toEqual(['2026-12-25'])
    expect(dates(['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'])).toEqual([
      '2026-12-24',
      '2026-12-25',
      '2026-12-26',
    ])
    expect(dates(['DTSTART;VALUE=DATE:20261224', 'DURATION:P1W'])).toHaveLength(7)
  })
  test('names: lines that were folded, signs that were escaped', () => {
    const text = calendar(['DTSTART;VALUE=DATE:20261225', 'SUMMARY;LANGUAGE=en:Christmas\\, Boxing D', ' ay\\; and more\\nof it'])
    expect(read(text).days).toEqual([{ date: '2026-12-25', name: 'Christmas, Boxing Day; and more of it' }])
  })
  test('a date of two events is there once; only dates of the span are there', () => {
    const twice = calendar(['DTSTART:20261225', 'SUMMARY:One'], ['DTSTART:20261225', 'SUMMARY:Two'], ['DTSTART:20310101'])
    expect(read(twice).days).toEqual([{ date: '2026-12-25', name: 'One' }])
  })
  test('what is cancelled or has a time of day is no holiday', () => {
    expect(dates(['DTSTART:20261225', 'STATUS:CANCELLED'])).toEqual([])
    expect(dates(['DTSTART;TZID=Europe/Paris:20261225T090000'])).toEqual([])
  })
  test('an alarm within an event says nothing about the event', () => {
    expect(dates(['DTSTART:20261225', 'BEGIN:VALARM', 'DURATION:P3D', 'END:VALARM'])).toEqual(['2026-12-25'])
  })
})

describe('yearly repetitions', () => {
  test('by date; 29 February comes in leap years only', () => {
    expect(dates(['DTSTART:20201225', 'RRULE:FREQ=YEARLY'])).toEqual(['2026-12-25', '2027-12-25', '2028-12-25'])
    expect(dates(['DTSTART:20240229', 'RRULE:FREQ=YEARLY'])).toEqual(['2028-02-29'])
  })
  test('by nth and by last weekday of a month', () => {
    // Thanksgiving, and the last Monday of May.
    expect(dates(['DTSTART:20201126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'])).toEqual([
      '2026-11-26',
      '2027-11-25',
      '2028-11-23',
    ])
    expect(dates(['DTSTART:20200525', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO'])).toEqual([
      '2026-05-25',
      '2027-05-31',
      '2028-05-29',
    ])
  })
  test('by the one weekday among some days, every other year', () => {
    // Election day: the Tuesday after the first Monday of November.
    const election = ['DTSTART:20201103', 'RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8']
    expect(dates(election)).toEqual(['2026-11-03', '2028-11-07'])
  })
  test('end by a date or a count, and leave out dates', () => {
    expect(dates(['DTSTART:20251225', 'RRULE:FREQ=YEARLY;UNTIL=20271224'])).toEqual(['2026-12-25'])
    expect(dates(['DTSTART:20251225', 'RRULE:FREQ=YEARLY;COUNT=2'])).toEqual(['2026-12-25'])
    expect(dates(['DTSTART:20251225', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20261225,20271225'])).toEqual(['2028-12-25'])
  })
  test('reach from the year before into the span', () => {
    const newYear = ['DTSTART:20201230', 'DTEND:20210103', 'RRULE:FREQ=YEARLY']
    expect(dates(newYear, '2027-01-01', '2027-01-31')).toEqual(['2027-01-01', '2027-01-02'])
  })
  test('that were counted since long ago do not take long', () => {
    const old = Array.from({ length: 2_000 }, () => ['DTSTART:10010101', 'RRULE:FREQ=YEARLY'])
    const began = performance.now()
    expect(read(calendar(...old)).days).toHaveLength(3)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('what is not understood is refused by its line, and nothing is taken', () => {
  test.each([
    ['monthly repetitions', ['DTSTART:20261225', 'RRULE:FREQ=MONTHLY']],
    ['the nth weekday of a year', ['DTSTART:20261225', 'RRULE:FREQ=YEARLY;BYDAY=1MO']],
    ['several weekdays', ['DTSTART:20261225', 'RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=1MO,2TU']],
    ['an unknown part of a repetition', ['DTSTART:20261225', 'RRULE:FREQ=YEARLY;BYSETPOS=1']],
    ['the thirteenth month', ['DTSTART:20261225', 'RRULE:FREQ=YEARLY;BYMONTH=13']],
  ])('%s', (_, lines) => {
    expect(fault(...lines)).toMatch(/yearly/)
  })
  test.each([
    ['30 February', ['DTSTART:20260230'], 'DTSTART is no date.'],
    ['an end before the start', ['DTSTART:20261225', 'DTEND:20261225'], 'DTEND is no date after DTSTART.'],
    ['two years', ['DTSTART:20260101', 'DTEND:20280101'], 'An event lasts longer than a year.'],
    ['hours', ['DTSTART:20261225', 'DURATION:PT5H'], 'DURATION is no number of days up to a year.'],
    ['more dates', ['DTSTART:20261225', 'RDATE:20261226'], 'RDATE is not understood.'],
    ['a repetition that was moved', ['DTSTART:20261225', 'RECURRENCE-ID:20261226'], 'RECURRENCE-ID is not understood.'],
    ['no date to leave out', ['DTSTART:20261225', 'EXDATE:soon'], 'EXDATE is no date.'],
    ['no line of a calendar', ['DTSTART:20261225', 'Christmas'], 'This line is none of a calendar.'],
  ])('%s', (_, lines, detail) => {
    expect(fault(...lines)).toBe(detail)
    expect(read(calendar(lines)).days).toBeNull()
  })
  test('a page instead of a calendar, a calendar that broke off, and one that is too large', () => {
    expect(read('<html>').faults[0]?.detail).toMatch(/^A calendar begins/)
    expect(read(calendar(['DTSTART:20261225']).slice(0, 60)).faults[0]?.detail).toMatch(/is this all of it/)
    expect(read('X'.repeat(1_000_001)).faults[0]?.detail).toMatch(/longer than/)
    expect(
      read(calendar(['DTSTART:20260101', 'DTEND:20270101'], ['DTSTART:20270101', 'DTEND:20280101'])).faults[0]?.detail,
    ).toMatch(/more than 400 days/)
  })
  test('the fault names the line', () => {
    expect(read(calendar(['SUMMARY:x', 'DTSTART:20260230'])).faults).toEqual([{ line: 5, detail: 'DTSTART is no date.' }])
  })
})
