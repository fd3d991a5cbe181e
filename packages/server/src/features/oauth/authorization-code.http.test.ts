import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { APP_REDIRECT, CLI, CLI_REDIRECT, people, pkce, scene } from './testing/people.ts'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

const faultOf = async (answer: Response) => [answer.status, (await told(answer)).error]

test('a person lets a client act for them: code with PKCE, ID token, access token of the team', async () => {
  const { team_id, client, person, browser } = await scene(world)
  const tokens = await folk.tokensFor(browser, client, 'openid email team:read')
  expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'openid email team:read' })
  expect(tokens.refresh_token).toBeUndefined()
  expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
  const claims = decodeJwt(tokens.access_token)
  expect(claims).toMatchObject({
    iss: world.issuer,
    aud: 'skykeep',
    sub: person.id,
    client_id: client.id,
    team: team_id,
    acr: 'multi',
  })
  expect(claims.exp! - claims.iat!).toBe(900)
  expect(await folk.whoami(tokens.access_token)).toMatchObject({
    status: 200,
    body: { id: person.id, team_id, client_id: client.id, sid: claims.sid, assurance: 'multi', permissions: ['team:read'] },
  })
})

control('OAUTH-24', 'O-02 without PKCE with S256, and its verifier, there is no code and no token', async () => {
  const { client, browser } = await scene(world)
  const { verifier, challenge } = pkce()
  const asked = { redirect_uri: APP_REDIRECT }
  const cases: Record<string, string>[] = [
    { code_challenge_method: '' },
    { code_challenge: challenge, code_challenge_method: '' },
    { code_challenge: challenge, code_challenge_method: 'plain' },
    { code_challenge: challenge, code_challenge_method: 's256' },
    { code_challenge: 'short' },
    { code_challenge: '' },
  ]
  for (const wrong of cases) {
    const { location } = await browser.get(folk.authorizeUrl(client, { ...asked, ...wrong }))
    expect(location?.origin, JSON.stringify(wrong)).toBe('https://app.example')
    expect(location?.searchParams.get('error')).toBe('invalid_request')
    expect(location?.searchParams.get('code')).toBeNull()
  }
  for (const code_verifier of [undefined, '', 'x', `${verifier}x`, challenge, verifier.toLowerCase(), pkce().verifier]) {
    const { code, redirect_uri } = await folk.codeFor(browser, client)
    const answer = await folk.redeem(client, { code, redirect_uri, ...(code_verifier !== undefined && { code_verifier }) })
    expect(answer.status, String(code_verifier)).toBe(400)
    expect((await told(answer)).error).toMatch(/^invalid_(grant|request)$/)
  }
})

control('OAUTH-25', 'O-03 a redirect address that differs in anything is refused, and nobody is sent there', async () => {
  const { client, browser } = await scene(world)
  const mutations = [
    'https://app.example/callback/',
    'https://app.example/callback?x=1',
    'https://app.example/callback#x',
    'https://app.example/callback/../callback',
    'https://app.example/Callback',
    'https://app.example/%63allback',
    'https://app.example:8443/callback',
    'http://app.example/callback',
    'https://app.example.evil.example/callback',
    'https://evil.example/callback',
    'https://app.example@evil.example/callback',
    'https://user@app.example/callback',
    'https://app.example\\@evil.example/callback',
    'https://sub.app.example/callback',
    'javascript:alert(1)',
    '//app.example/callback',
    '',
  ]
  const { challenge } = pkce()
  for (const redirect_uri of mutations) {
    const answer = await browser.get(folk.authorizeUrl(client, { redirect_uri, code_challenge: challenge }))
    expect([answer.status, answer.location], redirect_uri).toEqual([400, null])
    expect(answer.body.error).toMatch(/^invalid_(redirect_uri|request)$/)
  }
  const { code, code_verifier } = await folk.codeFor(browser, client)
  for (const redirect_uri of ['https://app.example/callback/', 'https://evil.example/callback', ''])
    expect(await faultOf(await folk.redeem(client, { code, code_verifier, redirect_uri }))).toEqual([
      400,
      redirect_uri === '' ? 'invalid_request' : 'invalid_grant',
    ])
})

