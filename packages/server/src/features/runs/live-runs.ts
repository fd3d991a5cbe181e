import type { RunStep } from '@skykeep/contract'
import type { LiveSource } from '../../lib/live-stream.ts'
import { runStepsStore } from './run-steps.store.ts'
import { shownStep } from './shown-run.ts'

/** Steps of runs as they are stored, in the order in which they were committed. */
export const liveRuns: LiveSource<RunStep> = {
  horizon: (tx) => runStepsStore(tx).horizon(),

  async after(tx, position, limit) {
    const rows = await runStepsStore(tx).after(position, limit)
    const byTransaction = Map.groupBy(rows, ({ written_by }) => written_by)
    return [...byTransaction].map(([written_by, steps]) => ({ position: written_by, items: steps.map(shownStep) }))
  },
}
