import type { PowerState } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { machinePageStore } from './machine-page.store.ts'
import { type MachineRow, machinesStore } from './machines.store.ts'
import { doneBetween, explains, type PowerChange } from './power-change.ts'
import { powerHistoryStore } from './power-history.store.ts'
import { noteUnread } from './unread-hours.ts'

export interface PowerObservation {
  machine_id: string
  power: PowerState
  provisioning?: string | null
}

/**
 * Keeps what was read of the power of machines, and answers what changed. A reading that is older than the one that is kept says nothing.
 *
 * @param by `skykeep`: read while following an action of ours. `other`: whether an action of ours explains a change is looked up.
 */
export async function observe(
  tx: TeamTx,
  readings: readonly PowerObservation[],
  at: Date,
  by: 'skykeep' | 'other',
): Promise<PowerChange[]> {
  const store = machinesStore(tx)
  const rows = new Map((await store.lock(readings.map(({ machine_id }) => machine_id))).map((row) => [row.id, row]))
  const newer = readings.flatMap((reading) => {
    const row = rows.get(reading.machine_id)
    return row && row.gone_at === null && row.power_read_at <= at ? [{ row, reading }] : []
  })
  await noteUnread(
    tx,
    newer.map(({ row }) => row),
    at,
  )
  const changed = newer.filter(({ row, reading }) => row.power !== reading.power)
  const same = newer.filter(({ row, reading }) => row.power === reading.power)
  await store.stillSo(
    same.map(({ row, reading }) => ({ id: row.id, provisioning: reading.provisioning ?? row.provisioning })),
    at,
  )
  return keepChanges(tx, changed, at, by)
}

async function keepChanges(
  tx: TeamTx,
  changed: readonly { row: MachineRow; reading: PowerObservation }[],
  at: Date,
  by: 'skykeep' | 'other',
): Promise<PowerChange[]> {
  if (changed.length === 0) return []
  const ids = changed.map(({ row }) => row.id)
  const actions = by === 'other' ? await machinePageStore(tx).ownActions(ids) : new Map<string, string[]>()
  const history = powerHistoryStore(tx)
  const lastKnown = await history.lastKnown(changed.filter(({ row }) => row.power === 'unknown').map(({ row }) => row.id))
  const changes: PowerChange[] = []
  for (const { row, reading } of changed) {
    const who = by === 'skykeep' || explains(actions.get(row.id) ?? [], reading.power) ? 'skykeep' : 'other'
    const before = row.power === 'unknown' ? ((lastKnown.get(row.id) ?? 'unknown') as PowerState) : row.power
    const manual = who === 'other' ? doneBetween(before, reading.power) : null
    await machinesStore(tx).changePower(row.id, {
      power: reading.power,
      provisioning: reading.provisioning ?? row.provisioning,
      power_read_at: at,
      power_since: at,
      power_changed_by: who,
    })
    await history.turn(row.id, at, reading.power, row.size)
    changes.push({ machine_id: row.id, name: row.name, from: row.power, to: reading.power, by: who, manual })
  }
  return changes
}
