import type { ScheduleRule, Wanted } from '@skykeep/contract'
import { explain, nextChange, type PreparedSchedule, prepare } from '@skykeep/schedule'
import type { OverrideRow } from './overrides.store.ts'

/** How far ahead the next change is looked for. Whatever comes later is found when that is over: then it is looked again. */
export const LOOK_AHEAD_MS = 400 * 86_400_000

export interface Prepared {
  schedule: PreparedSchedule
  /** At these something begins or ends because of an override. */
  overrideInstants: ReadonlySet<number>
}

/** What is wanted at an instant, since when, and what comes next. */
export interface Evaluation {
  wanted: Wanted
  since: number | null
  reason: string
  cause: Cause
  next: { at: number; state: Wanted; reason: string; cause: Cause } | null
}
export type Cause = 'schedule' | 'override'

/** Where nothing but overrides says anything. */
const NO_RULE: ScheduleRule = {
  time_zone: 'UTC',
  weekly: [],
  inside: 'none',
  outside: 'none',
  exceptions: [],
  one_shots: [],
}

export function prepareFor(rule: ScheduleRule | null, overrides: readonly OverrideRow[]): Prepared {
  const instants = overrides.flatMap(({ from_at, until_at }) => [from_at.getTime(), ...(until_at ? [until_at.getTime()] : [])])
  return { schedule: prepare(rule ?? NO_RULE, overrides.map(asOverride)), overrideInstants: new Set(instants) }
}

export function evaluate({ schedule, overrideInstants }: Prepared, now: number): Evaluation {
  const causeAt = (at: number | null): Cause => (at !== null && overrideInstants.has(at) ? 'override' : 'schedule')
  const { state, since, reason } = explain(schedule, now)
  const next = nextChange(schedule, now, now + LOOK_AHEAD_MS)
  return {
    wanted: state,
    since,
    reason,
    cause: causeAt(since),
    next: next && { ...next, cause: causeAt(next.at) },
  }
}

const asOverride = ({ state, from_at, until_at }: OverrideRow) => ({
  state,
  from: from_at.getTime(),
  ...(until_at && { until: until_at.getTime() }),
})
