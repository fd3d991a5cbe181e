import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { CLI, type ClientOfTest, people, scene } from './testing/people.ts'
import { form } from './testing/tls-client.ts'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

const scope = 'openid email profile team:read aircraft:write offline_access'
const post = (path: string, { id, secret }: ClientOfTest, members: Record<string, string>) =>
  fetch(`${world.issuer}${path}`, form({ client_id: id, ...(secret !== undefined && { client_secret: secret }), ...members }))
const introspect = async (asker: ClientOfTest, token: string, more: Record<string, string> = {}) => {
  const answer = await post('/oauth/introspect', asker, { token, ...more })
  expect(answer.status).toBe(200)
  return answer.json()
}
const revoke = async (asker: ClientOfTest, token: string) => {
  const answer = await post('/oauth/revoke', asker, { token })
  return [answer.status, await answer.text()]
}
const isRefused = async (token: string) => (await folk.whoami(token)).status === 401
const userinfo = (token: string) => fetch(`${world.issuer}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } })

control(
  'OAUTH-37',
  'O-17 a client ends the refresh token that it holds: nothing under that grant works any more, at once',
  async () => {
    const { team_id, client, browser } = await scene(world)
    const tokens = await folk.tokensFor(browser, client, scope)
    const others = await folk.tokensFor(browser, client, scope)
    expect(await revoke(client, tokens.refresh_token)).toEqual([200, ''])
    expect((await told(await folk.refresh(client, tokens.refresh_token))).error).toBe('invalid_grant')
    await waitUntil('the access token is refused', () => isRefused(tokens.access_token), 5_000)
    expect(await introspect(client, tokens.access_token)).toEqual({ active: false })
    expect(await isRefused(others.access_token)).toBe(false)
    const revoked = (await world.entriesOf(team_id)).filter(({ action }) => action === 'grant.revoked')
    expect(revoked).toMatchObject([{ actor: { id: client.id }, reason: 'revoked by a client' }])
    expect(await revoke(client, tokens.refresh_token)).toEqual([200, ''])
  },
)

control('OAUTH-37', 'O-17 a client ends a single access token of a person, and the refresh token goes on', async () => {
  const { client, browser } = await scene(world)
  const tokens = await folk.tokensFor(browser, client, scope)
  expect(await revoke(client, tokens.access_token)).toEqual([200, ''])
  await waitUntil('it is refused', () => isRefused(tokens.access_token), 5_000)
  expect((await folk.refresh(client, tokens.refresh_token)).status).toBe(200)
  const cli = await folk.tokensFor(browser, CLI, 'openid offline_access')
  expect(await revoke(CLI, cli.access_token)).toEqual([200, ''])
  await waitUntil('that of the command line too', () => isRefused(cli.access_token), 5_000)
})

control(
  'OAUTH-37',
  'O-17 whoever may change the clients of the team ends tokens of its people; anybody else’s wish has no effect',
  async () => {
    const { team_id, client, browser } = await scene(world)
    const tokens = await folk.tokensFor(browser, client, scope)
    const powerless = [
      await world.newClient({ team_id, roles: ['reader'] }),
      await world.newClient({ roles: ['owner'] }),
      CLI,
      await world.newAircraft({ team_id }),
    ]
    for (const asker of powerless)
      for (const token of [tokens.access_token, tokens.refresh_token]) expect(await revoke(asker, token)).toEqual([200, ''])
    expect(await isRefused(tokens.access_token)).toBe(false)
    const renewed = await told(await folk.refresh(client, tokens.refresh_token))
    const clerk = await world.newClient({ team_id, roles: ['service'], permissions: ['client:write'] })
    expect(await revoke(clerk, renewed.access_token)).toEqual([200, ''])
    await waitUntil('it is refused', () => isRefused(renewed.access_token), 5_000)
    expect(await revoke(clerk, String(renewed.refresh_token))).toEqual([200, ''])
    expect((await told(await folk.refresh(client, String(renewed.refresh_token)))).error).toBe('invalid_grant')
  },
)

control(
  'OAUTH-37',
  'O-18 an unrelated client learns nothing of a person’s tokens, and who cannot prove who it is learns nothing at all',
  async () => {
    const { team_id, client, person, browser } = await scene(world)
    const tokens = await folk.tokensFor(browser, client, scope)
    const auditor = await world.newClient({ team_id, roles: ['service'], permissions: ['audit:read'] })
    const about = { active: true, sub: person.id, client_id: client.id, iss: world.issuer }
    for (const asker of [client, auditor]) {
      expect(await introspect(asker, tokens.access_token)).toMatchObject({ ...about, team: team_id, token_type: 'Bearer' })
      expect(await introspect(asker, tokens.refresh_token, { token_type_hint: 'refresh_token' })).toMatchObject(about)
    }
    const unrelated = [
      await world.newClient({ team_id, roles: ['reader'] }),
      await world.newClient({ roles: ['owner'] }),
      await world.newAircraft({ team_id }),
    ]
    for (const asker of unrelated)
      for (const token of [tokens.access_token, tokens.refresh_token])
        expect(await introspect(asker, token)).toEqual({ active: false })
    const cli = await folk.tokensFor(browser, CLI, 'openid offline_access')
    for (const token of [cli.access_token, cli.refresh_token]) {
      expect(await introspect(CLI, token)).toEqual({ active: false })
      expect(await introspect(unrelated[0]!, token)).toEqual({ active: false })
      expect(await introspect(auditor, token)).toMatchObject({ active: true, client_id: CLI.id })
    }
    const code = await folk.codeFor(browser, client, { scope: 'openid', prompt: 'consent' })
    expect(await introspect(client, code.code)).toEqual({ active: false })
  },
)

test('introspection tells what a person’s token is worth now', async () => {
  const { team_id, client, person, browser } = await scene(world)
  const tokens = await folk.tokensFor(browser, client, scope)
  expect(await introspect(client, tokens.access_token)).toMatchObject({ scope: 'openid email profile team:read aircraft:write' })
  await world.admin.query(`update directory.memberships set roles = '{reader}' where account_id = $1`, [person.id])
  expect(await introspect(client, tokens.access_token)).toMatchObject({ scope: 'openid email profile team:read' })
  await folk.leave(person, team_id)
  expect(await introspect(client, tokens.access_token)).toEqual({ active: false })
})

control('OAUTH-38', 'userinfo tells of the person what they agreed to, and nothing with a token that is no good', async () => {
  const { client, person, browser, team_id } = await scene(world)
  const whole = await folk.tokensFor(browser, client, scope)
  expect(await (await userinfo(whole.access_token)).json()).toEqual({
    sub: person.id,
    email: person.email,
    email_verified: true,
    name: person.name,
  })
  const bare = await folk.tokensFor(browser, client, 'openid')
  expect(await (await userinfo(bare.access_token)).json()).toEqual({ sub: person.id })
  const refusals = [
    [await folk.tokensFor(browser, client, 'team:read'), 403, 'insufficient_scope'],
    [
      await told(await post('/oauth/token', await world.newClient({ team_id }), { grant_type: 'client_credentials' })),
      403,
      'insufficient_scope',
    ],
    [{ access_token: whole.id_token }, 401, 'invalid_token'],
    [{ access_token: 'nonsense' }, 401, 'invalid_token'],
  ] as const
  for (const [{ access_token }, status, error] of refusals) {
    const answer = await userinfo(access_token)
    expect([answer.status, await answer.json()]).toMatchObject([status, { error }])
    expect(answer.headers.get('www-authenticate')).toContain(`error="${error}"`)
    expect(answer.headers.get('cache-control')).toContain('no-store')
  }
  expect((await fetch(`${world.issuer}/oauth/userinfo`)).headers.get('www-authenticate')).toBe('Bearer realm="skykeep"')
  expect((await fetch(`${world.issuer}/oauth/userinfo?access_token=${whole.access_token}`)).status).toBe(401)
  expect(await revoke(client, whole.access_token)).toEqual([200, ''])
  await waitUntil('a revoked token tells nothing', async () => (await userinfo(whole.access_token)).status === 401, 5_000)
})

control('OAUTH-16', 'neither a code nor a token of a person stands in the database', async () => {
  const { client, browser } = await scene(world)
  const waiting = folk.uidIn(
    await browser.get(
      folk.authorizeUrl(client, {
        redirect_uri: 'https://app.example/callback',
        code_challenge: 'x'.repeat(43),
        prompt: 'consent',
      }),
    ),
  )
  const code = await folk.codeFor(browser, client, { scope, prompt: 'consent' })
  const tokens = await told(await folk.redeem(client, code))
  const secrets = [
    waiting,
    code.code,
    code.code_verifier,
    tokens.access_token,
    String(tokens.refresh_token),
    String(tokens.id_token),
  ]
  for (const table of ['identity.oauth_artefacts', 'identity.grants', 'identity.revoked_tokens', 'audit.pending']) {
    const { rows } = await world.admin.query(`select row(t.*)::text as row from ${table} t`)
    const all = rows.map(({ row }) => row).join('\\n')
    for (const secret of secrets) expect(all).not.toContain(secret)
  }
  const lines = JSON.stringify(world.lines)
  for (const secret of secrets) expect(lines).not.toContain(secret)
})

control(
  'OAUTH-21',
  'every token of a person has its entry in the trail of the team, with the client and the grant it is under',
  async () => {
    const { team_id, client, person, browser } = await scene(world)
    const tokens = await folk.tokensFor(browser, client, scope)
    const renewed = await told(await folk.refresh(client, tokens.refresh_token))
    const issued = (await world.entriesOf(team_id)).filter(({ action }) => action === 'token.issued')
    const entryOf = (token: string, proof: string) => {
      const { jti, sid } = decodeJwt(token)
      const granted = ['openid', 'email', 'profile', 'team:read', 'aircraft:write']
      return {
        actor: { type: 'account', id: person.id },
        resource: { id: jti },
        details: { proof, client_id: client.id, grant_id: sid, scope: granted },
      }
    }
    expect(issued).toMatchObject([
      entryOf(tokens.access_token, 'authorization_code'),
      entryOf(renewed.access_token, 'refresh_token'),
    ])
  },
)
