import type { ChangeTrace } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { MachineNeeds } from './machine-needs.ts'
import { machinePageStore } from './machine-page.store.ts'
import { machinesStore } from './machines.store.ts'
import type { PowerChange } from './power-change.ts'

/** Tells of what somebody else did to machines, and has their schedules react to it: in the transaction in which it was seen. */
export async function noteManualChanges(
  { tell, onManualChange }: Pick<MachineNeeds, 'tell' | 'onManualChange'>,
  tx: TeamTx,
  changes: readonly PowerChange[],
  at: Date,
  traces: ReadonlyMap<string, ChangeTrace> = new Map(),
): Promise<void> {
  const manual = changes.filter((change) => change.manual !== null)
  if (manual.length === 0) return
  const ids = manual.map(({ machine_id }) => machine_id)
  const rows = new Map((await machinesStore(tx).these(ids)).map((row) => [row.id, row]))
  const plans = await machinePageStore(tx).plans(ids)
  for (const { machine_id, name, from, to, manual: did } of manual) {
    const row = rows.get(machine_id)
    if (!row || did === null) continue
    const plan = plans.get(machine_id)
    const trace = traces.get(machine_id)
    const may_be_eviction = row.is_spot && did === 'stopped' && !trace?.by
    const detail = {
      name,
      did,
      from,
      to,
      by: trace?.by ?? null,
      at_cloud: trace?.at.toISOString() ?? null,
      may_be_eviction,
      wanted: plan?.wanted ?? null,
    }
    const about = {
      machine_ids: [machine_id],
      connection_id: row.connection_id,
      ...(plan?.schedule_id && { schedule_id: plan.schedule_id }),
    }
    const title = `${name} was ${did}${trace?.by ? ` by ${trace.by}` : ', not by a schedule'}`
    await tell(tx, { event: 'machine.manual_change', at, title, ...about, detail })
    if (!plan?.schedule_id || row.managed_by !== null) continue
    await onManualChange(tx, {
      ...{ machine_id, lane_id: row.lane_id, connection_id: row.connection_id, did, at, by: trace?.by ?? null, may_be_eviction },
      schedule: { id: plan.schedule_id, name: plan.schedule_name ?? '' },
      wanted: plan.wanted,
      reaction: plan.on_manual_change ?? { policy: 'keep' },
    })
  }
}
