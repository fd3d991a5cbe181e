import type { FieldFault, ScheduleTargets } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'
import { reachedStore } from './reached.store.ts'

/** Told of what another team has exactly as of what nobody has. */
const UNKNOWN_MACHINE = 'is no machine of this team'
const UNKNOWN_CONNECTION = 'is no connection of this team'

/** What targets, or the steps of an order, name that the team has not. */
export async function unknownTargets(tx: TeamTx, targets: ScheduleTargets, pointer: string): Promise<FieldFault[]> {
  const faults = await unknownMachines(tx, targets.machine_ids ?? [], `${pointer}/machine_ids`)
  const { connection_id } = targets
  if (connection_id !== undefined && !(await reachedStore(tx).hasConnection(connection_id))) {
    faults.push({ pointer: `${pointer}/connection_id`, detail: UNKNOWN_CONNECTION })
  }
  return faults
}

export async function unknownMachines(tx: TeamTx, ids: readonly string[], pointer: string): Promise<FieldFault[]> {
  if (ids.length === 0) return []
  const known = await reachedStore(tx).known(ids)
  return ids.flatMap((id, at) => (known.has(id) ? [] : [{ pointer: `${pointer}/${at}`, detail: UNKNOWN_MACHINE }]))
}
