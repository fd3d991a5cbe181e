import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endGrantsOf } from '../../auth/end-grants.ts'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { APP_REDIRECT, CLI, people, scene } from './testing/people.ts'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

const DAY_MS = 86_400_000
const scope = 'openid team:read offline_access'
const faultOf = async (answer: Response) => [answer.status, (await told(answer)).error]
const isRefused = async (token: string) => (await folk.whoami(token)).status === 401
const actionsOf = async (team_id: string, form: RegExp) =>
  (await world.entriesOf(team_id)).filter(({ action }) => form.test(action))

test('a refresh token gives another access token, ID token and refresh token under the same grant', async () => {
  const { client, person, browser } = await scene(world)
  const first = await folk.tokensFor(browser, client, scope)
  expect(first.scope).toBe('openid team:read')
  const answer = await folk.refresh(client, first.refresh_token)
  expect(answer.status).toBe(200)
  const second = await told(answer)
  expect(second.refresh_token).not.toBe(first.refresh_token)
  const [was, is] = [decodeJwt(first.access_token), decodeJwt(second.access_token)]
  expect(is).toMatchObject({
    sub: person.id,
    sid: was.sid,
    team: was.team,
    acr: was.acr,
    auth_time: was.auth_time,
    scope: was.scope,
  })
  expect(is.jti).not.toBe(was.jti)
  expect(decodeJwt(String(second.id_token))).toMatchObject({ sub: person.id, auth_time: was.auth_time })
})

control(
  'OAUTH-28',
  'O-06 an old refresh token after rotation ends the whole family at once, and the trail raises the alarm',
  async () => {
    const { team_id, client, person, browser } = await scene(world)
    const first = await folk.tokensFor(browser, client, scope)
    const second = await told(await folk.refresh(client, first.refresh_token))
    const third = await told(await folk.refresh(client, String(second.refresh_token)))
    expect(await isRefused(third.access_token)).toBe(false)
    expect(await faultOf(await folk.refresh(client, first.refresh_token))).toEqual([400, 'invalid_grant'])
    for (const { access_token } of [first, second, third])
      await waitUntil('its access tokens are refused', () => isRefused(access_token), 5_000)
    for (const { refresh_token } of [first, second, third])
      expect(await faultOf(await folk.refresh(client, String(refresh_token)))).toEqual([400, 'invalid_grant'])
    const alarms = await actionsOf(team_id, /token\.reuse|grant\.revoked/)
    expect(alarms).toMatchObject([
      {
        action: 'token.reuse_detected',
        actor: { type: 'client', id: client.id },
        details: { of: person.id, grant_type: 'refresh_token' },
      },
      { action: 'grant.revoked', details: { of: person.id, client_id: client.id } },
    ])
    const other = await folk.tokensFor(browser, client, scope)
    expect((await folk.refresh(client, other.refresh_token)).status).toBe(200)
  },
)

control(
  'OAUTH-28',
  'O-06 a refresh token lasts 14 days unused, and no grant more than 30 days, however often it is refreshed',
  async () => {
    const { client, browser } = await scene(world)
    const at = async <T>(days: number, work: () => Promise<T>): Promise<T> => {
      world.clock.shiftMs = days * DAY_MS
      try {
        return await work()
      } finally {
        world.clock.shiftMs = 0
      }
    }
    const idle = await folk.tokensFor(browser, client, scope)
    expect(await faultOf(await at(14.01, () => folk.refresh(client, idle.refresh_token)))).toEqual([400, 'invalid_grant'])
    let { refresh_token } = await folk.tokensFor(browser, client, scope)
    for (const days of [13.9, 27, 29.9]) {
      const answer = await at(days, () => folk.refresh(client, refresh_token))
      expect(answer.status, `day ${days}`).toBe(200)
      refresh_token = String((await told(answer)).refresh_token)
    }
    expect(await faultOf(await at(30.01, () => folk.refresh(client, refresh_token)))).toEqual([400, 'invalid_grant'])
  },
)

