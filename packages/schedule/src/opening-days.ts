import { DAY_MS, MINUTE_MS, minutesOf, monthPlaceOf, weekdayNumber } from './calendar.ts'
import { type DayWindow, type Window, weekdays } from './rule.ts'

/** Milliseconds from the midnight of the date on which it opens; an end past `DAY_MS` lies on the next date. */
export interface Part {
  start: number
  end: number
}

/** A window and the dates on which it opens. Sets are bits: they are asked for every day, and 100,000 schedules are held in memory. */
export interface OpeningDays extends Part {
  /** Bit 0 is Monday. */
  weekdays: number
  nth: readonly { n: number; weekday: number }[] | null
  monthDays: readonly number[] | null
  /** Bit 1 is January; 0 is every month. */
  months: number
}

export function openingDays(window: Window): OpeningDays {
  return {
    ...partOf(window),
    weekdays: bits((window.days ?? []).map((day) => weekdays.indexOf(day))),
    nth: window.nth?.map(({ n, day }) => ({ n, weekday: weekdays.indexOf(day) })) ?? null,
    monthDays: window.month_days ? [...window.month_days] : null,
    months: bits(window.months ?? []),
  }
}

export function partOf({ start, end }: DayWindow): Part {
  const [opens, closes] = [minutesOf(start)! * MINUTE_MS, minutesOf(end)! * MINUTE_MS]
  return { start: opens, end: closes > opens ? closes : closes + DAY_MS }
}

export function opensOn(window: OpeningDays, day: number): boolean {
  const isPlain = window.months === 0 && !window.nth && !window.monthDays
  if (isPlain) return (window.weekdays & (1 << weekdayNumber(day))) !== 0
  const { month, fromFirst, fromLast } = monthPlaceOf(day)
  if (window.months !== 0 && (window.months & (1 << month)) === 0) return false
  if (window.nth) {
    return window.nth.some(({ n, weekday }) => {
      return weekday === weekdayNumber(day) && (n > 0 ? Math.ceil(fromFirst / 7) === n : fromLast >= -7)
    })
  }
  if (window.monthDays) return window.monthDays.includes(fromFirst) || window.monthDays.includes(fromLast)
  return (window.weekdays & (1 << weekdayNumber(day))) !== 0
}

const bits = (places: readonly number[]): number => places.reduce((set, place) => set | (1 << place), 0)
