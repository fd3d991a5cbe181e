import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, refusal } from './errors.ts'
import { groupId, guidFrom, keyOf } from './ids.ts'
import { mustBeUp } from './machine-asked.ts'
import { machineView } from './machine-view.ts'
import { forbidden, mustBeAllowed } from './roles.ts'
import { iso } from './time.ts'
import type { Machine } from './world.ts'

export type ActionName = 'start' | 'deallocate' | 'powerOff' | 'restart' | 'reapply' | 'redeploy' | 'resize' | 'delete'

export type Operation = {
  id: string
  action: ActionName
  /** Key of the machine. */
  machine: string
  subscription: string
  group: string
  location: string
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled'
  error?: { code: string; message: string }
  started_ms: number
  ended_ms?: number
  principal: string
  application: string
  correlation_id: string
  hibernate: boolean
  lost: boolean
}

export function newOperation(cloud: Cloud, machine: Machine, action: ActionName, by: Caller, hibernate = false): Operation {
  const id = guidFrom(cloud.seed, 'operation', cloud.operations.size + 1, machine.key)
  const { subscription, group, location } = machine
  const { principal, application, correlation_id } = by
  const operation: Operation = {
    ...{ id, action, machine: machine.key, subscription, group, location, status: 'InProgress', started_ms: cloud.now() },
    ...{ principal, application, correlation_id, hibernate, lost: false },
  }
  cloud.operations.set(id, operation)
  return operation
}

/** Who asked, as it stands in journal and activity log. */
export type Caller = { principal: string; application: string; correlation_id: string }

/** The addresses under which an operation is followed. */
export function operationHeaders(cloud: Cloud, call: Call, operation: Operation): Record<string, string> {
  if (cloud.faults.hit('no_operation_headers', call.where)) return {}
  const version = call.query.get('api-version')
  const address = `${call.base}/subscriptions/${operation.subscription}/providers/Microsoft.Compute/locations/${operation.location}/operations/${operation.id}?p=${guidFrom('p', operation.id)}&api-version=${version}`
  return {
    'azure-asyncoperation': address,
    location: `${address}&monitor=true`,
    'retry-after': retryAfter(cloud, call),
  }
}

function retryAfter(cloud: Cloud, call: Call): string {
  const wanted = cloud.faults.hit('retry_after', call.where)
  return String(wanted ? (wanted.value ?? 0) : cloud.settings.retry_after_seconds)
}

/** GET of an operation, and with `monitor=true` of the address from `Location`. */
export function operationStatus(cloud: Cloud, call: Call): Answer {
  const operation = cloud.operations.get(keyOf(call.params.operation!))
  // The right must be held at the group or above: a role on the one machine can start it and cannot follow it.
  const scope = operation ? groupId(operation.subscription, operation.group) : `/subscriptions/${call.params.subscription}`
  const action = 'Microsoft.Compute/locations/operations/read'
  mustBeUp(cloud, call.params.region ?? '')
  if (cloud.faults.hit('no_follow', call.where)) throw forbidden(call.who, action, scope)
  mustBeAllowed(cloud, call.who, action, scope)
  if (!operation || isForgotten(cloud, operation, call)) throw notThere(call)
  cloud.throttle.compute(cloud, call, 'operation', operation.machine)
  return call.query.get('monitor') === 'true'
    ? monitored(cloud, call, operation)
    : { status: 200, ...statusOf(cloud, call, operation) }
}

function statusOf(cloud: Cloud, call: Call, operation: Operation): Pick<Answer, 'body' | 'headers'> {
  const { id, status, started_ms, ended_ms, error } = operation
  const body = {
    startTime: iso(started_ms),
    ...(ended_ms === undefined ? {} : { endTime: iso(ended_ms) }),
    status,
    ...(error ? { error } : {}),
    name: id,
  }
  return { body, headers: status === 'InProgress' ? { 'retry-after': retryAfter(cloud, call) } : {} }
}

function monitored(cloud: Cloud, call: Call, operation: Operation): Answer {
  const { status, error, action } = operation
  if (status === 'InProgress')
    return { status: 202, headers: { location: `${call.base}${call.target}`, 'retry-after': retryAfter(cloud, call) } }
  if (error)
    throw refusal(
      status === 'Canceled' || /NotAllowed|Allocation|Conflict/.test(error.code) ? 409 : 500,
      error.code,
      error.message,
    )
  const machine = cloud.world.machines.get(operation.machine)
  return action === 'resize' && machine ? { status: 200, body: machineView(cloud, machine) } : { status: 200 }
}

function isForgotten(cloud: Cloud, operation: Operation, call: Call): boolean {
  if (cloud.faults.hit('operation_lost', { ...call.where, machine: operation.machine })) operation.lost = true
  const { ended_ms } = operation
  return operation.lost || (ended_ms !== undefined && cloud.now() - ended_ms > cloud.settings.operation_kept_seconds * 1000)
}

const notThere = (call: Call) =>
  refusal(404, 'NotFound', `The entity was not found in this Azure location. Operation: '${call.params.operation}'.`)
