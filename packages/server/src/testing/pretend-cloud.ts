import {
  type Accepted,
  type AzureCredentials,
  type ChangeTrace,
  type CloudCredentials,
  CloudFailure,
  type CloudMachine,
  type CloudNeeds,
  type CloudProvider,
  type CloudScope,
  type CloudSession,
  type FailureClass,
  type OperationState,
  type PermissionCheck,
  type PowerAction,
  type PowerReading,
  type PowerState,
} from '../cloud/cloud-provider.ts'
import { pretendMachine } from './pretend-machine.ts'

export interface PretendFault {
  /** The call that fails: `act start`, `follow`, `list`, `read`, `states`, `permissions`, `scopes`, `identify`, `changes`, `resize`. */
  call: string
  kind: FailureClass
  code?: string
  /** Only for this machine or scope. */
  about?: string
  /** How often; without it until the fault is lifted. */
  times?: number
  retryAfterMs?: number
  /** The cloud did it all the same: as after a time-out. */
  takesEffect?: boolean
}

interface Operation {
  id: string
  machine: string
  ends: PowerState
  /** Looks that still find it running. */
  looksLeft: number
  failure: CloudFailure | null
  isOver: boolean
}

/**
 * A cloud in memory that behaves: machines change by operations that take some looks, and fail when a fault is switched on. It counts every
 * action that took effect, so that a test can tell whether something was done twice.
 */
export class PretendCloud implements CloudProvider {
  readonly azureClouds = ['public', 'usgov', 'china']
  readonly machines = new Map<string, CloudMachine>()
  /** By scope. What is not named here is `enabled`. */
  readonly scopes = new Map<string, CloudScope>()
  /** Every action that took effect, in order. */
  readonly done: { provider_id: string; action: PowerAction | 'resize' }[] = []
  /** Every call, as `act start`, `list` and so on. */
  readonly calls: string[] = []
  readonly traces: (ChangeTrace & { provider_id: string })[] = []
  /** Certificates that the pretended tenant has registered; null: it takes any. */
  registered: Set<string> | null = null
  /** Credentials with which it was opened, newest last. */
  readonly opened: CloudCredentials[] = []
  missing: PermissionCheck['missing'] = []
  excess: PermissionCheck['excess'] = []
  isComplete = true
  /** How many looks an operation takes until it is over. */
  looks = 1
  pageSize = 100
  readonly #faults = new Set<PretendFault>()
  readonly #operations = new Map<string, Operation>()

  open(credentials: CloudCredentials): CloudSession {
    this.opened.push(credentials)
    return new PretendSession(this, credentials)
  }

  customRole(_provider: CloudCredentials['provider'], needs: CloudNeeds, scopes: readonly string[]): Record<string, unknown> {
    return {
      Name: 'Pretend role',
      Actions: needs.resize ? ['start', 'stop', 'resize'] : ['start', 'stop'],
      AssignableScopes: [...scopes],
    }
  }

  /** Puts a machine into a scope. */
  add(scope: string, name: string, more: Partial<CloudMachine> = {}): CloudMachine {
    const machine = pretendMachine(scope, name, more)
    if (!this.scopes.has(scope)) this.scopes.set(scope, { id: scope, name: `Scope ${scope.slice(0, 4)}`, state: 'enabled' })
    this.machines.set(machine.provider_id, machine)
    return machine
  }

  /** Somebody changes a machine behind our back. */
  set(providerId: string, change: Partial<CloudMachine>): void {
    this.machines.set(providerId, { ...this.machines.get(providerId)!, ...change })
  }

  remove(providerId: string): void {
    this.machines.delete(providerId)
  }

  /** Switches a fault on. Answers what lifts it. */
  fail(fault: PretendFault): () => void {
    this.#faults.add(fault)
    return () => this.#faults.delete(fault)
  }

  /** How often an action took effect on a machine. */
  count(providerId: string, action: PowerAction | 'resize'): number {
    return this.done.filter((one) => one.provider_id === providerId && one.action === action).length
  }

