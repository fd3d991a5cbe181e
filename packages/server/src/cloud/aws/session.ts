import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandOutput,
  DescribeRegionsCommand,
  type EC2Client,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import {
  type Accepted,
  type AwsCredentials,
  type ChangeTrace,
  CloudFailure,
  type CloudMachine,
  type CloudNeeds,
  type CloudScope,
  type CloudSession,
  type OperationState,
  type PermissionCheck,
  type PowerAction,
  type PowerReading,
} from '../cloud-provider.ts'
import type { Gate, Pacer } from '../pacing.ts'
import { homeRegion, type RoleArn, readInstanceArn, readRegion, readRoleArn } from './arn.ts'
import { AwsClients, type AwsOutside } from './clients.ts'
import { awsFailure } from './failures.ts'
import { machineOf } from './machine.ts'
import { checkPermissions } from './permissions.ts'

export interface AwsNeeds {
  pacer: Pacer
  /** Epoch ms. */
  now: () => number
  outside?: AwsOutside
}

// There is no operation to follow at EC2: the machine itself tells, and seldom sooner.
const LOOK_AFTER_MS = 10_000
const PAGE = 500
const REFUSED_MS = 5_000

// Amazon counts by account, region and action; its page gives 100 and 20 a second for reading, and less for changing.
const rates = { read: { burst: 100, perSecond: 20 }, change: { burst: 20, perSecond: 2 } }

const commands: Partial<
  Record<PowerAction, (ids: { InstanceIds: string[] }) => StartInstancesCommand | StopInstancesCommand | RebootInstancesCommand>
> = {
  start: (ids) => new StartInstancesCommand(ids),
  deallocate: (ids) => new StopInstancesCommand(ids),
  hibernate: (ids) => new StopInstancesCommand({ ...ids, Hibernate: true }),
  restart: (ids) => new RebootInstancesCommand(ids),
}

/** One role in one account; a scope is a region of it. */
export class AwsSession implements CloudSession {
  readonly #role: RoleArn
  readonly #clients: AwsClients
  readonly #pacer: Pacer

  constructor(credentials: AwsCredentials, { pacer, now, outside = {} }: AwsNeeds) {
    this.#role = readRoleArn(credentials.role_arn)
    this.#clients = new AwsClients(credentials, outside, now)
    this.#pacer = pacer
  }

  identify(signal: AbortSignal): Promise<{ principal_id: string | null }> {
    return described(signal, async () => {
      const { UserId } = await this.#clients.sts(false).send(new GetCallerIdentityCommand({}), { abortSignal: signal })
      return { principal_id: UserId?.split(':')[0] ?? null }
    })
  }

