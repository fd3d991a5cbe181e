import { standardRoles } from '@skykeep/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'
import { proofService } from './proofs.service.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

test('a principal is found with what it may do and how it proves itself', async () => {
  const { id: team_id, owner } = await world.team()
  const client = (await owner('POST /clients', { body: { name: 'Tower', roles: ['ground_control'] } })).body
  expect(await world.proofs.findPrincipal(client.id)).toEqual({
    kind: 'client',
    id: client.id,
    team_id,
    active: true,
    name: 'Tower',
    permissions: new Set(standardRoles.ground_control.permissions),
    auth_method: 'client_secret',
    jwks: null,
    certificate_thumbprints: [],
    expires_at: null,
    redirect_uris: [],
    device_flow: false,
    secret_hashes: [expect.stringMatching(/^sha256:/)],
  })
  const aircraft = (await owner('POST /aircraft', { body: { registration: 'HB-ONE', tier: 'premium', backfill: true } })).body
  expect(await world.proofs.findPrincipal(aircraft.id)).toMatchObject({
    kind: 'aircraft',
    team_id,
    active: true,
    permissions: new Set([...standardRoles.aircraft_premium.permissions, 'telemetry:backfill']),
    auth_method: null,
  })
  for (const id of [newId(), client.id.toUpperCase(), 'x', '', `${client.id} `, "' or 1=1 --"]) {
    expect(await world.proofs.findPrincipal(id)).toBeNull()
  }
})

control(
  'CLIENT-8',
  'a secret of one principal proves nothing about another, and nothing once the client has expired',
  async () => {
    const { owner } = await world.team()
    const expires_at = new Date(Date.now() + 3_600_000).toISOString()
    const [a, b] = [
      (await owner('POST /clients', { body: { name: 'A', expires_at } })).body,
      (await owner('POST /clients', { body: { name: 'B' } })).body,
    ]
    const [foundA, foundB] = [await world.proofs.findPrincipal(a.id), await world.proofs.findPrincipal(b.id)]
    expect(world.proofs.secretMatches(foundA, a.client_secret)).toBe(true)
    expect(world.proofs.secretMatches(foundB, a.client_secret)).toBe(false)
    expect(world.proofs.secretMatches(foundA, `${a.client_secret}0`)).toBe(false)
    expect(world.proofs.secretMatches(foundA, '')).toBe(false)

    world.clock.aheadMs = 3_600_001
    const expired = await world.proofs.findPrincipal(a.id)
    expect(expired?.active).toBe(false)
    expect(world.proofs.secretMatches(expired, a.client_secret)).toBe(false)
    world.clock.aheadMs = 0
  },
)

test('the use of a client is noted at most once a minute, and changes nothing else', async () => {
  const { owner } = await world.team()
  const made = (await owner('POST /clients', { body: { name: 'Busy' } })).body
  const found = (await world.proofs.findPrincipal(made.id))!
  const lastUse = async () => (await owner(`GET /clients/${made.id}`)).body.last_used_at
  await world.proofs.touchLastUsed(found)
  const first = await lastUse()
  expect(Date.parse(first)).toBeGreaterThan(Date.now() - 60_000)
  // A process that has not seen the first use yet writes nothing either.
  await proofService({ db: world.db, clock: world.clock }).touchLastUsed(found)
  expect(await lastUse()).toBe(first)

  world.clock.aheadMs = 60_001
  await Promise.all(Array.from({ length: 5 }, () => world.proofs.touchLastUsed(found)))
  world.clock.aheadMs = 0
  expect(Date.parse(await lastUse()) - Date.parse(first)).toBeGreaterThanOrEqual(60_000)
  expect((await owner(`GET /clients/${made.id}`)).body).toMatchObject({ version: 1, updated_at: made.updated_at })
})
