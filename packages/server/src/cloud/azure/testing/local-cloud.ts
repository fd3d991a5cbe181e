import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { privateKeyPem, selfSigned } from '@skykeep/keyring'
import type { AzureCredentials } from '../../cloud-provider.ts'
import { Pacer } from '../../pacing.ts'
import type { AzureCloud } from '../clouds.ts'
import { azureProvider } from '../provider.ts'

export interface Asked {
  method: string
  /** With the query. */
  target: string
  headers: IncomingMessage['headers']
  body: string
}

export interface Told {
  status?: number
  headers?: Record<string, string>
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown
  /** The connection ends after so many characters of the body. */
  cutAfter?: number
}

export type Teller = (asked: Asked) => Told | Promise<Told>

export const tenant = '11111111-1111-4111-8111-111111111111'
export const client = '22222222-2222-4222-8222-222222222222'
export const principal = '33333333-3333-4333-8333-333333333333'
export const subscription = '44444444-4444-4444-8444-444444444444'
export const machine = `/subscriptions/${subscription}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-1`

const claims = Buffer.from(JSON.stringify({ oid: principal })).toString('base64url')

/** A server on loopback that says whatever a test wants, as authority and as resource manager: for answers that no honest cloud gives. */
export async function localCloud(tell: Teller, tellToken: Teller = () => ({ body: tokenBody('one') })) {
  const now = new Date()
  const own = await selfSigned({
    commonName: 'localhost',
    key: 'ec-p256',
    purpose: 'server',
    days: 2,
    now,
    dnsNames: ['localhost'],
  })
  const asked: Asked[] = []
  const server = createServer({ key: privateKeyPem(own.privateKeyPkcs8), cert: own.pem }, (request, response) => {
    void answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '', headers } = request
    const one: Asked = { method, target, headers, body: await text(request) }
    asked.push(one)
    const told = target.includes('/.well-known/')
      ? { body: openIdConfiguration(origin) }
      : await (target.includes('/oauth2/v2.0/token') ? tellToken(one) : tell(one))
    const { status = 200, body, cutAfter } = told
    const sent = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    const type = typeof body === 'string' ? 'text/html' : 'application/json'
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(sent), ...told.headers })
    if (cutAfter === undefined) response.end(sent)
    else response.write(sent.slice(0, cutAfter), () => request.socket.destroy())
  }

  const cloud: AzureCloud = { name: 'local', authority: origin, arm: origin, isMicrosofts: false, ca: own.pem }
  return {
    origin,
    cloud,
    asked,
    tokensAsked: () => asked.filter(({ target }) => target.includes('oauth2')).length,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

export type LocalCloud = Awaited<ReturnType<typeof localCloud>>

export const tokenBody = (name: string, seconds = 3_599) => ({
  token_type: 'Bearer',
  expires_in: seconds,
  ext_expires_in: seconds,
  access_token: `secret-token-${name}.${claims}.signature`,
})

let application: Promise<AzureCredentials> | undefined

/** What a connection proves itself with; made once, since the key takes time. */
export function credentials(): Promise<AzureCredentials> {
  application ??= selfSigned({
    commonName: 'connection',
    key: 'rsa-2048',
    hash: 'SHA-512',
    purpose: 'client',
    days: 30,
    now: new Date(),
  }).then(({ pem, privateKeyPkcs8 }) => ({
    provider: 'azure',
    cloud: 'local',
    tenant_id: tenant,
    client_id: client,
    certificate_pem: pem,
    private_key_pem: privateKeyPem(privateKeyPkcs8),
  }))
  return application
}

/** A session at a local cloud, and its pace. */
export async function sessionAt({ cloud }: Pick<LocalCloud, 'cloud'>, now: () => number = Date.now) {
  const pacer = new Pacer(() => performance.now())
  const provider = azureProvider({ clouds: new Map([[cloud.name, cloud]]), pacer, now })
  return { session: provider.open(await credentials()), pacer }
}

function openIdConfiguration(origin: string) {
  const at = `${origin}/${tenant}`
  return {
    issuer: `${at}/v2.0`,
    token_endpoint: `${at}/oauth2/v2.0/token`,
    authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${at}/oauth2/v2.0/logout`,
    jwks_uri: `${at}/discovery/v2.0/keys`,
  }
}
