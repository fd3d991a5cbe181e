import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, refusal } from './errors.ts'
import { groupId, keyOf } from './ids.ts'
import { mustBeUp, noGroup } from './machine-asked.ts'
import { machineView, statusOnlyView } from './machine-view.ts'
import { page } from './paging.ts'
import { may, readerOf } from './roles.ts'
import type { Machine } from './world.ts'

const READ = 'Microsoft.Compute/virtualMachines/read'

/** The machines of a subscription, a group or a region. Who may not read gets an empty list, not a refusal: empty is not none. */
export function listMachines(cloud: Cloud, call: Call): Answer {
  const { subscription = '', group, region } = call.params
  if (/instanceview/i.test(call.query.get('$expand') ?? '') && !/virtualMachineScaleSet/i.test(call.query.get('$filter') ?? ''))
    throw refusal(400, 'InvalidParameter', "The expand value 'instanceView' needs a filter on a scale set.", {
      target: '$expand',
    })
  if (group !== undefined && !cloud.world.groups.has(keyOf(groupId(subscription, group)))) throw noGroup(group)
  if (region !== undefined) mustBeUp(cloud, region)
  cloud.throttle.compute(cloud, call, 'highGet')
  const found = readable(cloud, call, machinesIn(cloud, call))
  const statusOnly = call.query.get('statusOnly')?.toLowerCase() === 'true'
  const expand = call.query.has('$expand')
  return page(cloud, call, found, (machine) =>
    statusOnly ? statusOnlyView(cloud, machine) : machineView(cloud, machine, expand),
  )
}

function machinesIn({ world }: Cloud, { params, query }: Call): Machine[] {
  const { subscription = '', group, region } = params
  const scaleSet = /virtualMachineScaleSet\/id'?\s+eq\s+'([^']+)'/i.exec(query.get('$filter') ?? '')?.[1]
  const start = group === undefined ? `/subscriptions/${keyOf(subscription)}/` : `${keyOf(groupId(subscription, group))}/`
  return [...world.machines.values()].filter(
    (machine) =>
      machine.key.startsWith(start) &&
      (region === undefined || keyOf(machine.location) === keyOf(region)) &&
      (scaleSet === undefined || (machine.scale_set !== undefined && keyOf(scaleSet).endsWith(`/${keyOf(machine.scale_set)}`))),
  )
}

function readable(cloud: Cloud, { who, params }: Call, machines: Machine[]): Machine[] {
  const { subscription = '', group } = params
  const scope = group === undefined ? `/subscriptions/${subscription}` : groupId(subscription, group)
  if (may(cloud, who.object_id, READ, scope)) return machines
  return cloud.settings.narrow_lists === 'empty' ? [] : machines.filter(readerOf(cloud, who.object_id, READ))
}
