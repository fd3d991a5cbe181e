import { activityEvents } from './activity-log.ts'
import { listAssignments, listPermissions } from './authorization.ts'
import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { deleteMachine } from './delete-machine.ts'
import type { Answer } from './errors.ts'
import { getInstanceView, getMachine, listSizes } from './machine-reads.ts'
import { listMachines } from './machines-list.ts'
import { operationStatus } from './operations.ts'
import { powerAction } from './power-actions.ts'
import { resizeMachine } from './resize.ts'
import { askGraph } from './resource-graph.ts'
import { shutdownSchedule } from './shutdown-schedule.ts'
import { listSkus } from './skus.ts'
import { getSubscription, listGroups, listSubscriptions, listTenants } from './subscriptions.ts'
import type { Kind } from './throttle.ts'

export type Route = { name: string; method: string; pattern: RegExp; kind: Kind; handle(cloud: Cloud, call: Call): Answer }

const S = '/subscriptions/{subscription}'
const COMPUTE = `${S}/providers/Microsoft.Compute`
const MACHINES = `${S}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines`
const MACHINE = `${MACHINES}/{machine}`

/** All that Resource Manager answers here. The names are what faults and journal know a call by. */
export const routes: readonly Route[] = [
  get('subscriptions', '/subscriptions', listSubscriptions),
  get('tenants', '/tenants', listTenants),
  get('subscription', S, getSubscription),
  get('groups', `${S}/resourceGroups`, listGroups),
  get('machines', `${COMPUTE}/virtualMachines`, listMachines),
  get('machines', MACHINES, listMachines),
  get('machines', `${COMPUTE}/locations/{region}/virtualMachines`, listMachines),
  get('machine', MACHINE, getMachine),
  get('instanceView', `${MACHINE}/instanceView`, getInstanceView),
  get('vmSizes', `${MACHINE}/vmSizes`, listSizes),
  ...(['start', 'deallocate', 'powerOff', 'restart', 'reapply', 'redeploy'] as const).map((action) =>
    route('POST', action, `${MACHINE}/${action}`, (cloud, call) => powerAction(cloud, call, action)),
  ),
  route('PATCH', 'resize', MACHINE, resizeMachine),
  route('DELETE', 'delete', MACHINE, deleteMachine),
  get('operation', `${COMPUTE}/locations/{region}/operations/{operation}`, operationStatus),
  get('skus', `${COMPUTE}/skus`, listSkus),
  get('permissions', '{scope*}/providers/Microsoft.Authorization/permissions', listPermissions),
  get('roleAssignments', '{scope*}/providers/Microsoft.Authorization/roleAssignments', listAssignments),
  // A question, though it is a POST: it counts as a read.
  { ...route('POST', 'graph', '/providers/Microsoft.ResourceGraph/resources', askGraph), kind: 'reads' },
  get('activityLog', `${S}/providers/Microsoft.Insights/eventtypes/management/values`, activityEvents),
  get('schedule', `${S}/resourceGroups/{group}/providers/Microsoft.DevTestLab/schedules/{schedule}`, shutdownSchedule),
]

export function findRoute(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
  for (const route of routes) {
    const found = route.method === method ? route.pattern.exec(path) : null
    if (found) return { route, params: paramsOf(found.groups) }
  }
  return undefined
}

function paramsOf(groups: Record<string, string | undefined> = {}): Record<string, string> {
  const given = Object.entries(groups).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, name === 'scope' ? value : decodeURIComponent(value)]))
}

function get(name: string, path: string, handle: Route['handle']): Route {
  return route('GET', name, path, handle)
}

function route(method: string, name: string, path: string, handle: Route['handle']): Route {
  const source = path
    .replaceAll('.', '\\.')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')
    .replace('{scope*}', '(?<scope>.*?)')
  const kind = method === 'GET' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes'
  return { name, method, pattern: new RegExp(`^${source}$`, 'i'), kind, handle }
}
