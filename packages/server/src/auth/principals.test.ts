import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../lib/new-id.ts'
import { control } from '../testing/control.ts'
import { type RegistryWorld, registryWorld } from '../testing/registry-world.ts'
import type { AccessClaims } from './access-token.ts'
import { Principals } from './principals.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const everything = 'telemetry:write telemetry:read weather:read contacts:read config:read telemetry:backfill'
const claimsOf = (team: string, sub: string, scope = everything): AccessClaims => ({
  iss: 'i',
  sub,
  team,
  scope,
  jti: newId(),
  iat: 0,
  exp: 1,
})

async function fleet(tier: 'standard' | 'premium' = 'standard', more: Record<string, unknown> = {}) {
  const team = await world.team()
  const registration = `A${newId().slice(-8)}`.toUpperCase()
  const { body } = await team.owner('POST /aircraft', { body: { registration, tier, ...more } })
  return { team, id: (body as { id: string }).id }
}

control('AUTH-11', 'what a principal may do is what the registry says now, cut down to the scope of its token', async () => {
  const { team, id } = await fleet('premium')
  const principals = new Principals(world.db)
  const all = await principals.of(claimsOf(team.id, id))
  expect([...all.permissions].sort()).toEqual(['contacts:read', 'telemetry:write', 'weather:read'])
  const narrow = await principals.of(claimsOf(team.id, id, 'telemetry:write config:read'))
  expect([...narrow.permissions]).toEqual(['telemetry:write'])
  expect([...(await principals.of(claimsOf(team.id, id, ''))).permissions]).toEqual([])
})

control('AUTH-12', 'a token that names a team of which its principal is not is refused', async () => {
  const { id } = await fleet()
  const elsewhere = await world.team()
  await expect(new Principals(world.db).of(claimsOf(elsewhere.id, id))).rejects.toMatchObject({ code: 'TOKEN_REVOKED' })
})

control(
  'AUTH-13',
  'a permission that is taken away and a principal that is revoked are gone as soon as the signal is heard',
  async () => {
    const { team, id } = await fleet('premium')
    const principals = new Principals(world.db)
    const claims = claimsOf(team.id, id)
    expect((await principals.of(claims)).permissions.has('contacts:read')).toBe(true)
    await world.admin.query(`update directory.aircraft set tier = 'standard' where id = $1`, [id])
    principals.forget(id)
    expect((await principals.of(claims)).permissions.has('contacts:read')).toBe(false)
    await world.admin.query(`update directory.aircraft set status = 'revoked' where id = $1`, [id])
    principals.forget(id)
    await expect(principals.of(claims)).rejects.toMatchObject({ code: 'TOKEN_REVOKED' })
    expect(() => principals.of(claims)).toThrow() // remembered now, and refused without a wait
  },
)

control('AUTH-14', 'an answer of the registry that was overtaken by a signal is not remembered', async () => {
  const { team, id } = await fleet()
  const principals = new Principals(world.db)
  const claims = claimsOf(team.id, id)
  const underWay = principals.of(claims)
  principals.forget(id)
  await underWay
  expect(principals.of(claims)).toBeInstanceOf(Promise)
})

control('AUTH-15', 'a lost signal costs a minute at most: what the registry said is asked again', async () => {
  const { team, id } = await fleet()
  const clock = { now: 0 }
  const principals = new Principals(world.db, () => clock.now)
  const claims = claimsOf(team.id, id)
  await principals.of(claims)
  clock.now = 59_999
  expect(principals.of(claims)).not.toBeInstanceOf(Promise)
  clock.now = 60_000
  const again = principals.of(claims)
  expect(again).toBeInstanceOf(Promise)
  await again
})

test('an aircraft that may back-fill has that permission beside those of its tier', async () => {
  const { team, id } = await fleet()
  await world.admin.query('update directory.aircraft set backfill = true where id = $1', [id])
  const { permissions, kind } = await new Principals(world.db).of(claimsOf(team.id, id))
  expect([kind, [...permissions].sort()]).toEqual(['aircraft', ['telemetry:backfill', 'telemetry:write', 'weather:read']])
})

test('a client has the permissions of its roles and its own, and none after its end', async () => {
  const team = await world.team()
  const { body } = await team.owner('POST /clients', {
    body: { name: `Client ${newId()}`, roles: ['ground_control'], permissions: ['config:read'], auth_method: 'client_secret' },
  })
  const { id } = body as { id: string }
  const principals = new Principals(world.db)
  const { kind, permissions } = await principals.of(claimsOf(team.id, id))
  expect([kind, [...permissions].sort()]).toEqual(['client', ['config:read', 'contacts:read', 'telemetry:read', 'weather:read']])
  await world.admin.query(`update directory.clients set expires_at = now() - interval '1 second' where id = $1`, [id])
  principals.forgetAll()
  await expect(principals.of(claimsOf(team.id, id))).rejects.toMatchObject({ code: 'TOKEN_REVOKED' })
})

test('requests that come at once share one question to the registry', async () => {
  const { team, id } = await fleet()
  const principals = new Principals(world.db)
  const claims = claimsOf(team.id, id)
  const [first, second] = await Promise.all([principals.of(claims), principals.of(claims)])
  expect(first).toBe(second)
})
