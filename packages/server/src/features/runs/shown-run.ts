import { Problem, type Run, type RunStep, type RunTransition } from '@skykeep/contract'
import type { StepRow } from './run-steps.store.ts'
import type { CountedRun } from './runs.store.ts'
import type { ShownTransitionRow } from './transitions.store.ts'

/** @throws Problem NOT_FOUND */
export function existing<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Problem('NOT_FOUND')
  return row
}

export const shownRun = (run: CountedRun): Run => ({
  id: run.id,
  cause: run.cause,
  schedule: run.schedule_id === null ? null : { id: run.schedule_id, name: run.schedule_name ?? '' },
  at: run.at.toISOString(),
  state: run.state,
  reason: run.reason,
  created_by: run.created_by,
  status: run.status,
  machines: run.machines,
  step: run.current_step,
  steps: run.boundaries.length + 1,
  cancel_asked_at: run.cancel_asked_at?.toISOString() ?? null,
  started_at: run.started_at.toISOString(),
  ended_at: run.ended_at?.toISOString() ?? null,
})

export const shownTransition = (row: ShownTransitionRow): RunTransition => ({
  id: row.id,
  machine_id: row.machine_id,
  machine_name: row.machine_name,
  action: row.action,
  size: row.size,
  step: row.step,
  status: row.status,
  attempts: row.attempts,
  called_at: row.called_at?.toISOString() ?? null,
  next_look_at: row.ready_at?.toISOString() ?? null,
  give_up_at: row.give_up_at.toISOString(),
  failure_class: row.failure_class,
  failure_reason: row.failure_code,
  detail: row.detail,
  ended_at: row.ended_at?.toISOString() ?? null,
})

export const shownStep = (row: StepRow): RunStep => ({
  id: row.id,
  run_id: row.run_id,
  machine_id: row.machine_id,
  machine_name: row.machine_name,
  at: row.at.toISOString(),
  step: row.step,
  detail: row.detail,
})
