import { ComputeManagementClient } from '@azure/arm-compute'
import { ClientCertificateCredential } from '@azure/identity'
import { selfSigned } from '../../self-signed.ts'
import { type Azure, type AzureOptions, startAzure } from '../azure.ts'
import { leastActions } from '../role-definitions.ts'
import { type ApplicationBuilder, type SubscriptionBuilder, type WorldBuilder, worldBuilder } from '../world-builder.ts'

const TEST_START_MS = Date.UTC(2026, 2, 2, 6)

// Made once for each test file: an RSA key takes a while.
export const serverTls = selfSigned('pretend Azure')
export const signIn = selfSigned('skykeep', { kind: 'rsa' })

export type Stage = {
  azure: Azure
  build: WorldBuilder
  subscription: SubscriptionBuilder
  app: ApplicationBuilder
  ids: string[]
  /** Moves the cloud's clock on. */
  forward(seconds: number): void
}

type Options = AzureOptions & {
  count?: number
  role?: readonly string[] | 'none'
  shape?(stage: Omit<Stage, 'azure' | 'forward'>): void
}

/** A cloud of one subscription, one group and some machines, whose clock stands still until it is moved. */
export async function stageOf({ count = 3, role = leastActions, shape, ...options }: Options = {}): Promise<Stage> {
  const build = worldBuilder({ seed: 'test' })
  const subscription = build.subscription('Test subscription')
  const group = subscription.group('rg-test', 'westeurope')
  const ids = Array.from({ length: count }, (_, at) =>
    group.machine(`vm-${at + 1}`, { power: 'deallocated', tags: { env: 'test' } }),
  )
  const secrets = [{ value: 'the secret of the test' }, { value: 'an old secret', expires_ms: Date.UTC(2020, 0) }]
  const app = build.application('skykeep', { certificates: [signIn.cert], secrets })
  if (role !== 'none') app.may(build.role('Operator', role), subscription.scope)
  shape?.({ build, subscription, app, ids })
  const azure = await startAzure({ seed: 'test', clock: { now_ms: TEST_START_MS, rate: 0 }, world: build.spec(), ...options })
  return { azure, build, subscription, app, ids, forward: (forward_seconds) => void azure.control.clock({ forward_seconds }) }
}

/** Microsoft's own credential, with the certificate as a text. */
export const credentialOf = ({ azure, build, app }: Pick<Stage, 'azure' | 'build' | 'app'>, identity = signIn) =>
  new ClientCertificateCredential(
    build.tenant_id,
    app.id,
    { certificate: `${identity.key}${identity.cert}` },
    { authorityHost: azure.url, disableInstanceDiscovery: true, ...trusted },
  )

/** For every client of Microsoft's that goes through their newer pipeline. */
export const trusted = { tlsOptions: { ca: serverTls.cert } }

export const computeOf = (stage: Stage, more: Record<string, unknown> = {}) =>
  new ComputeManagementClient(credentialOf(stage), stage.subscription.id, { endpoint: stage.azure.url, ...trusted, ...more })

export type Reply = { status: number; headers: Headers; text: string; body: unknown }
export type Asker = (
  path: string,
  init?: { method?: string; headers?: Record<string, string>; body?: unknown; version?: string | null },
) => Promise<Reply>

/** Asks over plain HTTP with a token for the secret; fails like the connection does. */
export async function askerOf({ azure, build, app }: Stage, who: { id: string; secret?: string } = app): Promise<Asker> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: who.id,
    client_secret: who.secret ?? 'the secret of the test',
    scope: 'https://management.azure.com/.default',
  })
  const answer = await fetch(`${azure.plainUrl}/${build.tenant_id}/oauth2/v2.0/token`, { method: 'POST', body: form })
  const { access_token } = (await answer.json()) as { access_token: string }
  return async (path, { method = 'GET', headers = {}, body, version = '2024-07-01' } = {}) => {
    const url = path.startsWith('http') ? path : `${azure.plainUrl}${path}`
    const versioned =
      version === null || url.includes('api-version=') ? url : `${url}${url.includes('?') ? '&' : '?'}api-version=${version}`
    const reply = await fetch(versioned, {
      method,
      headers: { authorization: `Bearer ${access_token}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, text, body: text.startsWith('{') ? JSON.parse(text) : undefined }
  }
}
