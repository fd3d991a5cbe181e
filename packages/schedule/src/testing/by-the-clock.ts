import type { DayWindow, Override, ScheduleRule, Wanted, Window } from '../rule.ts'

/**
 * The rules of time by looking at the clock each quarter of an hour, with nothing of the program: what the rules say in words is done
 * in words, slowly. Everything in the rule must lie on quarters of an hour.
 */
export function wantedByTheClock(rule: ScheduleRule, overrides: readonly Override[], at: number): Wanted {
  const ticks = ticksAround(rule.time_zone, at)
  const here = ticks.findIndex((tick) => tick.at === at)
  for (const { state, from, until } of overrides.toReversed()) {
    if ((from === undefined || Date.parse(from) <= at) && (until === undefined || at < Date.parse(until))) return state
  }
  const base = baseOf(rule, ticks)
  const shots = (rule.one_shots ?? []).map((shot) => {
    const local = 'local_at' in shot ? shot.local_at : null
    return {
      state: shot.state,
      tick:
        local === null
          ? ticks.findIndex((tick) => tick.at === Date.parse((shot as { at: string }).at))
          : ticks.findIndex(({ reads }) => reads >= local),
    }
  })
  const last = shots.filter(({ tick }) => tick >= 0 && tick <= here).toSorted((a, b) => b.tick - a.tick)[0]
  if (last) {
    const next = base.findIndex((state, index) => index > last.tick && state !== base[index - 1])
    if (next < 0 || here < next) return last.state
  }
  return base[here]!
}

interface Tick {
  at: number
  /** As `YYYY-MM-DDTHH:MM`, which sorts as it should. */
  reads: string
}

const QUARTER_MS = 900_000
const AROUND = 10 * 96

const seen = new Map<string, Tick[]>()

function ticksAround(time_zone: string, at: number): Tick[] {
  const key = `${time_zone} ${at}`
  const known = seen.get(key)
  if (known) return known
  const ticks = Array.from({ length: 2 * AROUND }, (_, index) => {
    const instant = at + (index - AROUND) * QUARTER_MS
    const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(time_zone)
    return { at: instant, reads: zoned.toPlainDateTime().toString({ smallestUnit: 'minute' }) }
  })
  seen.clear()
  seen.set(key, ticks)
  return ticks
}

const day = (date: Temporal.PlainDate, ahead = 0) => date.add({ days: ahead }).toString()

function baseOf(rule: ScheduleRule, ticks: readonly Tick[]): Wanted[] {
  const { weekly = [], inside = 'on', outside = 'off' } = rule
  const opens = (reading: string) => ticks.findIndex(({ reads }) => reads >= reading)
  const closes = (reading: string) => ticks.findLastIndex(({ reads }) => reads < reading) + 1
  const first = Temporal.PlainDate.from(ticks[0]!.reads.slice(0, 10))
  // The dates that lie wholly within: what is asked about is in the middle of them.
  const all = Array.from({ length: 17 }, (_, index) => first.add({ days: index + 1 }))
  const base: Wanted[] = ticks.map(() => (weekly.length > 0 ? outside : 'none'))
  const fill = (from: number, to: number, state: Wanted) => {
    for (let tick = Math.max(0, from); tick < to; tick++) base[tick] = state
  }
  const taken = (date: Temporal.PlainDate) => exceptionOf(rule, day(date))
  for (const date of all) {
    const exception = taken(date)
    if (exception && 'windows' in exception) fill(opens(`${day(date)}T00:00`), closes(`${day(date, 1)}T00:00`), outside)
  }
  for (const date of all) {
    const exception = taken(date)
    if (exception && 'state' in exception && exception.state === 'off') continue
    const own = exception && 'windows' in exception ? exception.windows : null
    for (const { start, end } of own ?? weekly.filter((window) => opensOn(window, date))) {
      const spills = end <= start
      const close = closes(end === '24:00' ? `${day(date, 1)}T00:00` : `${day(date, spills ? 1 : 0)}T${end}`)
      const tomorrow = taken(date.add({ days: 1 }))
      const isCut = spills && tomorrow !== undefined && ('windows' in tomorrow || tomorrow.state === 'off')
      fill(opens(`${day(date)}T${start}`), isCut ? Math.min(close, opens(`${day(date, 1)}T00:00`)) : close, inside)
    }
  }
  for (const date of all) {
    const exception = taken(date)
    if (exception && 'state' in exception) fill(opens(`${day(date)}T00:00`), closes(`${day(date, 1)}T00:00`), exception.state)
  }
  return base
}

function exceptionOf(
  { exceptions = [] }: ScheduleRule,
  date: string,
): { state: 'on' | 'off' } | { windows: readonly DayWindow[] } | undefined {
  return exceptions.find((one) => ('date' in one ? one.date === date : one.from <= date && date <= one.to))
}

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

function opensOn({ days, nth, month_days, months }: Window, date: Temporal.PlainDate): boolean {
  const name = names[date.dayOfWeek - 1]!
  if (months && !months.includes(date.month)) return false
  if (days) return days.includes(name)
  if (month_days) return month_days.some((wanted) => date.day === (wanted > 0 ? wanted : date.daysInMonth + 1 + wanted))
  return nth!.some((wanted) => {
    const same = Array.from({ length: date.daysInMonth }, (_, index) => date.with({ day: index + 1 })).filter(
      (one) => one.dayOfWeek === date.dayOfWeek,
    )
    return wanted.day === name && same.at(wanted.n > 0 ? wanted.n - 1 : -1)?.equals(date) === true
  })
}
