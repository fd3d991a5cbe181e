import { asCloudFailure } from '../as-cloud-failure.ts'
import {
  type Accepted,
  type AzureCredentials,
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
import type { Pacer } from '../pacing.ts'
import { AccessTokens, principalOf, type TokenSource } from './access-tokens.ts'
import { Arm } from './arm.ts'
import { readChanges } from './changes.ts'
import type { AzureCloud } from './clouds.ts'
import { computeOf } from './compute.ts'
import { listMachines, readStates } from './inventory.ts'
import { machineOf, statusesOf } from './machine.ts'
import { readMachineId, readSubscription } from './machine-id.ts'
import { actOn, followOperation, resizeTo } from './operations.ts'
import { checkPermissions, mayReadMachines } from './permissions.ts'
import { listSubscriptions } from './scopes.ts'

export interface SessionNeeds {
  cloud: AzureCloud
  application: Pick<AzureCredentials, 'tenant_id' | 'client_id'>
  askForToken: TokenSource
  pacer: Pacer
  /** Epoch ms. */
  now: () => number
}

/** One application in one tenant. */
export class AzureSession implements CloudSession {
  readonly #arm: Arm
  readonly #tokens: AccessTokens
  readonly #clientId: string
  readonly #now: () => number
  /** Where machines are, as far as they were seen: their ids do not tell, and Compute counts calls by region. */
  readonly #regions = new Map<string, string>()

  constructor({ cloud, application, askForToken, pacer, now }: SessionNeeds) {
    this.#now = now
    this.#clientId = application.client_id
    this.#tokens = new AccessTokens(askForToken, now)
    const principal = `${application.tenant_id}/${application.client_id}`.toLowerCase()
    const caller = { principal, regionOf: (id: string) => this.#regions.get(id) ?? null }
    this.#arm = new Arm({ cloud, tokens: this.#tokens, pacer, caller, now })
  }

  identify(signal: AbortSignal): Promise<{ principal_id: string | null }> {
    return asCloudFailure(async () => ({ principal_id: principalOf(await this.#tokens.get(signal)) }))
  }

  scopes(signal: AbortSignal): Promise<CloudScope[]> {
    return asCloudFailure(() => listSubscriptions(this.#arm, signal))
  }

  permissions(scope: string, needs: CloudNeeds, signal: AbortSignal): Promise<PermissionCheck> {
    return asCloudFailure(async () => {
      const asker = { object_id: principalOf(await this.#tokens.get(signal)), client_id: this.#clientId }
      return checkPermissions(this.#arm, readSubscription(scope), { needs, asker, signal })
    })
  }

  async *list(scope: string, signal: AbortSignal): AsyncGenerator<CloudMachine[]> {
    const pages = listMachines(this.#arm, readSubscription(scope), signal)
    try {
      for (;;) {
        const page = await asCloudFailure(() => pages.next())
        if (page.done) return
        for (const { provider_id, region } of page.value) this.#regions.set(provider_id, region)
        yield page.value
      }
    } finally {
      await pages.return(undefined)
    }
  }

  states(scope: string, signal: AbortSignal): Promise<PowerReading[]> {
    return asCloudFailure(() => readStates(this.#arm, readSubscription(scope), signal))
  }

  read(providerId: string, signal: AbortSignal): Promise<CloudMachine> {
    return asCloudFailure(async () => {
      const { subscription, group, name } = readMachineId(providerId)
      try {
        const model = await computeOf(this.#arm, subscription, signal).get(group, name, { expand: 'instanceView' })
        const machine = machineOf(model, statusesOf(model.instanceView))
        if (machine === null) throw new CloudFailure('transient', 'UNREADABLE_ANSWER', 'The cloud answered no machine')
        this.#regions.set(machine.provider_id, machine.region)
        return machine
      } catch (error) {
        const isGone = error instanceof CloudFailure && error.kind === 'gone'
        if (isGone && !(await mayReadMachines(this.#arm, subscription, group, signal))) {
          throw new CloudFailure(
            'authorization',
            'UNPROVEN_ABSENCE',
            'The machine is not found, but nothing proves that we might see it',
          )
        }
        throw error
      }
    })
  }

  act(providerId: string, action: PowerAction, signal: AbortSignal): Promise<Accepted> {
    return asCloudFailure(() => actOn(this.#arm, readMachineId(providerId), action, this.#now(), signal))
  }

  resize(providerId: string, size: string, signal: AbortSignal): Promise<Accepted> {
    return asCloudFailure(() => resizeTo(this.#arm, readMachineId(providerId), size, this.#now(), signal))
  }

  follow(operation: string, signal: AbortSignal): Promise<OperationState> {
    return asCloudFailure(() => followOperation(this.#arm, operation, this.#now(), signal))
  }

  changes(providerId: string, since: Date, signal: AbortSignal): Promise<ChangeTrace[]> {
    return asCloudFailure(async () => {
      readMachineId(providerId)
      return readChanges(this.#arm, providerId, since, this.#now(), signal)
    })
  }
}
