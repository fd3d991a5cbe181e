import type { CalendarDay, ScheduleException } from '@skykeep/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { workInCalendars } from './work-in-calendars.ts'

const DAY_MS = 86_400_000
const dateOf = (day: number) => new Date(Date.UTC(2026, 0, 1) + day * DAY_MS).toISOString().slice(0, 10)

/** What each date has, by looking at every date. */
function byDate(exceptions: readonly CalendarDay[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const { date, from, to, state, windows } of exceptions) {
    for (let day = 0; day < 60; day++) {
      const one = dateOf(day)
      const isIn = date === undefined ? from! <= one && one <= to! : date === one
      if (isIn) found.set(one, `${found.get(one) ?? ''}${state ?? JSON.stringify(windows)};`)
    }
  }
  return found
}

const span = fc.tuple(fc.nat(40), fc.nat(15), fc.constantFrom('on', 'off', 'windows'))
const exceptions = fc.array(span, { maxLength: 6 }).map((spans) => {
  const kept: ScheduleException[] = []
  let free = 0
  for (const [gap, length, what] of spans) {
    const first = free + (gap % 7)
    const said = what === 'windows' ? { windows: [{ start: '10:00', end: '16:00' }] } : { state: what as 'on' | 'off' }
    kept.push(
      length === 0 ? { date: dateOf(first), ...said } : { from: dateOf(first), to: dateOf(first + (length % 9)), ...said },
    )
    free = first + (length % 9) + 1
  }
  return kept
})

test('each date has one exception: the schedule’s own, or that of the first calendar that has one', () => {
  fc.assert(
    fc.property(exceptions, fc.array(exceptions, { maxLength: 3 }), (own, calendars) => {
      const worked = byDate(workInCalendars(own, calendars))
      const sources = [own, ...calendars].map(byDate)
      for (let day = 0; day < 60; day++) {
        const one = dateOf(day)
        expect(worked.get(one)).toBe(sources.find((source) => source.has(one))?.get(one))
      }
    }),
    { numRuns: 500 },
  )
})

test('a range is cut around the dates that are taken', () => {
  const own: ScheduleException[] = [{ date: '2026-12-29', state: 'on' }]
  const calendar: CalendarDay[] = [{ from: '2026-12-28', to: '2026-12-31', state: 'off', name: 'Closed' }]
  expect(workInCalendars(own, [calendar])).toEqual([
    { date: '2026-12-29', state: 'on' },
    { date: '2026-12-28', state: 'off' },
    { from: '2026-12-30', to: '2026-12-31', state: 'off' },
  ])
})