control(
  'OAUTH-28',
  'a refresh token comes only when the person agreed to it, and is worth nothing to another client',
  async () => {
    const { team_id, client, browser } = await scene(world)
    expect((await folk.tokensFor(browser, client, 'openid team:read')).refresh_token).toBeUndefined()
    const code = await folk.codeFor(browser, client, { scope, prompt: 'consent' }, ['openid', 'team:read'])
    expect((await told(await folk.redeem(client, code))).refresh_token).toBeUndefined()
    const { refresh_token } = await folk.tokensFor(browser, client, scope)
    const neighbour = await world.newClient({ team_id, redirect_uris: [APP_REDIRECT] })
    for (const thief of [neighbour, CLI])
      expect(await faultOf(await folk.refresh(thief, refresh_token))).toEqual([400, 'invalid_grant'])
    expect((await folk.refresh({ id: client.id }, refresh_token)).status).toBe(401)
    expect((await folk.refresh({ id: client.id, secret: 'wrong' }, refresh_token)).status).toBe(401)
    expect((await folk.refresh(client, refresh_token)).status).toBe(200)
  },
)

control('OAUTH-4', 'O-08 a refresh takes a part of the scope, never more', async () => {
  const { client, browser } = await scene(world)
  const { refresh_token } = await folk.tokensFor(browser, client, 'openid team:read aircraft:read offline_access')
  const narrow = await told(await folk.refresh(client, refresh_token, { scope: 'team:read' }))
  expect(narrow.scope).toBe('team:read')
  const next = String(narrow.refresh_token)
  for (const more of ['team:write', 'team:read client:write', 'no:such'])
    expect(await faultOf(await folk.refresh(client, next, { scope: more }))).toEqual([400, 'invalid_scope'])
  const whole = await told(await folk.refresh(client, next))
  expect(whole.scope).toBe('openid team:read aircraft:read')
  const elsewhere = await folk.refresh(client, String(whole.refresh_token), { resource: 'https://elsewhere.example' })
  expect(await faultOf(elsewhere)).toEqual([400, 'invalid_target'])
})

test('a permission that was taken from the client is not in the tokens that it gets from then on', async () => {
  const { client, browser } = await scene(world, { client: { roles: [], permissions: ['team:read', 'aircraft:read'] } })
  const { refresh_token } = await folk.tokensFor(browser, client, 'openid team:read aircraft:read offline_access')
  await world.admin.query(`update directory.clients set permissions = '{team:read}' where id = $1`, [client.id])
  expect((await told(await folk.refresh(client, refresh_token))).scope).toBe('openid team:read')
})

control('OAUTH-29', 'T-10 who was removed from the team has no access token, refresh token or code in it any more', async () => {
  const { team_id, client, person, browser } = await scene(world)
  const tokens = await folk.tokensFor(browser, client, scope)
  const code = await folk.codeFor(browser, client, { scope, prompt: 'consent' })
  expect(await isRefused(tokens.access_token)).toBe(false)
  await folk.leave(person, team_id)
  await waitUntil('the access token is refused', () => isRefused(tokens.access_token), 5_000)
  expect(await faultOf(await folk.refresh(client, tokens.refresh_token))).toEqual([400, 'invalid_grant'])
  expect(await faultOf(await folk.redeem(client, code))).toEqual([400, 'invalid_grant'])
  // The grant is over for good: who is taken in again has to agree again.
  await folk.join(person, team_id, ['owner'])
  expect(await faultOf(await folk.refresh(client, tokens.refresh_token))).toEqual([400, 'invalid_grant'])
  const revoked = await actionsOf(team_id, /grant\.revoked/)
  expect(revoked.map(({ reason }) => reason)).toContain('the person is not in the team any more')
})

