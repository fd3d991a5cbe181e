import { afterAll, beforeAll, expect, test } from 'vitest'
import { machineKey } from './testing/assertions.ts'
import type { Browser } from './testing/browser.ts'
import { IndependentClient, type Registration } from './testing/independent-client.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { APP_REDIRECT, CLI, CLI_REDIRECT, people, scene } from './testing/people.ts'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

const scope = 'openid email team:read offline_access'
const whoami = async (token: string) => (await folk.whoami(token)).body

/** Code with PKCE, ID token, refresh, and what the tokens are worth. */
async function completes(client: IndependentClient, browser: Browser, personId: string, redirect: string) {
  const begun = client.begin(redirect, scope, { prompt: 'consent' })
  const tokens = await client.finish(await folk.authorize(browser, begun.url), begun)
  expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'openid email team:read' })
  expect(await client.claimsOf(tokens.id_token!)).toMatchObject({ sub: personId })
  expect(await whoami(tokens.access_token)).toMatchObject({ id: personId, permissions: ['team:read'] })
  const renewed = await client.refresh(tokens.refresh_token!)
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token)
  expect(await whoami(renewed.access_token)).toMatchObject({ id: personId })
  await expect(client.refresh(tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
}

test('a client written from the RFCs completes code with PKCE and refresh, with a secret, a key, and without either', async () => {
  const { team_id, person, browser, client } = await scene(world)
  const key = machineKey('ES256')
  const keyed = await world.newClient({
    team_id,
    roles: ['owner'],
    auth_method: 'private_key_jwt',
    jwks: key.jwks,
    redirect_uris: [APP_REDIRECT],
  })
  const publicly = await world.newClient({ team_id, roles: ['owner'], auth_method: 'none', redirect_uris: [APP_REDIRECT] })
  const registrations: [Registration, string][] = [
    [{ client_id: client.id, method: 'client_secret_basic', secret: client.secret }, APP_REDIRECT],
    [{ client_id: keyed.id, method: 'private_key_jwt', key: key.privateKey }, APP_REDIRECT],
    [{ client_id: publicly.id, method: 'none' }, APP_REDIRECT],
    [{ client_id: CLI.id, method: 'none' }, CLI_REDIRECT],
  ]
  for (const [registration, redirect] of registrations)
    await completes(await IndependentClient.discover(world.issuer, registration), browser, person.id, redirect)
})

test('it completes client credentials with a secret, a key and a certificate', async () => {
  const key = machineKey('ES256')
  const secretive = await world.newClient()
  const keyed = await world.newClient({ auth_method: 'private_key_jwt', jwks: key.jwks })
  const certified = await world.newClient({ auth_method: 'tls_client_auth' })
  const { cert, key: privateKey } = await world.certificateFor(certified)
  const registrations: Registration[] = [
    { client_id: secretive.id, method: 'client_secret_basic', secret: secretive.secret },
    { client_id: keyed.id, method: 'private_key_jwt', key: key.privateKey },
    { client_id: certified.id, method: 'tls_client_auth', cert, privateKey },
  ]
  for (const registration of registrations) {
    const client = await IndependentClient.discover(world.issuer, registration, world.rootPem)
    expect(await client.clientCredentials('team:read')).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'team:read',
    })
    await expect(client.clientCredentials('client:write')).rejects.toMatchObject({ error: 'invalid_scope' })
  }
})

test('it completes the device flow, and is told while nobody has decided', async () => {
  const { person, browser } = await scene(world)
  const client = await IndependentClient.discover(world.issuer, { client_id: CLI.id, method: 'none' })
  const device = await client.beginDevice('openid team:read')
  await expect(client.pollDevice(device)).rejects.toMatchObject({ error: 'authorization_pending' })
  await expect(client.pollDevice(device)).rejects.toMatchObject({ error: 'slow_down' })
  expect((await browser.post('/oauth/device/approve', { user_code: device.user_code })).status).toBe(204)
  world.clock.shiftMs = 11_000
  const tokens = await client.pollDevice(device)
  world.clock.shiftMs = 0
  expect(await client.claimsOf(tokens.id_token!)).toMatchObject({ sub: person.id })
  expect(await whoami(tokens.access_token)).toMatchObject({ id: person.id, client_id: CLI.id })
})

test('it hears from the person’s browser that they refused', async () => {
  const { browser, client } = await scene(world)
  const registration = { client_id: client.id, method: 'client_secret_basic', secret: client.secret } as const
  const asking = await IndependentClient.discover(world.issuer, registration)
  const begun = asking.begin(APP_REDIRECT, 'openid')
  const uid = folk.uidIn(await browser.get(begun.url))
  const { location } = await browser.get((await browser.post(`/oauth/interactions/${uid}/deny`)).body.redirect_to)
  await expect(asking.finish(location!, begun)).rejects.toMatchObject({ error: 'access_denied' })
})
