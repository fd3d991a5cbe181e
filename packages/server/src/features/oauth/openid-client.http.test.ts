import https from 'node:https'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { machineKey } from './testing/assertions.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import type { TlsIdentity } from './testing/tls-client.ts'

let world: World
beforeAll(async () => {
  world = await oauthWorld()
})
afterAll(() => world.close())

const discovered = (
  id: string,
  authentication: oidc.ClientAuth,
  more: { metadata?: Partial<oidc.ClientMetadata>; fetch?: oidc.CustomFetch } = {},
) =>
  oidc.discovery(new URL(world.issuer), id, more.metadata ?? {}, authentication, {
    // The plain listener of a trial on this machine: the client would else insist on TLS.
    execute: [oidc.allowInsecureRequests],
    ...(more.fetch && { [oidc.customFetch]: more.fetch }),
  })
const importable = async (key: ReturnType<typeof machineKey>): Promise<oidc.CryptoKey> => {
  const pkcs8 = key.privateKey.export({ type: 'pkcs8', format: 'der' })
  return crypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
}

/** `fetch` that shows a certificate; the one of the platform cannot. */
const fetchWith =
  (identity: TlsIdentity): oidc.CustomFetch =>
  (url, options) => {
    if (!url.startsWith('https:')) return fetch(url, options as RequestInit)
    return new Promise((resolve, reject) => {
      const request = https.request(
        url,
        { ...identity, ca: world.rootPem, method: options.method, headers: options.headers, agent: false },
        (response) => {
          const pieces: Buffer[] = []
          response.on('data', (piece) => pieces.push(piece))
          response.on('end', () =>
            resolve(
              new Response(Buffer.concat(pieces), {
                status: response.statusCode,
                headers: response.headers as Record<string, string>,
              }),
            ),
          )
        },
      )
      request.on('error', reject)
      request.end(options.body?.toString())
    })
  }

async function worksWith(
  configuration: oidc.Configuration,
  id: string,
  fetchIt: (url: string, token: string) => Promise<number>,
) {
  const { access_token, token_type, expires_in, scope } = await oidc.clientCredentialsGrant(configuration, { scope: 'team:read' })
  expect({ token_type, expires_in, scope }).toEqual({ token_type: 'bearer', expires_in: 900, scope: 'team:read' })
  expect(await fetchIt('/whoami', access_token)).toBe(200)
  expect(await oidc.tokenIntrospection(configuration, access_token)).toMatchObject({ active: true, sub: id })
  await oidc.tokenRevocation(configuration, access_token)
  expect(await oidc.tokenIntrospection(configuration, access_token)).toEqual({ active: false })
}
const plainly = async (path: string, token: string) =>
  (await fetch(`${world.issuer}${path}`, { headers: { authorization: `Bearer ${token}` } })).status

test('openid-client completes client credentials, introspection and revocation with a secret, in the form and as HTTP Basic', async () => {
  const { id, secret } = await world.newClient()
  for (const authentication of [oidc.ClientSecretPost(secret), oidc.ClientSecretBasic(secret)]) {
    await worksWith(await discovered(id, authentication), id, plainly)
  }
})

test('openid-client completes client credentials, introspection and revocation with private_key_jwt', async () => {
  const key = machineKey('ES256')
  const { id } = await world.newClient({ auth_method: 'private_key_jwt', jwks: key.jwks })
  await worksWith(await discovered(id, oidc.PrivateKeyJwt(await importable(key))), id, plainly)
})

test('openid-client completes client credentials, introspection and revocation with mutual TLS at the aliases', async () => {
  const client = await world.newClient({ auth_method: 'tls_client_auth' })
  const identity = await world.certificateFor(client)
  const fetchIt = fetchWith(identity)
  const configuration = await discovered(client.id, oidc.TlsClientAuth(), {
    metadata: { use_mtls_endpoint_aliases: true },
    fetch: fetchIt,
  })
  await worksWith(configuration, client.id, async (path, token) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetchIt(`${world.mtlsUrl}${path}`, { method: 'GET', headers, body: undefined, redirect: 'manual' })
    return answer.status
  })
})

test('openid-client is told what is wrong in the words of the standard', async () => {
  const { id, secret } = await world.newClient()
  const configuration = await discovered(id, oidc.ClientSecretPost(secret))
  await expect(oidc.clientCredentialsGrant(configuration, { scope: 'client:write' })).rejects.toMatchObject({
    error: 'invalid_scope',
    status: 400,
  })
  const wrong = await discovered(id, oidc.ClientSecretPost('wrong'))
  await expect(oidc.clientCredentialsGrant(wrong)).rejects.toMatchObject({ status: 401 })
})