control('OAUTH-25', 'O-03 the command line gets its code on loopback at any port, and nowhere else', async () => {
  const { browser } = await scene(world)
  for (const redirect_uri of [
    'http://127.0.0.1:1/callback',
    'http://127.0.0.1:65535/callback',
    'http://[::1]:41234/callback',
    'http://127.0.0.1/callback',
  ]) {
    const code = await folk.codeFor(browser, CLI, { redirect_uri })
    expect((await folk.redeem(CLI, code)).status).toBe(200)
  }
  const { challenge } = pkce()
  const elsewhere = [
    'http://localhost:41999/callback',
    'http://127.0.0.1:41999/other',
    'http://127.0.0.2:41999/callback',
    'http://127.0.0.1.evil.example:41999/callback',
    'https://127.0.0.1:41999/callback',
    'http://127.0.0.1:41999@evil.example/callback',
    'http://0.0.0.0:41999/callback',
    'https://evil.example/callback',
  ]
  for (const redirect_uri of elsewhere) {
    const answer = await browser.get(folk.authorizeUrl(CLI, { redirect_uri, code_challenge: challenge }))
    expect([answer.status, answer.location, answer.body.error], redirect_uri).toEqual([400, null, 'invalid_redirect_uri'])
  }
})

control(
  'OAUTH-26',
  'O-04 a code that comes a second time is refused and ends what came from it; after 60 seconds, or from another client, it is worth nothing',
  async () => {
    const { team_id, client, browser } = await scene(world)
    const code = await folk.codeFor(browser, client, { scope: 'openid offline_access', prompt: 'consent' })
    const first = await told(await folk.redeem(client, code))
    expect((await folk.whoami(first.access_token)).status).toBe(200)
    expect(await faultOf(await folk.redeem(client, code))).toEqual([400, 'invalid_grant'])
    await waitUntil('the first token is refused', async () => (await folk.whoami(first.access_token)).status === 401, 5_000)
    expect(await faultOf(await folk.refresh(client, String(first.refresh_token)))).toEqual([400, 'invalid_grant'])
    const told_ = (await world.entriesOf(team_id)).filter(({ action }) => /reuse|grant\.revoked/.test(action))
    expect(told_).toMatchObject([
      { action: 'token.reuse_detected', actor: { id: client.id }, details: { grant_type: 'authorization_code' } },
      { action: 'grant.revoked', reason: 'reuse of a one-time token' },
    ])

    const neighbour = await world.newClient({ team_id, redirect_uris: [APP_REDIRECT] })
    const stolen = await folk.codeFor(browser, client)
    expect(await faultOf(await folk.redeem(neighbour, stolen))).toEqual([400, 'invalid_grant'])
    expect(await faultOf(await folk.redeem(CLI, stolen))).toEqual([400, 'invalid_grant'])
    world.clock.shiftMs = 61_000
    const late = await folk.redeem(client, stolen)
    world.clock.shiftMs = 0
    expect(await faultOf(late)).toEqual([400, 'invalid_grant'])
  },
)

control(
  'OAUTH-4',
  'O-08 a client asks people for nothing that it is not registered for, and for nothing that does not exist',
  async () => {
    const { client, browser } = await scene(world, { client: { roles: ['reader'] } })
    const { challenge } = pkce()
    for (const scope of ['client:write', 'openid team:write', 'no:such', '*', 'openid  email', 'OPENID', '']) {
      const answer = await browser.get(
        folk.authorizeUrl(client, { scope, code_challenge: challenge, redirect_uri: APP_REDIRECT }),
      )
      expect(answer.location?.searchParams.get('error'), scope).toBe('invalid_scope')
    }
    for (const resource of ['https://elsewhere.example', `${world.issuer}#x`, 'skykeep']) {
      const answer = await browser.get(
        folk.authorizeUrl(client, { resource, code_challenge: challenge, redirect_uri: APP_REDIRECT }),
      )
      expect(answer.location?.searchParams.get('error'), resource).toBe('invalid_target')
    }
    const code = await folk.codeFor(browser, client, { scope: 'openid team:read' })
    const tokens = await told(
      await folk.redeem(client, { ...code, scope: 'openid client:write', role: 'owner', team: 'x', sub: 'x' }),
    )
    expect(tokens.scope).toBe('openid team:read')
  },
)

