import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { Browser } from './testing/browser.ts'
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

const { challenge } = pkce()
const urlOf = (client: { id: string }, more: Record<string, string> = {}) =>
  folk.authorizeUrl(client, {
    redirect_uri: client.id === CLI.id ? CLI_REDIRECT : APP_REDIRECT,
    code_challenge: challenge,
    ...more,
  })
const grantsOf = async (account: string) =>
  (await world.admin.query('select * from identity.grants where account_id = $1 order by id', [account])).rows

control(
  'OAUTH-33',
  'O-19 before anybody agrees they are shown the client and its team, each scope in words, for how long, and where it leads',
  async () => {
    const { team_id, client, person, browser } = await scene(world)
    const uid = folk.uidIn(await browser.get(urlOf(client, { scope: 'openid team:read offline_access', prompt: 'consent' })))
    const team = { id: team_id, name: `team ${team_id}` }
    const shown = {
      client: { id: client.id, name: expect.stringContaining('client '), team, is_proven: true },
      scopes: [
        { name: 'openid', description: expect.stringContaining('who you are') },
        { name: 'team:read', description: 'See the team' },
        { name: 'offline_access', description: expect.stringContaining('30 days') },
      ],
      access_seconds: 30 * 86_400,
      expires_at: expect.any(String),
      redirect_uri: APP_REDIRECT,
    }
    const about = await browser.get(`/oauth/interactions/${uid}`)
    const { id, email, name } = person
    expect(about.body).toEqual({
      ...shown,
      account: { id, email, name },
      team,
      needs_sign_in: false,
      second_factor_needed: false,
      other_team_needed: false,
    })
    const nobodys = await new Browser(world.issuer).get(`/oauth/interactions/${uid}`)
    expect(nobodys.body).toMatchObject({ ...shown, account: null, team: null, needs_sign_in: true })
    expect((await browser.get(`/oauth/interactions/${uid.slice(0, -1)}x`)).status).toBe(404)
  },
)

test('the command line is shown as a program of ours that anybody can pretend to be', async () => {
  const { browser } = await scene(world)
  const uid = folk.uidIn(await browser.get(urlOf(CLI)))
  expect((await browser.get(`/oauth/interactions/${uid}`)).body).toMatchObject({
    client: { id: 'skykeep-cli', name: 'Skykeep command line', team: null, is_proven: false },
    redirect_uri: CLI_REDIRECT,
  })
})

control(
  'OAUTH-31',
  'the OAuth server keeps no session of its own: no cookie, no record, and whoever signs out is nobody to it',
  async () => {
    const { client, browser } = await scene(world)
    await folk.codeFor(browser, client)
    expect(browser.cookieNames.filter((name) => name.includes('session') || /^skykeep-op(\.sig)?$/.test(name))).toEqual([])
    const { rowCount } = await world.admin.query(`select from identity.oauth_artefacts where model = 'Session'`)
    expect(rowCount).toBe(0)
    browser.forget('__Host-skykeep')
    const { location } = await browser.get(urlOf(client, { prompt: 'none' }))
    expect(location?.searchParams.get('error')).toBe('login_required')
    const uid = folk.uidIn(await browser.get(urlOf(client)))
    expect((await browser.get(`/oauth/interactions/${uid}`)).body.needs_sign_in).toBe(true)
  },
)

control(
  'OAUTH-31',
  'a code goes to the browser and the session that agreed, and to no other that comes with the address',
  async () => {
    const { client, person, browser } = await scene(world)
    const stranger = await folk.signIn(await folk.newPerson({ team_id: client.team_id }))
    // Somebody begins, and talks the person into approving it in their own browser.
    const uid = folk.uidIn(await stranger.get(urlOf(client)))
    const { redirect_to } = (await browser.post(`/oauth/interactions/${uid}/approve`)).body
    const byVictim = await browser.get(redirect_to)
    expect([byVictim.status, byVictim.location]).toEqual([400, null])
    const byStranger = await stranger.get(redirect_to)
    expect(folk.uidIn(byStranger)).not.toBe(uid)
    const again = folk.uidIn(byStranger)
    expect((await stranger.get(`/oauth/interactions/${again}`)).body.account.id).not.toBe(person.id)

    // The same browser, but before it came back somebody else, or the same person again, signed in.
    for (const next of [await folk.newPerson({ team_id: client.team_id }), person]) {
      await folk.signIn(person, { browser })
      const own = folk.uidIn(await browser.get(urlOf(client)))
      const approved = await browser.post(`/oauth/interactions/${own}/approve`)
      await folk.signIn(next, { browser })
      expect(folk.uidIn(await browser.get(approved.body.redirect_to))).not.toBe(own)
    }
  },
)

