import { type Weekday, weekdays } from './rule.ts'

/** Dates are counted in days since 1970-01-01, wall-clock readings in milliseconds since its midnight: both know no time zone. */
export const DAY_MS = 86_400_000
export const MINUTE_MS = 60_000

const dateForm = /^(\d{4})-(\d{2})-(\d{2})$/
const clockForm = /^(\d{2}):(\d{2})$/

/** The day of a date `YYYY-MM-DD`; null when there is no such date. */
export function dayOf(text: string): number | null {
  const match = dateForm.exec(text)
  if (!match) return null
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS
  return dateOf(day) === text ? day : null
}

export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** Minutes since midnight of `HH:MM`, up to `24:00`; null for what no clock shows. */
export function minutesOf(text: string): number | null {
  const match = clockForm.exec(text)
  if (!match) return null
  const [hours, minutes] = [Number(match[1]), Number(match[2])]
  const all = hours * 60 + minutes
  return minutes < 60 && all <= 1_440 ? all : null
}

/** 0 is Monday. */
export const weekdayNumber = (day: number): number => (((day + 3) % 7) + 7) % 7
export const weekdayOf = (day: number): Weekday => weekdays[weekdayNumber(day)]!

export interface MonthPlace {
  month: number
  /** 1 is the first day of the month, and -1 the last one. */
  fromFirst: number
  fromLast: number
}

export function monthPlaceOf(day: number): MonthPlace {
  const date = new Date(day * DAY_MS)
  const [year, month, fromFirst] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return { month: month + 1, fromFirst, fromLast: fromFirst - length - 1 }
}

/** The day of a date `YYYYMMDD`, as calendars write it. */
export const compactDay = (value: string): number | null =>
  /^\d{8}$/.test(value) ? dayOf(`${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`) : null

/** A date, also where a time of day stands behind it. */
export const momentDay = (value: string): number | null =>
  /^\d{8}(T\d{6}Z?)?$/.test(value) ? compactDay(value.slice(0, 8)) : null
