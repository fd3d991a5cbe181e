export const views = ['day', 'week', 'month'] as const
export type CalendarView = (typeof views)[number]

const DAY_MS = 86_400_000
const made = new Map<string, Intl.DateTimeFormat>()

/** The date of an instant in a zone, as 2026-11-27. */
export function dayOf(at: string | number, zone: string): string {
  const format =
    made.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  made.set(zone, format)
  return format.format(new Date(at))
}

/** Dates are counted at midday UTC, where no clock is ever set. */
const numberOf = (day: string): number => Date.parse(`${day}T12:00:00Z`)
const textOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
export const isDay = (text: unknown): text is string =>
  typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(numberOf(text))
export const plusDays = (day: string, days: number): string => textOf(numberOf(day) + days * DAY_MS)

/** Weeks begin on Monday. */
const mondayOf = (day: string): string => plusDays(day, -((new Date(numberOf(day)).getUTCDay() + 6) % 7))
const monthOf = (day: string): string => day.slice(0, 7)

/** What a view shows that has this day in it; a month is filled up to whole weeks. */
export function daysOf(view: CalendarView, day: string): string[] {
  if (view === 'day') return [day]
  if (view === 'week') return Array.from({ length: 7 }, (_, at) => plusDays(mondayOf(day), at))
  const first = mondayOf(`${monthOf(day)}-01`)
  const days = [first]
  while (monthOf(plusDays(days.at(-1)!, 1)) <= monthOf(day) || days.length % 7 !== 0) days.push(plusDays(days.at(-1)!, 1))
  return days
}

/** The same view, further on or back. */
export function step(view: CalendarView, day: string, by: 1 | -1): string {
  if (view !== 'month') return plusDays(day, by * (view === 'week' ? 7 : 1))
  const [year, month] = day.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10)
}

export const isInMonth = (day: string, month: string): boolean => monthOf(day) === monthOf(month)
