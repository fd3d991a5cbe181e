/**
 * What a cloud has to be able to do for us, and nothing more. Each provider lives in a folder beside this file; the rest of the program knows
 * this page (and `clouds.ts`, which makes it) only. Every call ends within its signal, and every way in which it does not do what it was
 * asked for is a `CloudFailure`: also when the signal ends it (`transient`, `TIMED_OUT`; the cloud may have done it all the same).
 */
export interface CloudProvider {
  /** Opens a connection for use. It makes no call: the first one does. @throws CloudFailure configuration when the credentials have no sensible form */
  open(credentials: CloudCredentials): CloudSession
  /** What to paste at the cloud for the least role that works (azure: a role definition; aws: a policy). No call is made. */
  customRole(provider: CloudCredentials['provider'], needs: CloudNeeds, scopes: readonly string[]): Record<string, unknown>
  /** The names that a connection to Azure may choose from. */
  readonly azureClouds: readonly string[]
}

/** What a connection is for, beyond seeing, starting and stopping. */
export interface CloudNeeds {
  resize: boolean
}

/** How a connection proves itself. The key lives as long as the session: drop the session to forget it. */
export type CloudCredentials = AzureCredentials | AwsCredentials

export interface AzureCredentials {
  provider: 'azure'
  /** One of the operator's closed list of clouds: `public`, `usgov`, `china`, or one that was added to it. */
  cloud: string
  tenant_id: string
  client_id: string
  certificate_pem: string
  private_key_pem: string
}

export interface AwsCredentials {
  provider: 'aws'
  /** Role in the team's account that we assume, with the external id that keeps a confused deputy out. */
  role_arn: string
  external_id: string
}

export const powerStates = [
  'creating',
  'starting',
  'running',
  'stopping',
  'stopped',
  'deallocating',
  'deallocated',
  'hibernated',
  'unknown',
] as const
/** `stopped` keeps its place and is billed; `deallocated` and `hibernated` are not. `unknown` never leads to a stop. */
export type PowerState = (typeof powerStates)[number]

export type PowerAction = 'start' | 'deallocate' | 'hibernate' | 'power_off' | 'restart'

/** A machine as the cloud describes it. */
export interface CloudMachine {
  /** In lower case: compared and stored. */
  provider_id: string
  /** As received: shown. */
  shown_id: string
  /** Another one under the same id is another machine (Azure: vmId). */
  incarnation: string
  name: string
  resource_group: string | null
  region: string
  zone: string | null
  size: string
  os: 'linux' | 'windows' | 'unknown'
  tags: Readonly<Record<string, string>>
  is_spot: boolean
  /** What manages it (a scale set …): such a machine is left alone. */
  managed_by: string | null
  can_hibernate: boolean
  license: string | null
  power: PowerState
  provisioning: string | null
}

export interface PowerReading {
  provider_id: string
  power: PowerState
  provisioning: string | null
}

/** What a failure means for whoever wants to go on. */
export const failureClasses = [
  /** No room in the region or zone: tried again until the window ends. */
  'capacity',
  /** A permission is missing, or the credential is refused: a person has to act. */
  'authorization',
  'lock',
  'policy',
  'quota',
  /** Wrong tenant, subscription disabled or not found, size not available …: a person has to act. */
  'configuration',
  'throttled',
  'transient',
  /** The machine is not there any more. */
  'gone',
  /** Another operation is at work on it: look again. */
  'conflict',
  /** A newer operation took its place: look again. */
  'preempted',
  /** Inside the machine: it may be running all the same. */
  'guest',
  /** The cloud answered what we do not understand, or refused what we should not have sent. */
  'defect',
] as const
export type FailureClass = (typeof failureClasses)[number]

/** A refusal by the cloud. `code` is the cloud's own; `message` is ours: the cloud's words may repeat what is secret. */
export class CloudFailure extends Error {
  readonly kind: FailureClass
  readonly code: string
  readonly retryAfterMs: number | null
  /** The cloud's name for the call, to be told to its support. */
  readonly correlationId: string | null

  constructor(
    kind: FailureClass,
    code: string,
    message: string,
    more: { retryAfterMs?: number | null; correlationId?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'CloudFailure'
    this.kind = kind
    this.code = code
    this.retryAfterMs = more.retryAfterMs ?? null
    this.correlationId = more.correlationId ?? null
  }
}

/** Accepted is not done: `operation` is stored, and followed by `follow` until its end. Null: there is nothing to follow, look at the machine. */
export interface Accepted {
  operation: string | null
  lookAfterMs: number
}

export type OperationState =
  | { status: 'running'; lookAfterMs: number }
  | { status: 'succeeded' }
  | { status: 'failed'; failure: CloudFailure }
  /** Its record is gone, or we may not read it: the machine itself tells. */
  | { status: 'unknown' }

export interface CloudScope {
  /** Subscription (azure) or region (aws). */
  id: string
  name: string | null
  state: 'enabled' | 'disabled'
}

export interface PermissionCheck {
  scope: string
  /** Needed and not held, with the command that grants it. Without what is optional the connection works, and does less. */
  missing: readonly { action: string; needed_for: string; grant_command: string; optional?: true }[]
  /** Held and not needed: what a stolen key could do with it. */
  excess: readonly { what: string; why: string }[]
  /** False: the cloud did not let us see what we hold. */
  is_complete: boolean
}

/** Somebody's change of a machine, from the cloud's own log. */
export interface ChangeTrace {
  at: Date
  action: string
  by: string | null
  correlation_id: string | null
}

export interface CloudSession {
  /** Proves the credential: answers who we are there. */
  identify(signal: AbortSignal): Promise<{ principal_id: string | null }>
  scopes(signal: AbortSignal): Promise<CloudScope[]>
  /** What is missing and what is too much in a scope (and its resource groups), for these needs. */
  permissions(scope: string, needs: CloudNeeds, signal: AbortSignal): Promise<PermissionCheck>
  /** All machines of a scope, a page at a time. */
  list(scope: string, signal: AbortSignal): AsyncIterable<CloudMachine[]>
  /** The power states of a scope, in as few calls as the cloud allows. A machine without one is left out. */
  states(scope: string, signal: AbortSignal): Promise<PowerReading[]>
  /** One machine, with its power. @throws CloudFailure gone when it is certain that it is not there */
  read(providerId: string, signal: AbortSignal): Promise<CloudMachine>
  /** Sends the action once and never again by itself. After a `transient` failure it may have taken effect: look before repeating. */
  act(providerId: string, action: PowerAction, signal: AbortSignal): Promise<Accepted>
  resize(providerId: string, size: string, signal: AbortSignal): Promise<Accepted>
  /** Looks once. Throws when the look itself failed (`throttled`, `transient`, a refused credential): the operation goes on, look again. */
  follow(operation: string, signal: AbortSignal): Promise<OperationState>
  /** Who changed the machine since then, as far as the cloud tells. */
  changes(providerId: string, since: Date, signal: AbortSignal): Promise<ChangeTrace[]>
}
