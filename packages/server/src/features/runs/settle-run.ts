import type { RunStatus } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'
import { progressOf } from './order.ts'
import type { RunNeeds } from './run-needs.ts'
import { runStepsStore } from './run-steps.store.ts'
import { type RunRow, runsStore } from './runs.store.ts'
import { transitionsStore } from './transitions.store.ts'

/** Lets the next step of a run begin when its time has come, and ends the run with its last machine. As often as one likes. */
export async function settleRun(needs: Pick<RunNeeds, 'newId' | 'tell'>, tx: TeamTx, id: string, now: Date): Promise<void> {
  const run = await runsStore(tx).lock(id)
  if (run?.status !== 'running') return
  const transitions = transitionsStore(tx)
  const note = (step: string, detail: Record<string, unknown>) =>
    runStepsStore(tx).write([{ id: needs.newId(), run_id: id, transition_id: null, at: now, step, detail }])
  const progress = progressOf(run.boundaries, run.current_step, await transitions.counts(id))
  if (progress.go === 'on') {
    await runsStore(tx).moveTo(id, progress.step)
    await transitions.release(id, progress.step, new Date(now.getTime() + progress.delay_seconds * 1_000))
    await note('step', { step: progress.step, delay_seconds: progress.delay_seconds })
  }
  if (progress.go === 'no_further') {
    const detail = `a machine of step ${progress.failedStep + 1} of the order failed, and this one waits for that step`
    const machines = await transitions.endUncalled(id, now, 'skipped', detail)
    await note('no_further', { failed_step: progress.failedStep, machines })
    await settleRun(needs, tx, id, now)
  }
  if (progress.go === 'ended') await end(needs, tx, run, now, note)
}

async function end(
  { tell }: Pick<RunNeeds, 'tell'>,
  tx: TeamTx,
  run: RunRow,
  now: Date,
  note: (step: string, detail: Record<string, unknown>) => Promise<void>,
): Promise<void> {
  const counts = await transitionsStore(tx).counts(run.id)
  const failed = counts.reduce((sum, one) => sum + one.failed, 0)
  const well = counts.reduce((sum, one) => sum + one.ended_well, 0)
  const status = statusOf(run, failed, well)
  await runsStore(tx).end(run.id, status, now)
  await note('ended', { status, failed, well })
  await tell(tx, {
    event: 'run.finished',
    at: now,
    title: `${run.schedule_name === null ? 'A run' : `“${run.schedule_name}”`} ${titles[status]}`,
    machine_ids: [],
    ...(run.schedule_id !== null && { schedule_id: run.schedule_id }),
    detail: { run_id: run.id, status, state: run.state, cause: run.cause, failed, well },
  })
}

function statusOf(run: RunRow, failed: number, well: number): Exclude<RunStatus, 'running'> {
  if (run.cancel_asked_at !== null) return 'cancelled'
  if (failed === 0) return 'succeeded'
  return well === 0 ? 'failed' : 'partly_failed'
}

const titles: Record<Exclude<RunStatus, 'running'>, string> = {
  succeeded: 'is done',
  partly_failed: 'is done, and some machines failed',
  failed: 'failed',
  cancelled: 'was cancelled',
}