  /** Notes a call, lets it take effect, and fails it where a fault says so. */
  called(call: string, about: string, signal: AbortSignal, effect?: () => void): void {
    this.calls.push(call)
    if (signal.aborted) throw new CloudFailure('transient', 'TIMED_OUT', 'The pretended cloud was not waited for')
    const fault = [...this.#faults].find((one) => one.call === call && (one.about === undefined || one.about === about))
    if (!fault || fault.takesEffect) effect?.()
    if (!fault) return
    if (fault.times !== undefined && --fault.times <= 0) this.#faults.delete(fault)
    throw new CloudFailure(fault.kind, fault.code ?? fault.kind.toUpperCase(), `The pretended cloud refuses: ${fault.kind}`, {
      retryAfterMs: fault.retryAfterMs ?? null,
    })
  }

  existing(providerId: string): CloudMachine {
    const machine = this.machines.get(providerId)
    if (!machine) throw new CloudFailure('gone', 'ResourceNotFound', 'The machine is not there any more')
    return machine
  }

  begin(machine: CloudMachine, action: PowerAction): string {
    this.done.push({ provider_id: machine.provider_id, action })
    for (const one of this.#operations.values()) {
      if (one.machine !== machine.provider_id || one.isOver) continue
      Object.assign(one, {
        isOver: true,
        failure: new CloudFailure('preempted', 'OperationPreempted', 'A newer operation took its place'),
      })
    }
    const id = `operation-${this.#operations.size + 1}`
    const late = [...this.#faults].find(
      ({ call, about }) => call === `late ${action}` && (about === undefined || about === machine.provider_id),
    )
    if (late?.times !== undefined && --late.times <= 0) this.#faults.delete(late)
    const failure = late
      ? new CloudFailure(late.kind, late.code ?? late.kind.toUpperCase(), `It failed late: ${late.kind}`)
      : null
    this.#operations.set(id, {
      id,
      machine: machine.provider_id,
      ends: endOf(action),
      looksLeft: this.looks,
      failure,
      isOver: false,
    })
    this.set(machine.provider_id, { power: onTheWay(action), provisioning: 'Updating' })
    if (this.looks === 0) this.look(id)
    return id
  }

  look(id: string): OperationState {
    const operation = this.#operations.get(id)
    if (!operation) return { status: 'unknown' }
    if (!operation.isOver && operation.looksLeft-- > 0) return { status: 'running', lookAfterMs: 0 }
    if (!operation.isOver && this.machines.has(operation.machine)) {
      this.set(
        operation.machine,
        operation.failure
          ? { power: 'deallocated', provisioning: 'Failed' }
          : { power: operation.ends, provisioning: 'Succeeded' },
      )
    }
    operation.isOver = true
    return operation.failure ? { status: 'failed', failure: operation.failure } : { status: 'succeeded' }
  }

  /** The record of every operation is lost. */
  loseOperations(): void {
    this.#operations.clear()
  }
}

class PretendSession implements CloudSession {
  readonly #cloud: PretendCloud
  readonly #credentials: CloudCredentials

  constructor(cloud: PretendCloud, credentials: CloudCredentials) {
    this.#cloud = cloud
    this.#credentials = credentials
  }

  async identify(signal: AbortSignal) {
    this.#called('identify', '', signal)
    return { principal_id: 'pretended-principal' }
  }

  async scopes(signal: AbortSignal) {
    this.#called('scopes', '', signal)
    return [...this.#cloud.scopes.values()]
  }

  async permissions(scope: string, _needs: CloudNeeds, signal: AbortSignal): Promise<PermissionCheck> {
    this.#called('permissions', scope, signal)
    const { missing, excess, isComplete } = this.#cloud
    return { scope, missing, excess, is_complete: isComplete }
  }

  async *list(scope: string, signal: AbortSignal) {
    this.#called('list', scope, signal)
    const all = [...this.#cloud.machines.values()].filter(({ provider_id }) => isIn(scope, provider_id))
    for (let from = 0; from < all.length; from += this.#cloud.pageSize) yield all.slice(from, from + this.#cloud.pageSize)
  }

  async states(scope: string, signal: AbortSignal): Promise<PowerReading[]> {
    this.#called('states', scope, signal)
    const all = [...this.#cloud.machines.values()].filter(({ provider_id }) => isIn(scope, provider_id))
    return all.map(({ provider_id, power, provisioning }) => ({ provider_id, power, provisioning }))
  }

  async read(providerId: string, signal: AbortSignal) {
    this.#called('read', providerId, signal)
    return this.#cloud.existing(providerId)
  }

  async act(providerId: string, action: PowerAction, signal: AbortSignal): Promise<Accepted> {
    let operation: string | null = null
    this.#called(`act ${action}`, providerId, signal, () => {
      operation = this.#cloud.begin(this.#cloud.existing(providerId), action)
    })
    return { operation, lookAfterMs: 0 }
  }

  async resize(providerId: string, size: string, signal: AbortSignal): Promise<Accepted> {
    this.#called('resize', providerId, signal, () => {
      this.#cloud.existing(providerId)
      this.#cloud.set(providerId, { size })
      this.#cloud.done.push({ provider_id: providerId, action: 'resize' })
    })
    return { operation: null, lookAfterMs: 0 }
  }

  async follow(operation: string, signal: AbortSignal) {
    this.#called('follow', operation, signal)
    return this.#cloud.look(operation)
  }

  async changes(providerId: string, since: Date, signal: AbortSignal) {
    this.#called('changes', providerId, signal)
    return this.#cloud.traces.filter(({ provider_id, at }) => provider_id === providerId && at >= since)
  }

  #called(call: string, about: string, signal: AbortSignal, effect?: () => void): void {
    const { registered } = this.#cloud
    const certificate = (this.#credentials as Partial<AzureCredentials>).certificate_pem
    if (registered && certificate !== undefined && !registered.has(certificate)) {
      this.#cloud.calls.push(call)
      throw new CloudFailure('authorization', 'AADSTS700027', 'The certificate is not registered at the application')
    }
    this.#cloud.called(call, about, signal, effect)
  }
}

const isIn = (scope: string, providerId: string): boolean => providerId.startsWith(`/subscriptions/${scope.toLowerCase()}/`)

function endOf(action: PowerAction): PowerState {
  if (action === 'deallocate') return 'deallocated'
  if (action === 'hibernate') return 'hibernated'
  return action === 'power_off' ? 'stopped' : 'running'
}

function onTheWay(action: PowerAction): PowerState {
  if (action === 'deallocate' || action === 'hibernate') return 'deallocating'
  return action === 'power_off' ? 'stopping' : 'starting'
}
