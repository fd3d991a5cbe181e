import type { ScheduleTargets } from '@skykeep/contract'
import type { OverrideRow } from './overrides.store.ts'
import { ownerOf, TargetIndex, type TargetMachine } from './targets.ts'

/** Finds the overrides that reach a machine for which a schedule counts, in the order in which they were made. */
export function overridesOfMachines(overrides: readonly OverrideRow[]) {
  const bySchedule = Map.groupBy(overrides, ({ schedule_id }) => schedule_id)
  const byOwner = Map.groupBy(
    overrides.filter(({ owner }) => owner !== null),
    ({ owner }) => owner!.toLowerCase(),
  )
  const index = new TargetIndex(
    overrides.map((override) => ({ override, targets: targetsOf(override) })).filter(({ targets }) => targets !== null) as {
      override: OverrideRow
      targets: ScheduleTargets
    }[],
  )
  return (machine: TargetMachine, scheduleId: string | null): OverrideRow[] => {
    if (overrides.length === 0) return []
    const found = index.all(machine).map(({ item }) => item.override)
    if (scheduleId !== null) found.push(...(bySchedule.get(scheduleId) ?? []))
    const owner = byOwner.size > 0 ? ownerOf(machine.tags) : null
    if (owner !== null) found.push(...(byOwner.get(owner.toLowerCase()) ?? []))
    return found.sort((a, b) => (a.id < b.id ? -1 : 1))
  }
}

function targetsOf({ machine_ids, tags }: OverrideRow): ScheduleTargets | null {
  if (tags !== null) return { tags }
  return machine_ids.length > 0 ? { machine_ids } : null
}
