import { operationName } from './activity-log.ts'
import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, AzureError, refusal } from './errors.ts'
import { machineAsked, mustBeWritable } from './machine-asked.ts'
import { whereOf } from './machine-view.ts'
import { type ActionName, operationHeaders } from './operations.ts'
import { begin, isRedundant, type Wish } from './power-engine.ts'
import { sizeNamed } from './sizes.ts'
import type { Machine } from './world.ts'

type PowerAction = Exclude<ActionName, 'resize' | 'delete'>

/** POST of start, deallocate, powerOff, restart, reapply and redeploy: accepted with 202, done later. */
export function powerAction(cloud: Cloud, call: Call, action: PowerAction): Answer {
  const hibernate = action === 'deallocate' && call.query.get('hibernate') === 'true'
  return journaled(cloud, call, action, (machine) => {
    const wish = { action, hibernate }
    mustFit(machine, wish)
    cloud.throttle.compute(cloud, call, action === 'deallocate' ? 'delete' : 'update', machine.key)
    return wish
  })
}

/** Looks up, judges, begins, and writes down what was answered, whichever way it went. */
export function journaled(cloud: Cloud, call: Call, action: ActionName, judge: (machine: Machine) => Wish): Answer {
  const { correlation_id, client_request_id, who } = call
  const by = { principal: who.object_id, application: who.id, correlation_id }
  const entry = {
    ...{ at: new Date(cloud.now()).toISOString(), kind: 'call' as const, machine: machineOf(call), what: action },
    ...by,
    ...(client_request_id ? { client_request_id } : {}),
  }
  try {
    const machine = machineAsked(cloud, call, operationName(action))
    mustBeWritable(cloud, machine, action)
    const wish = judge(machine)
    mustBeFree(cloud, call, machine, wish)
    const redundant = isRedundant(machine, wish)
    // Written before it begins, so that the call stands before its effects.
    const written = cloud.journal.write({ ...entry, status: 202, redundant })
    const operation = begin(cloud, machine, wish, by)
    written.operation = operation.id
    if (operation.status !== 'InProgress') {
      written.status = 200
      return { status: 200 }
    }
    return { status: 202, headers: operationHeaders(cloud, call, operation) }
  } catch (error) {
    if (error instanceof AzureError) cloud.journal.write({ ...entry, status: error.answer.status, code: error.code })
    throw error
  }
}

const machineOf = ({ path }: Call): string => /^(.*?\/virtualmachines\/[^/]+)/i.exec(path)![1]!.toLowerCase()

/** Another operation may stand in the way. */
function mustBeFree(cloud: Cloud, call: Call, machine: Machine, { action }: Wish): void {
  const told = cloud.faults.hit('conflict', { ...call.where, ...whereOf(machine) })
  if (told) throw refusal(409, String(told.code ?? 'Conflict'), 'The request failed due to conflict with a concurrent request.')
  if (!machine.operation) return
  const moves = machine.power === 'starting' || machine.power === 'stopping' || machine.power === 'deallocating'
  const gives = action === 'start' || action === 'deallocate'
  if (action === 'resize' || (moves && !gives) || cloud.settings.newer_call === 'conflicts')
    throw refusal(
      409,
      'Conflict',
      'The request failed due to conflict with a concurrent request. Another operation runs on the machine.',
    )
}

/** Is it sensible in this state at all? */
function mustFit(machine: Machine, { action, hibernate }: Wish): void {
  const needsPower = action === 'restart' || action === 'redeploy'
  if (needsPower && (machine.power === 'deallocated' || (machine.power === 'stopped' && action === 'restart')))
    throw notAllowed(`The operation '${action}' is not allowed on the machine '${machine.name}' since it is ${machine.power}.`)
  if (action === 'powerOff' && machine.hibernated)
    throw notAllowed(`The operation 'powerOff' is not allowed on the machine '${machine.name}' since it is hibernated.`)
  if (!hibernate) return
  if (!machine.hibernation) throw notAllowed(`Hibernation is not enabled on the machine '${machine.name}'.`)
  if (machine.priority === 'Spot' || machine.availability_set)
    throw notAllowed(`The machine '${machine.name}' is of a kind that cannot hibernate.`)
  if (!sizeNamed(machine.size)?.canHibernate) throw notAllowed(`The size '${machine.size}' does not support hibernation.`)
  if (machine.power !== 'running' && !machine.hibernated)
    throw notAllowed(`The machine '${machine.name}' cannot hibernate since it is ${machine.power}.`)
}

export const notAllowed = (message: string) => refusal(409, 'OperationNotAllowed', message)
