import type { Caller } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { Change } from './affected.ts'
import type { BeginRun } from './due-plan.ts'
import type { ScheduleRow } from './schedules.store.ts'

/** Begins what a schedule wants now: a run for what is to start, and one for what is to stop. */
export async function applyNow(
  tx: TeamTx,
  begin: BeginRun,
  caller: Pick<Caller, 'kind' | 'id'>,
  schedule: Pick<ScheduleRow, 'id' | 'name' | 'mode' | 'start_order' | 'other_sizes'>,
  changes: readonly Change[],
  now: Date,
): Promise<string[]> {
  const ids: string[] = []
  for (const state of ['on', 'off'] as const) {
    const items = changes.filter(({ wanted }) => wanted === state).map((change) => itemOf(change, schedule))
    if (items.length === 0) continue
    const run = await begin(tx, {
      cause: 'apply',
      schedule_id: schedule.id,
      schedule_name: schedule.name,
      at: now,
      state,
      reason: 'asked for when the schedule was saved',
      created_by: { type: caller.kind, id: caller.id },
      start_order: schedule.start_order,
      items,
    })
    if (run) ids.push(run.run_id)
  }
  return ids
}

function itemOf({ machine, wanted, until }: Change, { mode, other_sizes }: Pick<ScheduleRow, 'mode' | 'other_sizes'>) {
  const stop = mode === 'hibernate' && machine.can_hibernate ? ('hibernate' as const) : ('deallocate' as const)
  return {
    machine_id: machine.id,
    lane_id: machine.lane_id,
    action: wanted === 'on' ? ('start' as const) : stop,
    ...(wanted === 'on' && { other_sizes }),
    ...(until !== null && { give_up_at: new Date(until) }),
  }
}
