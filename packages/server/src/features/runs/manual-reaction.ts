import type { TeamTx } from '../../db/tenancy.ts'
import type { ManualChange } from '../machines/machines.service.ts'
import { type Beginning, beginRun } from './begin-run.ts'
import { transitionsStore } from './transitions.store.ts'

const HOUR_MS = 3_600_000
/** Two who set a machine back against each other would do so for ever. */
const ENFORCED_PER_HOUR = 3

/** Sets a machine back that somebody else changed, at once or after a while, where its schedule says so. */
export async function reactToChange(needs: Beginning, tx: TeamTx, change: ManualChange): Promise<void> {
  const { machine_id, lane_id, did, at, reaction, wanted, schedule } = change
  if (reaction.policy === 'keep' || wanted === 'none' || (did === 'started') === (wanted === 'on')) return
  const since = new Date(at.getTime() - HOUR_MS)
  if ((await transitionsStore(tx).enforced(machine_id, since)) >= ENFORCED_PER_HOUR) {
    await needs.tell(tx, {
      event: 'machine.failed',
      at,
      title: 'A machine is changed by somebody else again and again: it is left as it is until the next change of its schedule',
      machine_ids: [machine_id],
      schedule_id: schedule.id,
      connection_id: change.connection_id,
      detail: { did, wanted, class: 'conflict', code: 'ENFORCED_TOO_OFTEN' },
    })
    return
  }
  const wait = reaction.policy === 'keep_for' ? (reaction.minutes ?? 0) * 60_000 : 0
  const [machine] = await needs.machines.find(tx, [machine_id])
  if (!machine) return
  await beginRun(needs, tx, {
    ...{ cause: 'enforce', schedule_id: schedule.id, schedule_name: schedule.name, at, state: wanted },
    reason: `it was ${did}${change.by === null ? '' : ` by ${change.by}`}, and the schedule wants it ${wanted}`,
    created_by: { type: 'system', id: 'automation' },
    start_order: [],
    items: [{ machine_id, lane_id, action: wanted === 'on' ? 'start' : 'deallocate', not_before: new Date(at.getTime() + wait) }],
  })
}
