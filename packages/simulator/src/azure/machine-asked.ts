import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type AzureError, refusal } from './errors.ts'
import { groupId, keyOf, machineId } from './ids.ts'
import { whereOf } from './machine-view.ts'
import { mustBeAllowed } from './roles.ts'
import type { Machine } from './world.ts'

/** The machine of the path. Permission comes first: who may not look learns nothing of what is there. */
export function machineAsked(cloud: Cloud, call: Call, action: string): Machine {
  const { subscription = '', group = '', machine: name = '' } = call.params
  const id = machineId(subscription, group, name)
  mustBeAllowed(cloud, call.who, action, id)
  if (!cloud.world.groups.has(keyOf(groupId(subscription, group)))) throw noGroup(group)
  const machine = cloud.world.machines.get(keyOf(id))
  if (!machine)
    throw refusal(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.Compute/virtualMachines/${name}' under resource group '${group}' was not found.`,
    )
  call.where = { ...call.where, ...whereOf(machine) }
  mustBeUp(cloud, machine.location)
  return machine
}

export const noGroup = (group: string): AzureError =>
  refusal(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`)

/** A region may be down while the rest of the cloud answers. */
export function mustBeUp(cloud: Cloud, region: string): void {
  const down = cloud.faults.hit('region_down', { region })
  if (down) throw refusal(Number(down.status ?? 503), 'ServiceUnavailable', `The service is unavailable in '${region}' now.`)
}

/** Locks, policies, a disabled subscription, a group or machine that is going. */
export function mustBeWritable(cloud: Cloud, machine: Machine, action: string): void {
  const { subscription, group, name, id } = machine
  const state = cloud.world.subscriptions.get(keyOf(subscription))?.state
  if (state !== 'Enabled')
    throw refusal(
      409,
      'ReadOnlyDisabledSubscription',
      `The subscription '${subscription}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
    )
  if (cloud.world.groups.get(keyOf(groupId(subscription, group)))?.deleting)
    throw refusal(
      409,
      'ResourceGroupBeingDeleted',
      `The resource group '${group}' is in deprovisioning state and cannot perform this operation.`,
    )
  if (machine.deleting)
    throw refusal(
      409,
      'OperationNotAllowed',
      `Operation '${action}' is not allowed on the machine '${name}' since it is marked for deletion.`,
    )
  cloud.governance.mustAdmit(action, id)
}
