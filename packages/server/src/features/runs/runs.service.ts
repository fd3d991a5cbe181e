import { Problem, RUN_MACHINES_SHOWN_MAX, type Run, type RunDetails, type RunsQuery } from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { ManualChange } from '../machines/machines.service.ts'
import type { NewRun } from '../schedules/schedules.service.ts'
import { beginRun } from './begin-run.ts'
import { machineActions } from './machine-actions.ts'
import { reactToChange } from './manual-reaction.ts'
import type { RunNeeds } from './run-needs.ts'
import { runStepsStore } from './run-steps.store.ts'
import { runsStore } from './runs.store.ts'
import { settleRun } from './settle-run.ts'
import { existing, shownRun, shownStep, shownTransition } from './shown-run.ts'
import { transitionsStore } from './transitions.store.ts'

export type { RunEvent, RunNeeds } from './run-needs.ts'
export type RunService = ReturnType<typeof runService>

const STEPS_SHOWN = 100

/** What was done to machines, what is being done, and by whose wish. */
export function runService(needs: RunNeeds) {
  const { db, audit, clock } = needs
  return {
    ...machineActions(needs),

    /** For `apply_now` of a schedule: in the transaction that saves it. */
    begin: (tx: TeamTx, run: NewRun): Promise<{ run_id: string } | null> => beginRun(needs, tx, run),

    /** For whoever saw that somebody else changed a machine: in the transaction in which it was seen. */
    reactToChange: (tx: TeamTx, change: ManualChange): Promise<void> => reactToChange(needs, tx, change),

    async list(caller: Caller, { cursor, ...query }: RunsQuery) {
      must(caller, 'run:read')
      const before = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(caller.team_id, (tx) => runsStore(tx).list({ ...query, before }), { readOnly: true })
      return pageOf(rows, query.limit, ({ id }) => id, shownRun)
    },

    async get(caller: Caller, id: string, cursor?: string): Promise<RunDetails> {
      must(caller, 'run:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      return db.asTeam(
        caller.team_id,
        async (tx) => {
          const run = existing(await runsStore(tx).find(id))
          const rows = await transitionsStore(tx).ofRun(id, after, RUN_MACHINES_SHOWN_MAX)
          const { items, next_cursor } = pageOf(rows, RUN_MACHINES_SHOWN_MAX, (row) => row.id, shownTransition)
          const steps = await runStepsStore(tx).last(id, STEPS_SHOWN)
          return { ...shownRun(run), transitions: items, next_cursor, recent_steps: steps.map(shownStep) }
        },
        { readOnly: true },
      )
    },

    /** What was not sent to the cloud is not sent any more; what was goes on to its end. @throws Problem NOT_FOUND, RUN_ENDED */
    async cancel(caller: Caller, id: string): Promise<Run> {
      must(caller, 'run:cancel')
      return db.asTeam(
        caller.team_id,
        async (tx) => {
          const run = existing(await runsStore(tx).lock(id))
          if (run.status !== 'running') throw new Problem('RUN_ENDED')
          const now = clock.now()
          await runsStore(tx).cancel(id, now)
          const machines = await transitionsStore(tx).endUncalled(id, now, 'cancelled', 'the run was cancelled')
          const note = { step: 'cancel_asked', detail: { machines, by: { type: caller.kind, id: caller.id } } }
          await runStepsStore(tx).write([{ id: needs.newId(), run_id: id, transition_id: null, at: now, ...note }])
          await audit.write(tx, caller, { action: 'run.cancelled', resource: { type: 'run', id }, details: { machines } })
          await settleRun(needs, tx, id, now)
          return shownRun(existing(await runsStore(tx).find(id)))
        },
        { retry: true },
      )
    },
  }
}