control(
  'OAUTH-29',
  'S-06 a closed account has no token left: neither those of its sessions nor those of clients that act for it',
  async () => {
    const { client, person, browser } = await scene(world)
    const [app, cli] = [await folk.tokensFor(browser, client, scope), await folk.tokensFor(browser, CLI, scope)]
    const code = await folk.codeFor(browser, client, { scope, prompt: 'consent' })
    expect((await browser.get('/account/consents')).status).toBe(200)
    await world.db.withoutTeam(async (tx) => {
      await tx.updateTable('identity.accounts').set({ status: 'disabled' }).where('id', '=', person.id).execute()
      await world.sessions.endAll(tx, person.id)
    })
    for (const { access_token } of [app, cli]) await waitUntil('it is refused', () => isRefused(access_token), 5_000)
    await waitUntil('the session is refused', async () => (await browser.get('/account/consents')).status === 401, 5_000)
    expect(await faultOf(await folk.refresh(client, app.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await faultOf(await folk.refresh(CLI, cli.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await faultOf(await folk.redeem(client, code))).toEqual([400, 'invalid_grant'])
  },
)

control('OAUTH-29', 'an account that was closed past the program gets no new tokens either', async () => {
  const { client, person, browser } = await scene(world)
  const { refresh_token } = await folk.tokensFor(browser, client, scope)
  await world.admin.query(`update identity.accounts set status = 'disabled' where id = $1`, [person.id])
  expect(await faultOf(await folk.refresh(client, refresh_token))).toEqual([400, 'invalid_grant'])
})

control(
  'OAUTH-29',
  'what the team demands of sign-ins counts for refreshes: a second factor, and how long a sign-in lasts',
  async () => {
    const weak = await scene(world, { signedIn: { assurance: 'single', methods: ['pwd'] } })
    const { refresh_token } = await folk.tokensFor(weak.browser, weak.client, scope)
    await world.admin.query('update directory.teams set second_factor_required = true where team_id = $1', [weak.team_id])
    expect(await faultOf(await folk.refresh(weak.client, refresh_token))).toEqual([400, 'invalid_grant'])

    const brief = await scene(world)
    const tokens = await folk.tokensFor(brief.browser, brief.client, scope)
    await world.admin.query('update directory.teams set session_seconds = 3600 where team_id = $1', [brief.team_id])
    const renewed = await folk.refresh(brief.client, tokens.refresh_token)
    expect(renewed.status).toBe(200)
    world.clock.shiftMs = 3_700_000
    const late = await folk.refresh(brief.client, String((await told(renewed)).refresh_token))
    world.clock.shiftMs = 0
    expect(await faultOf(late)).toEqual([400, 'invalid_grant'])
  },
)

control('OAUTH-29', 'O-17 a client that is deleted, and a team that is, take what they were let do with them', async () => {
  const { team_id, client, browser } = await scene(world)
  const tokens = await folk.tokensFor(browser, client, scope)
  const viaCli = await folk.tokensFor(browser, CLI, scope)
  await world.db.asTeam(team_id, (tx) => world.credentials.remove(tx, client))
  await waitUntil('its tokens are refused', () => isRefused(tokens.access_token), 5_000)
  expect((await folk.refresh(client, tokens.refresh_token)).status).toBe(401)
  expect(await isRefused(viaCli.access_token)).toBe(false)
  await world.db.asTeam(team_id, (tx) => world.credentials.removeAll(tx))
  await waitUntil('those of the team are refused', () => isRefused(viaCli.access_token), 5_000)
  expect(await faultOf(await folk.refresh(CLI, viaCli.refresh_token))).toEqual([400, 'invalid_grant'])
})

test('grants end as whoever ends them says: of a person, of a person in one team, of a client, of a team', async () => {
  const { team_id, client, person, browser } = await scene(world)
  const ended = (which: Parameters<typeof endGrantsOf>[1]) =>
    world.db.withoutTeam((tx) => endGrantsOf(tx, which, world.clock.now()))
  const sidOf = async (asker: { id: string }) => decodeJwt((await folk.tokensFor(browser, asker, 'openid')).access_token).sid
  const [one, two] = [await sidOf(client), await sidOf(CLI)]
  expect(await ended({ account_id: person.id, team: await world.newTeam() })).toEqual([])
  expect(await ended({ client_id: client.id })).toEqual([one])
  expect(await ended({ account_id: person.id, team: team_id })).toEqual([two])
  expect(await ended({ account_id: person.id })).toEqual([])
  const three = await sidOf(CLI)
  expect(await ended({ team: team_id })).toEqual([three])
  const { rows } = await world.admin.query('select jti from identity.revoked_tokens where jti = any($1)', [[one, two, three]])
  expect(rows).toHaveLength(3)
})
