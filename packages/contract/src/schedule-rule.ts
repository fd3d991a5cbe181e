import { z } from 'zod'
import { InstantIn } from './basics.ts'

/** How much of each a rule may hold: enough for any office, few enough that thousands of rules are looked at in a second. */
export const WINDOWS_MAX = 50
export const EXCEPTIONS_MAX = 400
const EXCEPTION_WINDOWS_MAX = 20
export const ONE_SHOTS_MAX = 100
/** A preview, and what comes next, look at most so far. */
export const PREVIEW_DAYS_MAX = 400

export const Wanted = z.enum(['on', 'off', 'none'])
export type Wanted = z.output<typeof Wanted>

/** What is checked here is the shape; whether a rule makes sense (a zone that exists, an end after a start) its own package says. */
const WallTime = z.string().max(20).describe('HH:MM on the clock of the zone, 00:00 to 23:59; an end may be 24:00')
const LocalDate = z.string().max(20).describe('YYYY-MM-DD in the zone of the schedule')
const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])

/** One of `days`, `nth` and `month_days` says on which dates it opens; `months` narrows that. */
export const WeeklyWindow = z.strictObject({
  days: z.array(Weekday).max(7).optional(),
  nth: z
    .array(z.strictObject({ n: z.int().min(-1).max(5).describe('1 to 5, or -1: the last'), day: Weekday }))
    .max(35)
    .optional(),
  month_days: z.array(z.int().min(-31).max(31).describe('1 to 31; -1: the last')).max(62).optional(),
  months: z.array(z.int().min(1).max(12)).max(12).optional(),
  start: WallTime,
  end: WallTime,
})

const ExceptionWindow = z.strictObject({ start: WallTime, end: WallTime })

/** A date, or a range of dates, with a state for all of it or with windows of its own. */
export const ScheduleException = z.strictObject({
  date: LocalDate.optional(),
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  state: z.enum(['on', 'off']).optional(),
  windows: z.array(ExceptionWindow).max(EXCEPTION_WINDOWS_MAX).optional(),
})
export type ScheduleException = z.output<typeof ScheduleException>

export const OneShot = z.strictObject({
  local_at: z.string().max(40).optional().describe('YYYY-MM-DDTHH:MM on the clock of the zone'),
  at: z.string().max(40).optional().describe('an instant with its offset'),
  state: z.enum(['on', 'off']),
})

/** When machines are wanted on and off: `docs/guide/time.md` has the rules to the second. */
export const ruleFields = {
  time_zone: z.string().min(1).max(80).meta({ format: 'time-zone', description: 'IANA name, such as Europe/Paris' }),
  weekly: z.array(WeeklyWindow).max(WINDOWS_MAX).default([]),
  inside: Wanted.default('on').describe('wanted inside the windows'),
  outside: Wanted.default('off').describe('wanted outside; none: start only'),
  exceptions: z.array(ScheduleException).max(EXCEPTIONS_MAX).default([]),
  one_shots: z.array(OneShot).max(ONE_SHOTS_MAX).default([]),
}
export const ScheduleRule = z.strictObject(ruleFields)
export type ScheduleRule = z.output<typeof ScheduleRule>
export const ruleNames = Object.keys(ruleFields) as (keyof ScheduleRule)[]

export const PreviewOverride = z.strictObject({ state: Wanted, from: InstantIn.optional(), until: InstantIn.optional() })