  scopes(signal: AbortSignal): Promise<CloudScope[]> {
    const region = homeRegion[this.#role.partition]!
    return this.#call(region, 'DescribeRegions', signal, async (ec2) => {
      const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }), { abortSignal: signal })
      return Regions.filter(({ RegionName }) => RegionName !== undefined).map(({ RegionName, OptInStatus }) => {
        return { id: RegionName!, name: null, state: OptInStatus === 'not-opted-in' ? 'disabled' : 'enabled' } as const
      })
    })
  }

  permissions(scope: string, needs: CloudNeeds, signal: AbortSignal): Promise<PermissionCheck> {
    const region = readRegion(scope)
    return described(signal, () => checkPermissions(this.#clients.ec2(region), { region, role: this.#role, needs, signal }))
  }

  async *list(scope: string, signal: AbortSignal): AsyncGenerator<CloudMachine[]> {
    let next: string | undefined
    do {
      const page = await this.#describe(readRegion(scope), next === undefined ? {} : { NextToken: next }, signal)
      next = page.NextToken || undefined
      yield this.#machinesIn(page, scope)
    } while (next !== undefined)
  }

  async states(scope: string, signal: AbortSignal): Promise<PowerReading[]> {
    const readings: PowerReading[] = []
    for await (const page of this.list(scope, signal)) {
      for (const { provider_id, power, provisioning } of page) readings.push({ provider_id, power, provisioning })
    }
    return readings
  }

  async read(providerId: string, signal: AbortSignal): Promise<CloudMachine> {
    const { region, instance } = readInstanceArn(providerId)
    const page = await this.#describe(region, { InstanceIds: [instance] }, signal)
    const machine = this.#machinesIn(page, region)[0]
    if (machine) return machine
    // Only what Amazon says itself: who may not describe is refused, and one that it never knew is another refusal.
    const isTold = page.Reservations!.some(({ Instances = [] }) => Instances.some(({ InstanceId }) => InstanceId === instance))
    if (isTold) throw new CloudFailure('gone', 'Terminated', 'The machine is not there any more')
    throw unreadable()
  }

  async act(providerId: string, action: PowerAction, signal: AbortSignal): Promise<Accepted> {
    const { region, instance } = readInstanceArn(providerId)
    const command = commands[action]?.({ InstanceIds: [instance] })
    if (!command)
      throw new CloudFailure('configuration', 'NOT_OFFERED', 'AWS has no machine that is off and keeps its place: stop it')
    await this.#call(region, command.constructor.name, signal, (ec2) =>
      ec2.send(command as StartInstancesCommand, { abortSignal: signal }),
    )
    return { operation: null, lookAfterMs: LOOK_AFTER_MS }
  }

  async resize(providerId: string, size: string, signal: AbortSignal): Promise<Accepted> {
    const { region, instance } = readInstanceArn(providerId)
    if (!/^[a-z0-9-]{1,20}\.[a-z0-9-]{1,20}$/.test(size))
      throw new CloudFailure('defect', 'NOT_A_SIZE', 'This is not the name of a size')
    const command = new ModifyInstanceAttributeCommand({ InstanceId: instance, InstanceType: { Value: size } })
    await this.#call(region, 'ModifyInstanceAttribute', signal, (ec2) => ec2.send(command, { abortSignal: signal }))
    return { operation: null, lookAfterMs: 0 }
  }

  /** Nothing is ever handed out to be followed. */
  follow(): Promise<OperationState> {
    return Promise.resolve({ status: 'unknown' })
  }

  /** Amazon's own log (CloudTrail) is not asked: it needs rights over all of an account. */
  changes(): Promise<ChangeTrace[]> {
    return Promise.resolve([])
  }

  #describe(region: string, filter: { NextToken?: string; InstanceIds?: string[] }, signal: AbortSignal) {
    const limits = filter.InstanceIds === undefined ? { MaxResults: PAGE } : {}
    const command = new DescribeInstancesCommand({ ...filter, ...limits })
    return this.#call(region, 'DescribeInstances', signal, async (ec2) => {
      const page = await ec2.send(command, { abortSignal: signal })
      // The client makes an empty answer of whatever is no answer of EC2; a true one has a list, be it empty.
      if (page.Reservations === undefined) throw unreadable()
      return page
    })
  }

  #machinesIn({ Reservations = [] }: DescribeInstancesCommandOutput, region: string): CloudMachine[] {
    const about = { partition: this.#role.partition, region, account: this.#role.account }
    return Reservations.flatMap(({ Instances = [] }) =>
      Instances.map((one) => machineOf(one, about)).filter((one) => one !== null),
    )
  }

  #call<T>(region: string, action: string, signal: AbortSignal, work: (ec2: EC2Client) => Promise<T>): Promise<T> {
    const rate = action.startsWith('Describe') ? rates.read : rates.change
    const gate: Gate = { key: `aws/${this.#role.account}/${region}/${action}`, rate }
    return described(signal, async () => {
      await this.#turn(gate, signal)
      try {
        return await work(this.#clients.ec2(region))
      } catch (error) {
        const failure = awsFailure(error, signal)
        if (failure.kind === 'throttled') this.#pacer.close(gate, REFUSED_MS)
        throw failure
      }
    })
  }

  async #turn(gate: Gate, signal: AbortSignal): Promise<void> {
    try {
      await this.#pacer.enter([gate], signal)
    } catch {
      const retryAfterMs = Math.ceil(this.#pacer.waitMs([gate]))
      throw new CloudFailure(
        'throttled',
        'OWN_PACE',
        'Nothing was sent: the cloud asked us to slow down, or too many calls wait',
        { retryAfterMs },
      )
    }
  }
}

const unreadable = () => new CloudFailure('transient', 'UNREADABLE_ANSWER', 'The cloud answered what cannot be read')

async function described<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw awsFailure(error, signal)
  }
}
