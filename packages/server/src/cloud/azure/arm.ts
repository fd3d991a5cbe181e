import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  type HttpClient,
  type Pipeline,
  type PipelineResponse,
  proxyPolicy,
  tlsPolicy,
} from '@azure/core-rest-pipeline'
import { CloudFailure } from '../cloud-provider.ts'
import type { Pacer } from '../pacing.ts'
import type { AccessTokens } from './access-tokens.ts'
import { bearerToken } from './bearer-token.ts'
import type { AzureCloud } from './clouds.ts'
import { describedFailures } from './described-failures.ts'
import type { Caller } from './gates.ts'
import { inTime } from './in-time.ts'
import { PageTrail } from './next-page.ts'
import { onlyHost } from './only-host.ts'
import { ownPace } from './own-pace.ts'

export interface ArmNeeds {
  cloud: AzureCloud
  tokens: AccessTokens
  pacer: Pacer
  caller: Caller
  /** Epoch ms. */
  now: () => number
}

export interface ArmAnswer {
  status: number
  body: unknown
  header(name: string): string | undefined
}

/**
 * The resource manager of one cloud, as one application. Every request of ours goes through the same few steps, in this order, be it made by
 * Microsoft's client for machines or by us; there is nothing in between that repeats, redirects or logs.
 */
export class Arm {
  readonly #needs: ArmNeeds
  readonly #client: HttpClient = createDefaultHttpClient()

  constructor(needs: ArmNeeds) {
    this.#needs = needs
  }

  get origin(): string {
    return this.#needs.cloud.arm
  }

  /** The steps of a request, ended by this signal. */
  pipeline(signal: AbortSignal): Pipeline {
    const { cloud, tokens, pacer, caller, now } = this.#needs
    const pipeline = createEmptyPipeline()
    const steps = [
      describedFailures({ signal, now }),
      onlyHost(cloud.arm),
      inTime(signal),
      ownPace({ pacer, caller, signal }),
      bearerToken(tokens, signal),
      proxyPolicy(),
      decompressResponsePolicy(),
      ...(cloud.ca === null ? [] : [tlsPolicy({ ca: cloud.ca })]),
    ]
    for (const step of steps) pipeline.addPolicy(step)
    return pipeline
  }

  /** One request to a whole address of the resource manager. @throws CloudFailure unless the status is below 400 */
  async send(method: 'GET' | 'POST', address: string, signal: AbortSignal, body?: unknown): Promise<ArmAnswer> {
    const request = createPipelineRequest({
      url: address,
      method,
      headers: createHttpHeaders({
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return armAnswer(await this.pipeline(signal).sendRequest(this.#client, request))
  }

  /** The pages of a list: each `nextLink` is followed as it is, and only within the cloud. */
  async *pages(path: string, signal: AbortSignal): AsyncGenerator<unknown[]> {
    const trail = new PageTrail(this.origin)
    let next = `${this.origin}${path}`
    for (;;) {
      const { body } = await this.send('GET', next, signal)
      const { value, nextLink } = body as { value?: unknown; nextLink?: unknown }
      if (!Array.isArray(value)) throw new CloudFailure('defect', 'UNREADABLE_ANSWER', 'The cloud answered no list')
      yield value
      if (typeof nextLink !== 'string' || nextLink === '') return
      trail.step(nextLink)
      next = nextLink
    }
  }
}

export function armAnswer({ status, headers, bodyAsText }: PipelineResponse): ArmAnswer {
  const body: unknown = bodyAsText ? JSON.parse(bodyAsText) : undefined
  return { status, body, header: (name) => headers.get(name) }
}