control(
  'OAUTH-30',
  'R-07 a client that acts for a person may do what both the person’s roles and the agreed scope permit, now',
  async () => {
    const { team_id, client } = await scene(world)
    const reader = await folk.newPerson({ team_id, roles: ['reader'] })
    const asReader = await folk.tokensFor(await folk.signIn(reader), client, 'openid team:read team:write aircraft:write')
    expect((await folk.whoami(asReader.access_token)).body.permissions).toEqual(['team:read'])
    const owner = await folk.newPerson({ team_id, roles: ['owner'] })
    const asOwner = await folk.tokensFor(await folk.signIn(owner), client, 'openid team:read aircraft:write', [
      'openid',
      'aircraft:write',
    ])
    expect(asOwner.scope).toBe('openid aircraft:write')
    expect((await folk.whoami(asOwner.access_token)).body.permissions).toEqual(['aircraft:write'])
    const nothing = await folk.tokensFor(await folk.signIn(owner), client, 'openid')
    expect((await folk.whoami(nothing.access_token)).body.permissions).toEqual([])
  },
)

test('a client that may not ask people for codes gets none, and unknown ones are told so without a redirect', async () => {
  const { team_id, browser } = await scene(world)
  const { challenge } = pkce()
  const machine = await world.newClient({ team_id })
  const typing = await world.newClient({ team_id, auth_method: 'none', device_flow: true })
  for (const client of [machine, typing, { id: 'skykeep-console' }, { id: '01a20000-0000-7000-8000-000000000000' }]) {
    const answer = await browser.get(folk.authorizeUrl(client, { redirect_uri: APP_REDIRECT, code_challenge: challenge }))
    expect([answer.status, answer.location]).toEqual([400, null])
  }
  const { client } = await scene(world)
  for (const [name, value] of [
    ['response_type', 'token'],
    ['response_type', 'code id_token'],
    ['response_mode', 'form_post'],
    ['response_mode', 'fragment'],
    ['request', 'a.b.c'],
  ] as const) {
    const answer = await browser.get(
      folk.authorizeUrl(client, { redirect_uri: APP_REDIRECT, code_challenge: challenge, [name]: value }),
    )
    expect(answer.location?.searchParams.get('code') ?? null, name).toBeNull()
    expect([303, 400]).toContain(answer.status)
  }
})

test('a public client has no grant of its own: it cannot act without a person', async () => {
  const app = await world.newClient({ auth_method: 'none', redirect_uris: [APP_REDIRECT], roles: ['owner'] })
  for (const client of [app, CLI])
    expect(await faultOf(await folk.token({ id: client.id }, { grant_type: 'client_credentials' }))).toEqual([
      400,
      'invalid_request',
    ])
  const secretive = await world.newClient({ redirect_uris: [APP_REDIRECT] })
  expect(
    (await folk.token({ id: secretive.id }, { grant_type: 'authorization_code', code: 'x', redirect_uri: APP_REDIRECT })).status,
  ).toBe(401)
  expect((await folk.token({ id: CLI.id, secret: 'x' }, { grant_type: 'client_credentials' })).status).toBe(401)
})

control(
  'OAUTH-38',
  'the ID token names the person, its client, how and when they signed in, and nothing else of them',
  async () => {
    const { client, person, browser } = await scene(world, { signedIn: { assurance: 'single', methods: ['pwd'] } })
    const nonce = 'a-nonce-of-the-client'
    const code = await folk.codeFor(browser, client, { scope: 'openid email profile', nonce })
    const { id_token } = await told(await folk.redeem(client, code))
    const { iat, exp, auth_time, ...claims } = decodeJwt(String(id_token)) as Record<string, number>
    expect(claims).toEqual({ iss: world.issuer, sub: person.id, aud: client.id, nonce, acr: 'single', amr: ['pwd'] })
    expect(Math.abs(auth_time! - iat!)).toBeLessThan(60)
    expect(exp! - iat!).toBe(900)
  },
)

test('the redirect of the command line is kept by port: a code of one port is not redeemed with another', async () => {
  const { browser } = await scene(world)
  const code = await folk.codeFor(browser, CLI)
  expect(await faultOf(await folk.redeem(CLI, { ...code, redirect_uri: 'http://127.0.0.1:41998/callback' }))).toEqual([
    400,
    'invalid_grant',
  ])
  expect((await folk.redeem(CLI, { ...code, redirect_uri: CLI_REDIRECT })).status).toBe(200)
})
