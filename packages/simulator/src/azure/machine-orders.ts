import type { Cloud } from './cloud.ts'
import { guidFrom, keyOf } from './ids.ts'
import type { JournalEntry, Tally } from './journal.ts'
import type { Operation } from './operations.ts'
import { abandon, noteEffect, setPowerFromOutside } from './power-engine.ts'
import { type Machine, remember, removeMachine } from './world.ts'
import type { AutoShutdown, PowerState } from './world-spec.ts'

/** What happens to a machine without being asked for by the API; `machine` is its id. */
export type MachineOrder = { machine: string } & (
  | { do: 'guest_shutdown' | 'evict' | 'mark_deleting' | 'delete' | 'recreate' | 'touch' }
  | { do: 'set_power'; power: PowerState }
  | {
      do: 'set'
      tags?: Record<string, string>
      extension_delay_seconds?: number
      hibernation?: boolean
      auto_shutdown?: AutoShutdown
    }
  | { do: 'portal'; action: 'start' | 'deallocate'; caller: string }
)

export type MachineReport = Omit<Machine, 'operation' | 'past' | 'key'> & {
  operation: Operation | null
  tally: Tally
  entries: JournalEntry[]
}

export function changeMachine(cloud: Cloud, order: MachineOrder): MachineReport {
  const machine = cloud.world.machines.get(keyOf(order.machine))
  if (!machine) throw new Error(`There is no machine ${order.machine}.`)
  const now = cloud.now()
  if (order.do === 'guest_shutdown') setPowerFromOutside(cloud, machine, 'stopped', 'guest')
  if (order.do === 'evict') {
    setPowerFromOutside(cloud, machine, 'deallocated', 'eviction')
    noteEffect(cloud, machine, 'evicted', machine.power, now, 'eviction')
  }
  if (order.do === 'set_power') setPowerFromOutside(cloud, machine, order.power, 'control')
  if (order.do === 'mark_deleting') machine.deleting = true
  if (order.do === 'delete') {
    abandon(cloud, machine, 'The machine was deleted.')
    removeMachine(cloud.world, machine, now)
  }
  if (order.do === 'recreate') recreate(cloud, machine, now)
  if (order.do === 'touch') machine.version += 1
  if (order.do === 'set') {
    const { do: _do, machine: _machine, ...changes } = order
    Object.assign(machine, changes)
    machine.version += 1
    remember(machine, now)
  }
  if (order.do === 'portal') byAnother(cloud, machine, order, now)
  return reportOf(cloud, machine)
}

export function reportOf(cloud: Cloud, { operation, past: _past, key, ...rest }: Machine): MachineReport {
  const { journal } = cloud
  return {
    ...rest,
    operation: operation ?? null,
    tally: journal.tallyOf(key),
    entries: journal.read({ machine: key, limit: 100_000 }),
  }
}

/** Same name, another machine. */
function recreate(cloud: Cloud, machine: Machine, now: number): void {
  abandon(cloud, machine, 'The machine was deleted.')
  machine.vm_id = guidFrom('vm', machine.key, now, machine.version)
  machine.version += 1
  machine.created_ms = now
  machine.hibernated = false
  machine.provisioning = 'Succeeded'
  setPowerFromOutside(cloud, machine, 'running', 'control')
  remember(machine, now)
}

/** A person in the portal: it shows in the activity log under their name, and takes no time. */
function byAnother(
  cloud: Cloud,
  machine: Machine,
  { action, caller }: { action: 'start' | 'deallocate'; caller: string },
  now: number,
): void {
  setPowerFromOutside(cloud, machine, action === 'start' ? 'running' : 'deallocated', 'control')
  const { key, group, subscription } = machine
  const event = {
    at_ms: now,
    action: `Microsoft.Compute/virtualMachines/${action}/action`,
    resource: key,
    group,
    subscription,
    caller,
  }
  const correlation_id = guidFrom(cloud.seed, 'portal', key, now)
  for (const status of ['Started', 'Succeeded']) cloud.activity.noteOther({ ...event, status, correlation_id })
}
