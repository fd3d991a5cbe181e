import https from 'node:https'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { machineKey } from './testing/assertions.ts'
import type { Browser } from './testing/browser.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { APP_REDIRECT, CLI, CLI_REDIRECT, type PersonOfTest, people, scene } from './testing/people.ts'
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

const scope = 'openid email profile team:read offline_access'

/** What openid-client does for a person: code with PKCE, ID token, userinfo, refresh, introspection, revocation. */
async function actsFor(configuration: oidc.Configuration, browser: Browser, person: PersonOfTest, redirect_uri: string) {
  const code_verifier = oidc.randomPKCECodeVerifier()
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()]
  const code_challenge = await oidc.calculatePKCECodeChallenge(code_verifier)
  const asked = { redirect_uri, scope, state, nonce, code_challenge, code_challenge_method: 'S256', prompt: 'consent' }
  const callback = await people(world).authorize(browser, oidc.buildAuthorizationUrl(configuration, asked))
  const checks = { pkceCodeVerifier: code_verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  const tokens = await oidc.authorizationCodeGrant(configuration, callback, checks)
  expect(tokens.claims()).toMatchObject({ sub: person.id, acr: 'multi' })
  expect(await oidc.fetchUserInfo(configuration, tokens.access_token, person.id)).toEqual({
    sub: person.id,
    email: person.email,
    email_verified: true,
    name: person.name,
  })
  const renewed = await oidc.refreshTokenGrant(configuration, tokens.refresh_token!)
  expect(renewed.claims()?.sub).toBe(person.id)
  expect(await plainly('/whoami', renewed.access_token)).toBe(200)
  await expect(oidc.refreshTokenGrant(configuration, tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
}

test('openid-client acts for a person: code with PKCE, ID token, userinfo and refresh, as a confidential and as a public client', async () => {
  const { team_id, client, person, browser } = await scene(world)
  await actsFor(await discovered(client.id, oidc.ClientSecretBasic(client.secret)), browser, person, APP_REDIRECT)
  const publicly = await world.newClient({ team_id, roles: ['owner'], auth_method: 'none', redirect_uris: [APP_REDIRECT] })
  await actsFor(await discovered(publicly.id, oidc.None()), browser, person, APP_REDIRECT)
  await actsFor(await discovered(CLI.id, oidc.None()), browser, person, CLI_REDIRECT)
})

test('openid-client ends what it holds of a person', async () => {
  const { client, browser } = await scene(world)
  const configuration = await discovered(client.id, oidc.ClientSecretPost(client.secret))
  const tokens = await people(world).tokensFor(browser, client, 'openid offline_access')
  expect(await oidc.tokenIntrospection(configuration, tokens.refresh_token)).toMatchObject({ active: true, client_id: client.id })
  await oidc.tokenRevocation(configuration, tokens.refresh_token)
  expect(await oidc.tokenIntrospection(configuration, tokens.refresh_token)).toEqual({ active: false })
})

test('openid-client completes the device flow', async () => {
  const { person, browser } = await scene(world)
  const configuration = await discovered(CLI.id, oidc.None())
  const device = await oidc.initiateDeviceAuthorization(configuration, { scope: 'openid team:read' })
  expect((await browser.post('/oauth/device/approve', { user_code: device.user_code })).status).toBe(204)
  // It would wait before it asks for the first time.
  const tokens = await oidc.pollDeviceAuthorizationGrant(configuration, { ...device, interval: 0 })
  expect(tokens.claims()?.sub).toBe(person.id)
  expect(await plainly('/whoami', tokens.access_token)).toBe(200)
})

control(
  'OAUTH-7',
  'O-11 what a client with a certificate holds of a person is bound to that certificate: openid-client acts with it, and nobody without',
  async () => {
    const { person, browser, client } = await scene(world, { client: { auth_method: 'tls_client_auth' } })
    const identity = await world.certificateFor(client)
    const fetchIt = fetchWith(identity)
    const configuration = await discovered(client.id, oidc.TlsClientAuth(), {
      metadata: { use_mtls_endpoint_aliases: true },
      fetch: fetchIt,
    })
    const code_verifier = oidc.randomPKCECodeVerifier()
    const code_challenge = await oidc.calculatePKCECodeChallenge(code_verifier)
    const asked = {
      redirect_uri: APP_REDIRECT,
      scope,
      state: 's',
      code_challenge,
      code_challenge_method: 'S256',
      prompt: 'consent',
    }
    const callback = await people(world).authorize(browser, oidc.buildAuthorizationUrl(configuration, asked))
    const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
      pkceCodeVerifier: code_verifier,
      expectedState: 's',
    })
    expect(await plainly('/whoami', tokens.access_token)).toBe(401)
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const ask = (as: typeof fetchIt) =>
      as(`${world.mtlsUrl}/whoami`, { method: 'GET', headers, body: undefined, redirect: 'manual' })
    expect(await (await ask(fetchIt)).json()).toMatchObject({ id: person.id, client_id: client.id })
    const neighbour = await world.newClient({ team_id: client.team_id, auth_method: 'tls_client_auth' })
    expect((await ask(fetchWith(await world.certificateFor(neighbour)))).status).toBe(401)
    expect((await oidc.refreshTokenGrant(configuration, tokens.refresh_token!)).claims()?.sub).toBe(person.id)
  },
)
