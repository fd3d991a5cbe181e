/** What a schedule wants of a machine. `none`: nothing, hands off. */
export type Wanted = 'on' | 'off' | 'none'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** A part of a day by the wall clock: `HH:MM`, half-open. An end before the start lies on the next date; `24:00` ends the date. */
export interface DayWindow {
  start: string
  end: string
}

/** The nth such weekday of a month: 1 to 5, or -1 for the last one. */
export interface NthDay {
  n: number
  day: Weekday
}

/** A window, and the dates on which it opens: exactly one of `days`, `nth`, `month_days` (-1: the last day), and only in these `months`. */
export interface Window extends DayWindow {
  days?: readonly Weekday[]
  nth?: readonly NthDay[]
  month_days?: readonly number[]
  months?: readonly number[]
}

/** What takes the place of the week on one date, or on each date from one to another, both included. */
export type Exception = ({ date: string } | { from: string; to: string }) &
  ({ state: 'on' | 'off' } | { windows: readonly DayWindow[] })

/** From this instant (or local date and time) on, until the week or another one-shot says otherwise. */
export type OneShot = ({ at: string } | { local_at: string }) & { state: 'on' | 'off' }

/** The rule of a schedule, in the form in which the API takes it. `time_zone` is an IANA name. */
export interface ScheduleRule {
  time_zone: string
  weekly?: readonly Window[]
  /** Wanted within windows; usually `on`. */
  inside?: Wanted
  /** Wanted between windows; usually `off`. */
  outside?: Wanted
  exceptions?: readonly Exception[]
  one_shots?: readonly OneShot[]
}

/** Stands above everything from `from` (always, without it) to `until` (for ever), as instants with an offset. The last of several counts. */
export interface Override {
  state: Wanted
  from?: string | undefined
  until?: string | undefined
}
