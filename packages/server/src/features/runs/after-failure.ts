import type { FailureClass } from '../../cloud/cloud-provider.ts'

/** What becomes of a transition after the cloud refused it. */
export type Verdict =
  /** Nothing was begun: all of it again, then. `counts`: as one of the tries that make the pauses grow. */
  | { verdict: 'again'; at: Date; counts: boolean }
  /** It may have been begun: look at the machine, then. */
  | { verdict: 'look'; at: Date }
  | { verdict: 'failed' }
  | { verdict: 'gone' }

export interface Failed {
  kind: FailureClass
  retryAfterMs: number | null
  /** Failures of this kind before it. */
  before: number
  /** The cloud took the order, and it failed afterwards or its answer was lost. */
  wasTaken: boolean
  now: Date
  give_up_at: Date
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
// Azure: capacity comes back within minutes to hours; asking more often makes nobody room.
const CAPACITY_PAUSES = [1, 2, 4, 8, 15].map((minutes) => minutes * MINUTE)
const TRANSIENT_PAUSES = [5, 15, 30, 60, 120, 300].map((seconds) => seconds * SECOND)
const OTHERS_WORK_MS = 15 * SECOND
const CONFLICT_PAUSES = [15, 30, 60, 120, 300].map((seconds) => seconds * SECOND)
/** So often somebody else may take the place of our operation, before that is told as a failure. */
const PREEMPTED_MAX = 3

/** Again, later, or never: by the class of the failure, and never past the end of the window. */
export function afterFailure(failed: Failed): Verdict {
  const verdict = byClass(failed)
  const at = verdict.verdict === 'again' || verdict.verdict === 'look' ? verdict.at : null
  return at !== null && at >= failed.give_up_at ? { verdict: 'failed' } : verdict
}

function byClass({ kind, retryAfterMs, before, wasTaken, now }: Failed): Verdict {
  const inMs = (ms: number) => new Date(now.getTime() + Math.max(ms, retryAfterMs ?? 0))
  switch (kind) {
    case 'throttled':
      return { verdict: 'again', at: inMs(SECOND), counts: false }
    case 'transient':
      return wasTaken
        ? { verdict: 'look', at: inMs(growing(TRANSIENT_PAUSES, before)) }
        : { verdict: 'again', at: inMs(growing(TRANSIENT_PAUSES, before)), counts: true }
    case 'capacity':
      return { verdict: 'again', at: inMs(growing(CAPACITY_PAUSES, before)), counts: true }
    case 'conflict':
      return { verdict: 'again', at: inMs(growing(CONFLICT_PAUSES, before)), counts: true }
    case 'preempted':
      return before < PREEMPTED_MAX ? { verdict: 'again', at: inMs(OTHERS_WORK_MS), counts: true } : { verdict: 'failed' }
    case 'gone':
      return { verdict: 'gone' }
    default:
      return { verdict: 'failed' }
  }
}

const growing = (pauses: readonly number[], before: number): number => pauses[Math.min(before, pauses.length - 1)]!
