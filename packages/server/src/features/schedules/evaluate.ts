import type { ScheduleRule, Wanted } from '@skykeep/contract'
import { explain, LISTED_MAX, nextChange, type Override, type PreparedSchedule, prepare } from '@skykeep/schedule'
import type { OverrideRow } from './overrides.store.ts'

/** How far ahead the next change is looked for. Whatever comes later is found when that is over: then it is looked again. */
export const LOOK_AHEAD_MS = 400 * 86_400_000

export interface Prepared {
  schedule: PreparedSchedule
  /** Why the rule cannot be used: then nothing is wanted. */
  fault: string | null
  /** At these something begins or ends because of an override. */
  overrideInstants: ReadonlySet<number>
}

/** What is wanted at an instant, since when, and what comes next. */
export interface Evaluation {
  wanted: Wanted
  since: number | null
  reason: string
  /** The rule cannot be used; the reason says why. */
  isBroken: boolean
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

/**
 * A rule that was sound when it was saved can become one that is not: a time zone can leave the zone database. It must not hold up the machines
 * of other schedules, so it wants nothing, and says why.
 */
export function prepareFor(rule: ScheduleRule | null, overrides: readonly OverrideRow[]): Prepared {
  // The last one counts, so the oldest of too many go.
  const counting = overrides.slice(-LISTED_MAX.overrides)
  const instants = counting.flatMap(({ from_at, until_at }) => [from_at.getTime(), ...(until_at ? [until_at.getTime()] : [])])
  const overrideInstants = new Set(instants)
  try {
    const schedule = prepare((rule ?? NO_RULE) as PackageRule, counting.map(asOverride))
    return { schedule, fault: null, overrideInstants }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { schedule: prepare(NO_RULE as PackageRule), fault: `the rule cannot be used: ${error.message}`, overrideInstants }
  }
}

/** Sound by `ruleFaults`, which the type of the contract cannot say. */
type PackageRule = Parameters<typeof prepare>[0]

export function evaluate({ schedule, fault, overrideInstants }: Prepared, now: number): Evaluation {
  const causeAt = (at: number | null): Cause => (at !== null && overrideInstants.has(at) ? 'override' : 'schedule')
  const { state, since, reason } = explain(schedule, now)
  const next = nextChange(schedule, now, now + LOOK_AHEAD_MS)
  return {
    wanted: state,
    since,
    reason: fault ?? reason,
    isBroken: fault !== null,
    cause: causeAt(since),
    next: next && { ...next, cause: causeAt(next.at) },
  }
}

const asOverride = ({ state, from_at, until_at }: OverrideRow): Override => ({
  state,
  from: from_at.toISOString(),
  ...(until_at && { until: until_at.toISOString() }),
})
