import type { Cloud } from './cloud.ts'
import type { JournalEntry } from './journal.ts'
import { whereOf } from './machine-view.ts'
import { type ActionName, type Caller, newOperation, type Operation } from './operations.ts'
import { durationMs } from './random.ts'
import type { Range } from './settings.ts'
import { type Machine, remember, removeMachine } from './world.ts'
import type { PowerState } from './world-spec.ts'

export type Wish = { action: ActionName; hibernate?: boolean; size?: string }
type Cause = NonNullable<JournalEntry['cause']>

// Room is looked for a little after the call was accepted: this is why AllocationFailed comes late.
const ALLOCATION_MS = 8_000

/** Is the machine there already, or on its way there? Such a call changes nothing. */
export function isRedundant({ power, hibernated }: Machine, { action, hibernate }: Wish): boolean {
  if (action === 'start') return power === 'running' || power === 'starting'
  if (action === 'deallocate') return power === 'deallocating' || (power === 'deallocated' && (!hibernate || hibernated))
  return action === 'powerOff' && power !== 'running' && power !== 'starting'
}

/** Begins what was asked for; an operation that runs on the machine ends as pre-empted. */
export function begin(cloud: Cloud, machine: Machine, wish: Wish, by: Caller): Operation {
  if (machine.operation) {
    const message = 'Operation execution has been preempted by a more recent operation.'
    end(cloud, machine, machine.operation, 'Canceled', { code: 'OperationPreempted', message })
  }
  const operation = newOperation(cloud, machine, wish.action, by, wish.hibernate)
  machine.operation = operation
  setProvisioning(machine, 'Updating', cloud.now())
  cloud.activity.note(operation, 'Started', cloud.now())
  cloud.activity.note(operation, 'Accepted', cloud.now())
  run(cloud, machine, operation, wish)
  return operation
}

function run(cloud: Cloud, machine: Machine, operation: Operation, wish: Wish): void {
  const now = cloud.now()
  const where = { ...whereOf(machine), route: wish.action }
  const { faults, settings } = cloud
  const factor = Number(faults.hit('slow', where)?.factor ?? (faults.hit('done_at_once', where) ? 0 : 1))
  const took = (range: Range, word: string) => Math.round(factor * durationMs(range, cloud.seed, operation.id, word))
  const reachedMs = now + (isRedundant(machine, wish) && isAtRest(machine.power) ? 0 : took(rangeOf(cloud, wish), 'reach'))
  const delayMs = wish.action === 'start' ? factor * 1000 * (machine.extension_delay_seconds ?? 0) : 0
  const endMs = reachedMs + took(settings.finish_seconds, 'finish') + delayMs
  const ifCurrent = (step: (atMs: number) => void) => (atMs: number) => {
    if (machine.operation === operation) step(atMs)
  }
  const failure = faults.hit('late_failure', where)
  const before = machine.power
  if (faults.hit('preempted', where)) {
    const error = { code: 'OperationPreempted', message: 'Operation execution has been preempted by a more recent operation.' }
    cloud.queue.at(
      now + (reachedMs - now) / 2,
      ifCurrent((atMs) => end(cloud, machine, operation, 'Canceled', error, atMs)),
    )
    return
  }
  const fail = (code: string, message: string) =>
    ifCurrent((atMs) => {
      if (machine.power === 'starting' || machine.power === 'deallocating' || machine.power === 'stopping')
        setPower(cloud, machine, restOf(machine, before), atMs, 'operation', operation)
      end(cloud, machine, operation, 'Failed', { code, message }, atMs)
    })
  leave(cloud, machine, wish, now, operation)
  if (failure && failure.effect !== 'applied') {
    const code = String(failure.code ?? 'InternalExecutionError')
    const afterMs = Number(failure.after_seconds ?? 20) * 1000
    cloud.queue.at(now + afterMs, fail(code, String(failure.message ?? messageOf(code))))
    return
  }
  if (wish.action === 'start' && !machine.placed)
    cloud.queue.at(
      Math.min(now + ALLOCATION_MS, reachedMs),
      ifCurrent((atMs) => {
        const code = cloud.capacity.shortageFor(machine, atMs)
        if (code) fail(code, messageOf(code))(atMs)
        else machine.placed = true
      }),
    )
  cloud.queue.at(
    reachedMs,
    ifCurrent((atMs) => reach(cloud, machine, wish, atMs, operation, before)),
  )
  if (faults.hit('never_ends', where)) return
  cloud.queue.at(
    endMs,
    ifCurrent((atMs) => {
      if (!failure) return end(cloud, machine, operation, 'Succeeded', undefined, atMs)
      const code = String(failure.code ?? 'VMExtensionProvisioningError')
      end(cloud, machine, operation, 'Failed', { code, message: String(failure.message ?? messageOf(code)) }, atMs)
    }),
  )
  if (factor === 0) cloud.queue.runUpTo(now)
}

/** The state a machine has while it is on its way. */
function leave(cloud: Cloud, machine: Machine, { action }: Wish, atMs: number, operation: Operation): void {
  const { power } = machine
  const set = (to: PowerState) => setPower(cloud, machine, to, atMs, 'operation', operation)
  if (action === 'start' && power !== 'running' && power !== 'starting') set('starting')
  if (action === 'deallocate' && power !== 'deallocated' && power !== 'deallocating') set('deallocating')
  if (action === 'powerOff' && (power === 'running' || power === 'starting')) set('stopping')
  if (action === 'redeploy' && power === 'running') set('starting')
  if (action === 'delete') machine.deleting = true
}

