import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operatorOf } from '../../auth/principal.ts'
import { newId } from '../../lib/new-id.ts'
import { onceOnly } from '../../lib/once-only.ts'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { clientService } from '../clients/clients.service.ts'
import { memberService } from '../members/members.service.ts'
import { teamService } from '../teams/teams.service.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { form } from './testing/tls-client.ts'

let world: World
beforeAll(async () => {
  world = await oauthWorld()
})
afterAll(() => world.close())

interface Asker {
  id: string
  secret: string
}
const post = (path: string, { id, secret }: Asker, members: Record<string, string>) =>
  fetch(`${world.issuer}${path}`, form({ client_id: id, client_secret: secret, ...members }))
const tokenOf = async (asker: Asker): Promise<string> => {
  const answer = await post('/oauth/token', asker, { grant_type: 'client_credentials' })
  return ((await answer.json()) as { access_token: string }).access_token
}
const whoami = async (token: string) =>
  (await fetch(`${world.issuer}/whoami`, { headers: { authorization: `Bearer ${token}` } })).status
const introspect = async (asker: Asker, token: string) => {
  const answer = await post('/oauth/introspect', asker, { token })
  expect(answer.status).toBe(200)
  return answer.json()
}
const revoke = async (asker: Asker, token: string) => {
  const answer = await post('/oauth/revoke', asker, { token })
  return [answer.status, await answer.text()]
}

control(
  'OAUTH-13',
  'O-17 a client ends its own token: it is refused everywhere within 5 seconds, and the trail tells who ended it',
  async () => {
    const client = await world.newClient()
    const [token, other] = [await tokenOf(client), await tokenOf(client)]
    expect(await whoami(token)).toBe(200)
    expect(await revoke(client, token)).toEqual([200, ''])
    await waitUntil('the token is refused', async () => (await whoami(token)) === 401, 5_000)
    expect(await whoami(other)).toBe(200)
    expect(await introspect(client, token)).toEqual({ active: false })
    const entries = (await world.entriesOf(client.team_id)).filter(({ action }) => action === 'token.revoked')
    expect(entries).toMatchObject([
      { actor: { id: client.id }, resource: { id: decodeJwt(token).jti }, details: { of: client.id, own: true } },
    ])
    expect(await revoke(client, token)).toEqual([200, ''])
    expect((await world.entriesOf(client.team_id)).filter(({ action }) => action === 'token.revoked')).toHaveLength(1)
  },
)

control(
  'OAUTH-13',
  'O-17 a client of the team with client:write ends any token of the team; without it, or from another team, nothing happens',
  async () => {
    const team_id = await world.newTeam()
    const [owner, reader] = [await world.newClient({ team_id, roles: ['owner'] }), await world.newClient({ team_id })]
    const stranger = await world.newClient({ roles: ['owner'] })
    const aircraft = await world.newAircraft({ team_id })
    const token = await tokenOf(aircraft)
    for (const powerless of [reader, stranger, await world.newAircraft({ team_id })])
      expect(await revoke(powerless, token)).toEqual([200, ''])
    expect(await introspect(aircraft, token)).toMatchObject({ active: true })
    expect(await whoami(token)).toBe(200)
    expect(await revoke(owner, token)).toEqual([200, ''])
    await waitUntil('the token is refused', async () => (await whoami(token)) === 401, 5_000)
  },
)

control(
  'OAUTH-13',
  'O-17 with a client or a whole team every token goes within 5 seconds, and those of others stay',
  async () => {
    const { db, audit, clock, keyRing, credentials } = world
    const once = onceOnly({ db, keyRing, clock })
    const members = memberService({ db, audit, clock })
    const needs = { db, audit, clock, newId, keyRing, credentials, members, once }
    const team_id = await world.newTeam()
    const [gone, kept] = [await world.newClient({ team_id }), await world.newClient({ team_id })]
    const aircraft = await world.newAircraft({ team_id })
    const stranger = await world.newClient()
    const tokens = await Promise.all([gone, kept, aircraft, stranger].map(tokenOf))
    const statuses = () => Promise.all(tokens.map(whoami))
    expect(await statuses()).toEqual([200, 200, 200, 200])

    await clientService(needs).remove(operatorOf(team_id, 'test'), gone.id, undefined)
    await waitUntil('the client’s token is refused', async () => (await whoami(tokens[0]!)) === 401, 5_000)
    expect(await statuses()).toEqual([401, 200, 200, 200])

    await teamService(needs).remove(operatorOf(team_id, 'test'), team_id, undefined)
    const ofTheTeam = async () => (await statuses()).slice(0, 3).every((status) => status === 401)
    await waitUntil('every token of the team is refused', ofTheTeam, 5_000)
    expect(await statuses()).toEqual([401, 401, 401, 200])
  },
)

