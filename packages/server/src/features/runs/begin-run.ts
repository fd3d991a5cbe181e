import { systemActor } from '../../audit/fact.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { boundariesOf, stepOf } from './order.ts'
import type { RunNeeds, RunToBe } from './run-needs.ts'
import { runStepsStore } from './run-steps.store.ts'
import { runsStore } from './runs.store.ts'
import { settleRun } from './settle-run.ts'
import { transitionsStore } from './transitions.store.ts'

const DAY_MS = 24 * 3_600_000

export type Beginning = Pick<RunNeeds, 'audit' | 'clock' | 'newId' | 'machines' | 'tell'>

/**
 * Stores a run with its transitions, each once; what waits on the same machines gives way. Nothing has been called when this returns: the
 * workers of the lanes see it within a second. Null: there was nothing new to do.
 */
export async function beginRun(needs: Beginning, tx: TeamTx, run: RunToBe): Promise<{ run_id: string } | null> {
  const { clock, newId, audit } = needs
  if (run.items.length === 0) return null
  const now = clock.now()
  const transitions = transitionsStore(tx)
  const ids = run.items.map(({ machine_id }) => machine_id)
  const givenWay = await transitions.supersede(ids, run, now, 'a newer change took its place')

  const steps = await stepsOf(needs, tx, run)
  const first = Math.min(...steps.values())
  const { id, isNew, current_step } = await runsStore(tx).insert({
    id: newId(),
    ...{ cause: run.cause, schedule_id: run.schedule_id, schedule_name: run.schedule_name, at: run.at, state: run.state },
    ...{ reason: run.reason, created_by: run.created_by, boundaries: boundariesOf(run.start_order, run.state) },
    ...{ current_step: first, started_at: now },
  })
  const stored = await transitions.insert(
    run.items.map(({ machine_id, lane_id, action, size, other_sizes = [], not_before, isTold, give_up_at }) => {
      const step = steps.get(machine_id) ?? 0
      return {
        ...{ id: newId(), run_id: id, machine_id, lane_id, at: run.at, action, size: size ?? null, cause: run.cause, step },
        ready_at: step <= current_step ? (not_before ?? now) : null,
        other_sizes,
        told_at: isTold ? now : null,
        give_up_at: give_up_at ?? new Date(run.at.getTime() + DAY_MS),
      }
    }),
  )
  for (const other of givenWay.sort()) if (other !== id) await settleRun(needs, tx, other, now)
  if (stored.length === 0) {
    if (isNew) await runsStore(tx).remove(id)
    else await settleRun(needs, tx, id, now)
    return null
  }
  const detail = {
    machines: stored.length,
    state: run.state,
    late_seconds: Math.round((now.getTime() - run.at.getTime()) / 1_000),
  }
  await runStepsStore(tx).write([
    { id: newId(), run_id: id, transition_id: null, at: now, step: isNew ? 'began' : 'joined', detail },
  ])
  if (isNew && run.cause !== 'manual') {
    await audit.write(tx, systemActor('automation'), {
      action: 'run.began',
      resource: { type: 'run', id },
      details: {
        cause: run.cause,
        schedule_id: run.schedule_id,
        state: run.state,
        at: run.at.toISOString(),
        machines: stored.length,
      },
    })
  }
  return { run_id: id }
}

async function stepsOf({ machines }: Beginning, tx: TeamTx, run: RunToBe): Promise<Map<string, number>> {
  const ids = run.items.map(({ machine_id }) => machine_id)
  if (run.start_order.length === 0) return new Map(ids.map((id) => [id, 0]))
  const byTags = run.start_order.some(({ tags }) => tags !== undefined)
  const tagsOf = new Map(byTags ? (await machines.find(tx, ids)).map(({ id, tags }) => [id, tags]) : [])
  return new Map(ids.map((id) => [id, stepOf(run.start_order, run.state, { machine_id: id, tags: tagsOf.get(id) ?? {} })]))
}