function reach(cloud: Cloud, machine: Machine, wish: Wish, atMs: number, operation: Operation, before: PowerState): void {
  const set = (to: PowerState) => setPower(cloud, machine, to, atMs, 'operation', operation)
  const note = (what: string) => noteEffect(cloud, machine, what, machine.power, atMs, 'operation', operation)
  if (wish.action === 'start') {
    if (machine.hibernated) note('resumed')
    machine.hibernated = false
    set('running')
  }
  if (wish.action === 'deallocate') {
    machine.hibernated = wish.hibernate === true
    if (machine.hibernated) note('hibernated')
    set('deallocated')
  }
  if (wish.action === 'powerOff' && machine.power === 'stopping') set('stopped')
  if (wish.action === 'restart') note('restarted')
  if (wish.action === 'redeploy' && before === 'running') set('running')
  if (wish.action === 'resize') {
    machine.size = wish.size ?? machine.size
    machine.version += 1
    if (before === 'running') note('restarted')
    note('resized')
    remember(machine, atMs)
  }
  if (wish.action === 'delete') {
    note('deleted')
    removeMachine(cloud.world, machine, atMs)
  }
}

function end(
  cloud: Cloud,
  machine: Machine,
  operation: Operation,
  status: Operation['status'],
  error?: Operation['error'],
  atMs = cloud.now(),
): void {
  operation.status = status
  operation.ended_ms = atMs
  if (error) operation.error = error
  delete machine.operation
  if (status !== 'Canceled' || error?.code !== 'OperationPreempted') cloud.activity.note(operation, status, atMs)
  if (status === 'Succeeded') setProvisioning(machine, 'Succeeded', atMs)
  else setProvisioning(machine, status === 'Canceled' ? 'Canceled' : 'Failed', atMs, error?.code)
}

/** Nobody will bring what runs on the machine to its end: it is gone, or another one by now. */
export function abandon(cloud: Cloud, machine: Machine, message: string): void {
  if (machine.operation) end(cloud, machine, machine.operation, 'Canceled', { code: 'OperationPreempted', message })
}

const nextByItself: Partial<Record<PowerState, PowerState>> = {
  creating: 'running',
  starting: 'running',
  stopping: 'stopped',
  deallocating: 'deallocated',
}

/** A machine that comes into the world on its way gets to where it goes, though no operation of ours takes it there. */
export function goOn(cloud: Cloud, machine: Machine): void {
  const { power } = machine
  const to = nextByItself[power]
  if (!to) return
  const afterMs = durationMs(cloud.settings.start_seconds, cloud.seed, machine.key, 'by itself')
  cloud.queue.at(cloud.now() + afterMs, (atMs) => {
    if (machine.power === power && !machine.operation) setPower(cloud, machine, to, atMs, 'platform')
  })
}

/** Changes the power state by something that is no operation: from inside the guest, an eviction, the platform. */
export function setPowerFromOutside(cloud: Cloud, machine: Machine, to: PowerState, cause: Cause): void {
  if (cause === 'eviction') abandon(cloud, machine, 'The machine was evicted.')
  setPower(cloud, machine, to, cloud.now(), cause)
}

function setPower(cloud: Cloud, machine: Machine, to: PowerState, atMs: number, cause: Cause, operation?: Operation): void {
  if (machine.power === to) return
  if (to === 'deallocated') machine.placed = false
  if (to === 'running') machine.placed = true
  const from = machine.power
  machine.power = to
  machine.power_since_ms = atMs
  noteEffect(cloud, machine, to, from, atMs, cause, operation)
  remember(machine, atMs)
}

export function noteEffect(
  cloud: Cloud,
  machine: Machine,
  what: string,
  from: string,
  atMs: number,
  cause: Cause,
  operation?: Operation,
): void {
  const { id, principal, application, correlation_id } = operation ?? {}
  const by = operation ? { operation: id, principal, application, correlation_id } : {}
  cloud.journal.write({ at: new Date(atMs).toISOString(), machine: machine.key, kind: 'effect', what, from, cause, ...by })
}

function setProvisioning(machine: Machine, state: Machine['provisioning'], atMs: number, code?: string): void {
  machine.provisioning = state
  machine.provisioning_since_ms = atMs
  if (code && state === 'Failed') machine.failed_with = code
  else delete machine.failed_with
}

function rangeOf({ settings }: Cloud, { action, hibernate }: Wish): Range {
  if (action === 'deallocate') return hibernate ? settings.hibernate_seconds : settings.deallocate_seconds
  if (action === 'powerOff') return settings.power_off_seconds
  return settings[`${action}_seconds`]
}

const isAtRest = (state: PowerState): boolean => state === 'running' || state === 'stopped' || state === 'deallocated'

/** Where a machine comes to rest when the way it was on is barred. */
function restOf({ placed }: Machine, before: PowerState): PowerState {
  if (isAtRest(before)) return before
  return placed ? 'stopped' : 'deallocated'
}

const messages: Record<string, string> = {
  AllocationFailed:
    'Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Try again later or choose another size or region.',
  ZonalAllocationFailed: 'Allocation failed. We do not have sufficient capacity for the requested VM size in this zone.',
  OverconstrainedAllocationRequest:
    'Allocation failed. The constraints on the machine together cannot be met. Remove some and try again.',
  OverconstrainedZonalAllocationRequest: 'Allocation failed. The constraints on the machine cannot be met in this zone.',
  VMStartTimedOut: 'The machine did not start in the allotted time. It may still start.',
  VMExtensionProvisioningError: 'The machine has reported a failure when processing an extension.',
  VMExtensionProvisioningTimeout: 'Provisioning of an extension has timed out.',
  OperationNotAllowed: 'Operation could not be completed as it results in exceeding approved cores quota.',
}

const messageOf = (code: string): string => messages[code] ?? 'An internal execution error occurred. Please retry later.'
