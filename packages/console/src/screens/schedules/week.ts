import type { Schemas } from '../../api/client.ts'

export type WeeklyWindow = Schemas['Schedule']['weekly'][number]
export type Day = NonNullable<WeeklyWindow['days']>[number]

export const days: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
export const DAY_MINUTES = 1_440
export const WEEK_MINUTES = 7 * DAY_MINUTES

/** Which minutes of a week are in a window: one byte each, Monday 00:00 first. What the grid shows and paints. */
export type WeekMinutes = Uint8Array

/** The grid shows windows on days of the week. Those of some months, by number or by date stand beside it. */
export const isPlain = ({ days: on, nth, month_days, months }: WeeklyWindow): boolean =>
  on !== undefined && nth === undefined && month_days === undefined && months === undefined

/** `24:00` ends the date; an end that is not later than the start is on the next one. */
export function minutesOf(windows: readonly WeeklyWindow[]): WeekMinutes {
  const minutes = new Uint8Array(WEEK_MINUTES)
  for (const { days: on = [], start, end } of windows.filter(isPlain)) {
    const [from, to] = [readClock(start), readClock(end)]
    if (from === null || to === null || from === to) continue
    for (const day of on) {
      const opens = days.indexOf(day) * DAY_MINUTES + from
      const lasts = to > from ? to - from : to + DAY_MINUTES - from
      for (let at = opens; at < opens + lasts; at++) minutes[at % WEEK_MINUTES] = 1
    }
  }
  return minutes
}

/** The fewest windows for these minutes, days with the same hours together. */
export function windowsOf(minutes: WeekMinutes): WeeklyWindow[] {
  const found = new Map<string, Set<Day>>()
  for (const { day, start, end } of pieces(minutes)) {
    const hours = `${writeClock(start)}-${writeClock(end)}`
    found.set(hours, (found.get(hours) ?? new Set()).add(days[day]!))
  }
  return [...found]
    .map(([hours, on]) => ({ days: days.filter((day) => on.has(day)), start: hours.slice(0, 5), end: hours.slice(6) }))
    .sort((one, other) => days.indexOf(one.days[0]!) - days.indexOf(other.days[0]!) || one.start.localeCompare(other.start))
}

/** Only what is painted is written anew; rules by date or month stay, and where no minute changes all does. */
export function paintedWindows(windows: WeeklyWindow[], painted: WeekMinutes): WeeklyWindow[] {
  const before = minutesOf(windows)
  if (painted.every((one, at) => one === before[at])) return windows
  return [...windowsOf(painted), ...windows.filter((one) => !isPlain(one))]
}

interface WindowPiece {
  day: number
  start: number
  /** 1440 is 24:00; less than the start: on the next date. */
  end: number
}

/** Runs of minutes, cut where no window can go on: one reaches the next date at most, and stays under a day then. */
function pieces(minutes: WeekMinutes): WindowPiece[] {
  return runs(minutes).flatMap(([from, to]) => {
    const cut: WindowPiece[] = []
    let at = from
    while (at < to) {
      const day = Math.floor(at / DAY_MINUTES)
      const midnight = (day + 1) * DAY_MINUTES
      const start = at - day * DAY_MINUTES
      const spills = to > midnight && to - midnight < start
      cut.push({ day: day % 7, start, end: spills ? to - midnight : Math.min(to, midnight) - day * DAY_MINUTES })
      at = spills ? to : Math.min(to, midnight)
    }
    return cut
  })
}

/** From and to, `to` past the end of the week when a run goes round it. */
function runs(minutes: WeekMinutes): [number, number][] {
  if (minutes.every((one) => one === 1)) return [[0, WEEK_MINUTES]]
  const found: [number, number][] = []
  for (let at = 0; at < WEEK_MINUTES; at++) {
    if (minutes[at] === 1 && minutes[(at + WEEK_MINUTES - 1) % WEEK_MINUTES] === 0) {
      let end = at
      while (minutes[end % WEEK_MINUTES] === 1) end++
      found.push([at, end])
    }
  }
  return found
}

/** How many minutes a cell of the grid is; half hours unless somebody looks closer, or from further away. */
export const zooms = [15, 30, 60] as const
export type Zoom = (typeof zooms)[number]
export const cellsOf = (zoom: Zoom): number => DAY_MINUTES / zoom

/** How much of a cell is on. */
export function cellOf(minutes: WeekMinutes, day: number, cell: number, zoom: Zoom = 30): 'on' | 'off' | 'part' {
  const from = day * DAY_MINUTES + cell * zoom
  const sum = minutes.subarray(from, from + zoom).reduce((total, one) => total + one, 0)
  return sum === 0 ? 'off' : sum === zoom ? 'on' : 'part'
}

export interface CellBlock {
  days: readonly [number, number]
  cells: readonly [number, number]
}

/** The cells between two corners, whichever comes first. */
export function paint(minutes: WeekMinutes, { days: d, cells: c }: CellBlock, on: boolean, zoom: Zoom = 30): WeekMinutes {
  const painted = minutes.slice()
  for (let day = Math.min(...d); day <= Math.max(...d); day++) {
    const base = day * DAY_MINUTES
    painted.fill(on ? 1 : 0, base + Math.min(...c) * zoom, base + (Math.max(...c) + 1) * zoom)
  }
  return painted
}

/** The row of a day, midnight to midnight, on other days too. */
export function copyDay(minutes: WeekMinutes, from: number, to: readonly number[]): WeekMinutes {
  const copied = minutes.slice()
  for (const day of to) copied.copyWithin(day * DAY_MINUTES, from * DAY_MINUTES, (from + 1) * DAY_MINUTES)
  return copied
}

export const hoursOn = (minutes: WeekMinutes): number => minutes.reduce((total, one) => total + one, 0) / 60

export const hoursOnDay = (minutes: WeekMinutes, day: number): number =>
  hoursOn(minutes.subarray(day * DAY_MINUTES, (day + 1) * DAY_MINUTES))

/** Minutes of `HH:MM`; null when it is no time. */
export function readClock(text: string): number | null {
  const match = /^(\d{2}):(\d{2})$/.exec(text)
  if (!match) return null
  const [hour, minute] = [Number(match[1]), Number(match[2])]
  return (hour < 24 && minute < 60) || (hour === 24 && minute === 0) ? hour * 60 + minute : null
}

export const writeClock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