test('revoking nonsense, a forged token or one that is over has no effect and the same answer', async () => {
  const client = await world.newClient()
  const token = await tokenOf(client)
  const forged = `${token.slice(0, -6)}AAAAAA`
  for (const text of ['nonsense', 'a.b.c', forged, `${token}x`]) expect(await revoke(client, text)).toEqual([200, ''])
  world.clock.shiftMs = 1_000_000
  expect(await revoke(client, token)).toEqual([200, ''])
  world.clock.shiftMs = 0
  expect(await whoami(token)).toBe(200)
  expect((await world.admin.query('select from identity.revoked_tokens where jti = $1', [decodeJwt(token).jti])).rowCount).toBe(0)
})

control(
  'OAUTH-14',
  'O-18 an unrelated client learns nothing of a token; its own client and those of the team who may read do',
  async () => {
    const team_id = await world.newTeam()
    const aircraft = await world.newAircraft({ team_id })
    const token = await tokenOf(aircraft)
    const about = {
      active: true,
      sub: aircraft.id,
      client_id: aircraft.id,
      team: team_id,
      iss: world.issuer,
      token_type: 'Bearer',
      scope: 'weather:read telemetry:write',
    }
    const reads = await world.newClient({ team_id, roles: ['service'], permissions: ['client:read'] })
    const audits = await world.newClient({ team_id, roles: ['service'], permissions: ['audit:read'] })
    for (const knowing of [aircraft, reads, audits]) expect(await introspect(knowing, token)).toMatchObject(about)
    const blind = await world.newClient({ team_id, roles: ['reader'] })
    const stranger = await world.newClient({ roles: ['owner'] })
    const sibling = await world.newAircraft({ team_id })
    for (const unrelated of [blind, stranger, sibling]) expect(await introspect(unrelated, token)).toEqual({ active: false })
    for (const text of ['nonsense', 'a.b.c', `${token}x`]) expect(await introspect(audits, text)).toEqual({ active: false })
  },
)

test('introspection tells what a token is worth now: less when a permission was taken away, nothing when its holder is gone', async () => {
  const client = await world.newClient({ permissions: ['audit:read'] })
  const token = await tokenOf(client)
  expect(await introspect(client, token)).toMatchObject({ scope: expect.stringContaining('audit:read') })
  await world.admin.query(`update directory.clients set permissions = '{}' where id = $1`, [client.id])
  expect(await introspect(client, token)).toMatchObject({ active: true, scope: expect.not.stringContaining('audit:read') })
  const auditor = await world.newClient({ team_id: client.team_id, permissions: ['audit:read'] })
  await world.admin.query(`update directory.clients set expires_at = now() where id = $1`, [client.id])
  expect(await introspect(auditor, token)).toEqual({ active: false })
})

control('OAUTH-14', 'neither introspection nor revocation answers anybody who has not proven who it is', async () => {
  const client = await world.newClient()
  const token = await tokenOf(client)
  for (const path of ['/oauth/introspect', '/oauth/revoke']) {
    expect((await post(path, { ...client, secret: 'wrong' }, { token })).status).toBe(401)
    expect(
      (
        await fetch(`${world.issuer}${path}`, {
          ...form({ token }),
          headers: { ...form({}).headers, authorization: `Bearer ${token}` },
        })
      ).status,
    ).toBe(400)
  }
  expect(await whoami(token)).toBe(200)
})