control('OAUTH-31', 'what was decided is decided once and carried out once', async () => {
  const { team_id, client, person, browser } = await scene(world)
  const uid = folk.uidIn(await browser.get(urlOf(client)))
  const answers = await Promise.all(Array.from({ length: 20 }, () => browser.post(`/oauth/interactions/${uid}/approve`)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(404)])
  expect(await grantsOf(person.id)).toHaveLength(1)
  expect((await browser.post(`/oauth/interactions/${uid}/deny`)).status).toBe(404)
  expect((await browser.get(`/oauth/interactions/${uid}`)).status).toBe(404)
  const { redirect_to } = answers.find(({ status }) => status === 200)!.body
  const back = await Promise.all(Array.from({ length: 10 }, () => browser.get(redirect_to)))
  expect(back.filter(({ location }) => location?.searchParams.has('code'))).toHaveLength(1)
  const given = (await world.entriesOf(team_id)).filter(({ action }) => action === 'consent.given')
  expect(given).toMatchObject([
    { actor: { id: person.id }, details: { client_id: client.id, scopes: ['openid'], way: 'browser' } },
  ])
})

test('who refuses sends the client away with access_denied, and the trail tells it', async () => {
  const { team_id, client, person, browser } = await scene(world)
  const url = urlOf(client, { state: 'kept' })
  const uid = folk.uidIn(await browser.get(url))
  const { location } = await browser.get((await browser.post(`/oauth/interactions/${uid}/deny`)).body.redirect_to)
  expect(location?.href).toContain(APP_REDIRECT)
  expect(Object.fromEntries(location!.searchParams)).toMatchObject({ error: 'access_denied', state: 'kept', iss: world.issuer })
  expect(await grantsOf(person.id)).toEqual([])
  const refused = (await world.entriesOf(team_id)).filter(({ action }) => action === 'consent.refused')
  expect(refused).toMatchObject([{ actor: { id: person.id }, details: { client_id: client.id, scopes: ['openid'] } }])
})

control(
  'OAUTH-32',
  'nobody agrees without a session of their own: not without one, not with a token, not from another site',
  async () => {
    const { client, person, browser } = await scene(world)
    const uid = folk.uidIn(await browser.get(urlOf(client)))
    const path = `/oauth/interactions/${uid}/approve`
    expect((await new Browser(world.issuer).post(path)).status).toBe(401)
    const machine = await world.newClient({ team_id: client.team_id, roles: ['owner'] })
    const machines = await told(await folk.token(machine, { grant_type: 'client_credentials' }))
    const delegated = await folk.tokensFor(browser, client, 'openid')
    for (const { access_token } of [machines, delegated]) {
      const answer = await new Browser(world.issuer).post(path, {}, { authorization: `Bearer ${access_token}` })
      expect([answer.status, answer.body.code]).toEqual([403, 'PERMISSION_DENIED'])
    }
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    ]
    for (const headers of elsewhere) {
      const answer = await browser.post(path, {}, headers)
      expect([answer.status, answer.body.code]).toEqual([403, 'CROSS_SITE_REFUSED'])
    }
    expect((await browser.submit(path, {})).status).toBe(415)
    expect((await browser.get(path)).status).toBe(405)
    expect(await grantsOf(person.id)).toHaveLength(1)
  },
)

