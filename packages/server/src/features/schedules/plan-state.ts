import type { ScheduleNotify } from '@skykeep/contract'
import { type Evaluation, LOOK_AHEAD_MS } from './evaluate.ts'
import type { PlanRow } from './plans.store.ts'

type State = Omit<PlanRow, 'machine_id' | 'schedule_id' | 'rank' | 'conflicts' | 'override_ids'>

/** What a plan says when all that was due has been taken. `before`: what it said. */
export function planState(
  { wanted, since, next }: Evaluation,
  { before_stop_minutes }: ScheduleNotify,
  now: Date,
  before: Pick<PlanRow, 'noticed_for'> | undefined,
): State {
  const next_at = new Date(next?.at ?? now.getTime() + LOOK_AHEAD_MS)
  const noticed_for = before?.noticed_for ?? null
  const isTold = noticed_for?.getTime() === next_at.getTime()
  const isToBeTold = before_stop_minutes !== undefined && next?.state === 'off' && wanted !== 'off' && !isTold
  return {
    wanted,
    wanted_since: since === null ? null : new Date(since),
    next_at,
    next_state: next?.state ?? null,
    next_reason: next?.reason ?? null,
    next_cause: next?.cause ?? 'schedule',
    notice_at: isToBeTold ? new Date(next_at.getTime() - before_stop_minutes * 60_000) : null,
    noticed_for,
  }
}

/**
 * Whether a change that was due and is not yet taken is still to be handed out when plans are made anew: if what is said now has a change
 * at that instant or later too, or an override that has just begun or ended asked for it. Otherwise it was a change of a rule that no longer holds, and
 * making plans never makes anything happen.
 */
export function isStillDue(before: PlanRow, { since }: Evaluation, now: Date): boolean {
  const { next_at, next_state, next_cause } = before
  if (next_at === null || next_at > now || next_state === null) return false
  return next_cause === 'override' || (since !== null && since >= next_at.getTime())
}
