import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { Browser } from '../oauth/testing/browser.ts'
import { told } from '../oauth/testing/oauth-calls.ts'
import { oauthWorld, type World } from '../oauth/testing/oauth-world.ts'
import { CLI, people, scene } from '../oauth/testing/people.ts'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

const scope = 'openid team:read offline_access'

control(
  'OAUTH-33',
  'O-19 people see what they have let clients do, and take it back: its tokens are refused within seconds',
  async () => {
    const { team_id, client, person, browser } = await scene(world)
    const tokens = await folk.tokensFor(browser, client, scope)
    const viaCli = await folk.tokensFor(browser, CLI, 'openid')
    const { sid } = decodeJwt(tokens.access_token)
    const team = { id: team_id, name: `team ${team_id}` }
    const { items, next_cursor } = (await browser.get('/account/consents')).body
    expect(next_cursor).toBeNull()
    expect(items).toEqual([
      expect.objectContaining({ client: { id: CLI.id, name: 'Skykeep command line', team: null, is_proven: false }, team }),
      {
        id: sid,
        client: { id: client.id, name: expect.any(String), team, is_proven: true },
        client_id: client.id,
        team,
        scopes: [
          { name: 'openid', description: expect.any(String) },
          { name: 'team:read', description: 'See the team' },
          { name: 'offline_access', description: expect.any(String) },
        ],
        created_at: expect.any(String),
        last_used_at: expect.any(String),
        expires_at: expect.any(String),
      },
    ])
    expect(Math.round((Date.parse(items[1].expires_at) - Date.parse(items[1].created_at)) / 86_400_000)).toBe(30)

    expect((await browser.delete(`/account/consents/${sid}`)).status).toBe(204)
    await waitUntil('its access token is refused', async () => (await folk.whoami(tokens.access_token)).status === 401, 5_000)
    expect((await told(await folk.refresh(client, tokens.refresh_token))).error).toBe('invalid_grant')
    expect((await folk.whoami(viaCli.access_token)).status).toBe(200)
    expect((await browser.get('/account/consents')).body.items).toHaveLength(1)
    expect((await browser.delete(`/account/consents/${sid}`)).status).toBe(404)
    const withdrawn = (await world.entriesOf(team_id)).filter(({ action }) => action === 'consent.withdrawn')
    expect(withdrawn).toMatchObject([
      { actor: { type: 'account', id: person.id }, details: { of: person.id, client_id: client.id } },
    ])
  },
)

control('OAUTH-33', 'nobody sees or ends what another person agreed to, and no client does it in a person’s place', async () => {
  const { team_id, client, browser } = await scene(world)
  const tokens = await folk.tokensFor(browser, client, 'openid team:read')
  const { sid } = decodeJwt(tokens.access_token)
  const colleague = await folk.signIn(await folk.newPerson({ team_id }))
  expect((await colleague.get('/account/consents')).body.items).toEqual([])
  const [theirs, nobodys] = [
    await colleague.delete(`/account/consents/${sid}`),
    await colleague.delete(`/account/consents/01a20000-0000-7000-8000-000000000000`),
  ]
  expect([theirs.status, nobodys.status]).toEqual([404, 404])
  const asClient = { authorization: `Bearer ${tokens.access_token}` }
  expect((await new Browser(world.issuer).get('/account/consents', asClient)).status).toBe(403)
  expect((await new Browser(world.issuer).get('/account/consents')).status).toBe(401)
  expect((await folk.whoami(tokens.access_token)).status).toBe(200)
})

test('what was agreed with a client that is gone is over, and a deleted client is named no more', async () => {
  const { client, browser } = await scene(world)
  await folk.tokensFor(browser, client, 'openid')
  await world.admin.query('delete from directory.clients where id = $1', [client.id])
  expect((await browser.get('/account/consents')).body.items).toMatchObject([{ client: null, client_id: client.id }])
  await world.db.asTeam(client.team_id, (tx) => world.credentials.remove(tx, client))
  expect((await browser.get('/account/consents')).body.items).toEqual([])
})