control(
  'OAUTH-32',
  'whoever has proven too little, or comes from where the team admits nobody, cannot agree to anything',
  async () => {
    const { team_id, client, person, browser } = await scene(world, { signedIn: { assurance: 'single', methods: ['pwd'] } })
    const weak = await folk.signIn(person, { assurance: 'enrolment', methods: ['pwd'] })
    const weakUid = folk.uidIn(await weak.get(urlOf(client)))
    expect((await weak.get(`/oauth/interactions/${weakUid}`)).body).toMatchObject({ second_factor_needed: true })
    const refused = await weak.post(`/oauth/interactions/${weakUid}/approve`)
    expect([refused.status, refused.body.code]).toEqual([403, 'SECOND_FACTOR_REQUIRED'])

    const tries = async (who: Browser) => {
      const uid = folk.uidIn(await who.get(urlOf(client)))
      const { status, body } = await who.post(`/oauth/interactions/${uid}/approve`)
      return [status, body.code]
    }
    await world.admin.query(`update directory.teams set allowed_networks = '{192.0.2.0/24}' where team_id = $1`, [team_id])
    await forgetTeam(team_id)
    await waitUntil('the network counts', async () => (await tries(browser))[1] === 'ADDRESS_NOT_ALLOWED')
    await world.admin.query(
      `update directory.teams set allowed_networks = '{}', second_factor_required = true where team_id = $1`,
      [team_id],
    )
    await forgetTeam(team_id)
    await waitUntil('the second factor counts', async () => (await tries(browser))[1] === 'SECOND_FACTOR_REQUIRED')
    expect(await tries(await folk.signIn(person))).toEqual([200, undefined])
    expect(await grantsOf(person.id)).toHaveLength(1)
  },
)

control(
  'OAUTH-32',
  'a client of one team gets nothing of another: who founded a team cannot ask the members of others for theirs',
  async () => {
    const { browser, person } = await scene(world)
    const foreign = await world.newClient({ roles: ['owner'], redirect_uris: [APP_REDIRECT] })
    const uid = folk.uidIn(await browser.get(urlOf(foreign, { scope: 'openid team:read' })))
    expect((await browser.get(`/oauth/interactions/${uid}`)).body).toMatchObject({ other_team_needed: true })
    const answer = await browser.post(`/oauth/interactions/${uid}/approve`)
    expect([answer.status, answer.body.code]).toEqual([409, 'TEAM_MISMATCH'])
    expect(await grantsOf(person.id)).toEqual([])
  },
)

test('nothing is agreed to that was not asked for, and nothing at all is a refusal', async () => {
  const { client, person, browser } = await scene(world)
  const uid = folk.uidIn(await browser.get(urlOf(client, { scope: 'openid team:read' })))
  for (const scopes of [['openid', 'team:write'], ['*'], []]) {
    const answer = await browser.post(`/oauth/interactions/${uid}/approve`, { scopes })
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(answer.body.errors[0].pointer).toMatch(/^#\/scopes/)
  }
  expect((await browser.post(`/oauth/interactions/${uid}/approve`, { scope: 'openid' })).body.code).toBe('VALIDATION_FAILED')
  expect(await grantsOf(person.id)).toEqual([])
})

test('a request that nobody answered within ten minutes is over', async () => {
  const { client, browser } = await scene(world)
  const uid = folk.uidIn(await browser.get(urlOf(client)))
  world.clock.shiftMs = 601_000
  const late = await browser.get(`/oauth/interactions/${uid}`)
  world.clock.shiftMs = 0
  expect(late.status).toBe(404)
})

test('a person without a team lets the command line act for them, in no team', async () => {
  const person = await folk.newPerson()
  const browser = await folk.signIn(person)
  const tokens = await folk.tokensFor(browser, CLI, 'openid team:read')
  const { body } = await folk.whoami(tokens.access_token)
  expect(body).toMatchObject({
    id: person.id,
    permissions: [],
    team_id: '00000000-0000-0000-0000-000000000000',
    client_id: CLI.id,
  })
})

control(
  'OAUTH-31',
  'O-20 nobody is signed out by an address that somebody gave them: the OAuth server has no such endpoint',
  async () => {
    const { browser } = await scene(world)
    const discovery = await told(await fetch(`${world.issuer}/.well-known/openid-configuration`))
    expect(Object.keys(discovery).filter((name) => /session|logout/.test(name))).toEqual([])
    for (const path of [
      '/oauth/session/end',
      '/oauth/session/end/confirm',
      '/session/end',
      '/oauth/logout',
      '/oauth/end_session',
    ])
      expect((await browser.get(`${path}?id_token_hint=x&post_logout_redirect_uri=https://evil.example`)).status).toBe(404)
    expect(browser.cookieNames).toContain('__Host-skykeep')
  },
)

const forgetTeam = (team_id: string) => world.db.withoutTeam((tx) => world.announce(tx, 'principal', team_id))
