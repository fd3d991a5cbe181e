import type { ComputeManagementClient } from '@azure/arm-compute'
import { type Accepted, CloudFailure, type OperationState, type PowerAction } from '../cloud-provider.ts'
import type { Arm, ArmAnswer } from './arm.ts'
import { computeOf } from './compute.ts'
import { operationFailure } from './failures.ts'
import type { MachineId } from './machine-id.ts'
import { isAtOrigin } from './only-host.ts'
import { retryAfterMs } from './retry-after.ts'

// Azure promises no more than this; a longer one is not stored, and the machine itself tells.
const ADDRESS_MAX = 4_096
// When the cloud does not say, and as its guidance has it.
const LOOK_AFTER_MS = 10_000

type Machines = ComputeManagementClient['virtualMachines']
type Poller = Pick<ReturnType<Machines['start']>, 'submitted'>
type OnResponse = (answer: { status: number; headers: { get(name: string): string | undefined } }) => void

const actions: Record<PowerAction, (machines: Machines, id: MachineId, onResponse: OnResponse) => Poller> = {
  start: (machines, { group, name }, onResponse) => machines.start(group, name, { onResponse }),
  deallocate: (machines, { group, name }, onResponse) => machines.deallocate(group, name, { onResponse }),
  hibernate: (machines, { group, name }, onResponse) => machines.deallocate(group, name, { hibernate: true, onResponse }),
  power_off: (machines, { group, name }, onResponse) => machines.powerOff(group, name, { onResponse }),
  restart: (machines, { group, name }, onResponse) => machines.restart(group, name, { onResponse }),
}

export function actOn(arm: Arm, id: MachineId, action: PowerAction, now: number, signal: AbortSignal): Promise<Accepted> {
  const machines = computeOf(arm, id.subscription, signal)
  return accepted(arm, now, (onResponse) => actions[action](machines, id, onResponse))
}

/** Changes the size if nobody changed the machine since it was looked at. */
export async function resizeTo(arm: Arm, id: MachineId, size: string, now: number, signal: AbortSignal): Promise<Accepted> {
  if (!/^[A-Za-z0-9_-]{1,60}$/.test(size)) throw new CloudFailure('defect', 'NOT_A_SIZE', 'This is not the name of a size')
  const machines = computeOf(arm, id.subscription, signal)
  const { etag, hardwareProfile } = await machines.get(id.group, id.name)
  if (hardwareProfile?.vmSize?.toLowerCase() === size.toLowerCase()) return { operation: null, lookAfterMs: 0 }
  return accepted(arm, now, (onResponse) =>
    machines.update(id.group, id.name, { hardwareProfile: { vmSize: size } }, { ...(etag ? { ifMatch: etag } : {}), onResponse }),
  )
}

/**
 * Sends the request and takes the address of the operation from the answer. The library's poller is left where it stands: an operation
 * outlives this process, so that its address is stored and followed by `followOperation`.
 */
async function accepted(arm: Arm, now: number, begin: (onResponse: OnResponse) => Poller): Promise<Accepted> {
  const seen: Parameters<OnResponse>[0][] = []
  try {
    await begin((answer) => seen.push(answer)).submitted()
  } catch (error) {
    // Accepted is accepted, whatever the library makes of the rest of the answer.
    if (seen.length === 0) throw error
  }
  const answer = seen[0]
  if (answer === undefined) throw new CloudFailure('transient', 'NO_ANSWER', 'The cloud did not answer')
  const address = answer.headers.get('azure-asyncoperation') ?? answer.headers.get('location')
  // An address outside the cloud is not followed, and not kept either.
  const isOurs = address !== undefined && address.length <= ADDRESS_MAX && isAtOrigin(address, arm.origin)
  return {
    operation: isOurs ? address : null,
    lookAfterMs: address === undefined ? 0 : lookAfter(answer.headers.get('retry-after'), now),
  }
}

/** Looks at an operation once. @throws CloudFailure when the look itself failed */
export async function followOperation(arm: Arm, address: string, now: number, signal: AbortSignal): Promise<OperationState> {
  let answer: ArmAnswer
  try {
    answer = await arm.send('GET', address, signal)
  } catch (error) {
    if (error instanceof CloudFailure && !lookFailed(error)) return refused(error)
    throw error
  }
  return stateOf(answer, now)
}

// The same rule as Microsoft's clients have; what is not known is still at work.
function stateOf(answer: ArmAnswer, now: number): OperationState {
  const running = { status: 'running', lookAfterMs: lookAfter(answer.header('retry-after'), now) } as const
  if (answer.status === 202) return running
  const status = (answer.body as { status?: unknown } | undefined)?.status
  // The address of `Location` answers with what was asked for, or with nothing, once it is done.
  if (typeof status !== 'string') return { status: 'succeeded' }
  const word = status.toLowerCase()
  if (word.includes('succeeded')) return { status: 'succeeded' }
  if (word.includes('fail')) return { status: 'failed', failure: operationFailure(answer.body, 'failed') }
  if (word === 'canceled' || word === 'cancelled') return { status: 'failed', failure: operationFailure(answer.body, 'canceled') }
  return running
}

/** A refused look says nothing of the operation, except an error that the address of `Location` answers with at its end. */
function refused(failure: CloudFailure): OperationState {
  const hidden = /^(AuthorizationFailed|LinkedAuthorizationFailed|DenyAssignmentAuthorizationFailed|HTTP_(403|404|410))$/.test(
    failure.code,
  )
  const lost = failure.kind === 'gone' || failure.code === 'NotFound' || failure.kind === 'configuration'
  return hidden || lost ? { status: 'unknown' } : { status: 'failed', failure }
}

const lookFailed = ({ kind, code }: CloudFailure): boolean =>
  kind === 'throttled' ||
  kind === 'transient' ||
  code === 'FOREIGN_ADDRESS' ||
  (kind === 'authorization' && !/AuthorizationFailed|HTTP_403/.test(code))

const lookAfter = (value: string | undefined, now: number): number => retryAfterMs(value, now) ?? LOOK_AFTER_MS
