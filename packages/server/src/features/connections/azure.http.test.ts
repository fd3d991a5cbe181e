import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Azure, startAzure } from '@skykeep/simulator/azure/azure'
import { worldBuilder } from '@skykeep/simulator/azure/world-builder'
import { selfSigned } from '@skykeep/simulator/self-signed'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClouds } from '../../cloud/clouds.ts'
import { type AutomationWorld, anAzureConnection, automationWorld } from '../../testing/automation-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'skykeep-test-'))
const build = worldBuilder({ seed: 'connections' })
const flight = build.subscription('Flight operations')
const group = flight.group('rg-simulation', 'westeurope')
for (const name of ['vm-1', 'vm-2', 'vm-3']) group.machine(name, { power: 'running', tags: { env: 'dev' } })
const app = build.application('skykeep', {})

let azure: Azure
let world: AutomationWorld
beforeAll(async () => {
  const tls = selfSigned('pretend Azure')
  azure = await startAzure({ seed: 'connections', tls, world: build.spec() })
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, tls.cert)
  world = await automationWorld(createClouds({ added: [{ name: 'trial', authority: azure.url, arm: azure.url, caFile }] }))
})
afterAll(async () => {
  await world?.close()
  await azure?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('from nothing to a list of machines with Microsoft’s own client, as the guide tells, and a rotation on the way', {
  timeout: 120_000,
}, async () => {
  const { owner, id: team } = await world.team()
  const azureSettings = { cloud: 'trial', tenant_id: build.tenant_id, client_id: app.id, subscription_ids: [flight.id] }
  const { id } = (await owner('POST /connections', { body: anAzureConnection({}, azureSettings) })).body
  const check = async () => (await owner(`POST /connections/${id}/check`)).body
  const pemOf = async (state: string) => (await owner(`GET /connections/${id}/certificate?state=${state}`)).raw.toString()

  // Nobody has registered the certificate.
  expect(await check()).toMatchObject({
    ok: false,
    identity: { ok: false, refusal: { kind: 'authorization', reason: 'AADSTS700027' } },
  })
  const first = await pemOf('active')
  azure.control.application({ id: app.id, certificates: [first] })

  // Nobody has given it a role: what is missing is told, with the role to paste.
  const bare = await check()
  expect(bare).toMatchObject({ ok: false, identity: { ok: true } })
  const role = bare.custom_role as { Name: string; Actions: string[]; AssignableScopes: string[] }
  expect(role.Actions).toContain('Microsoft.Compute/virtualMachines/start/action')
  azure.control.role_definition({
    id: 'b6a1f3c0-0000-4000-8000-000000000001',
    name: role.Name,
    actions: role.Actions,
    not_actions: [],
  } as never)
  const { object_id } = azure.control.application({ id: app.id })
  // Restarting by hand is no part of a schedule: without it the connection works.
  const least = role.Actions.filter((action) => !/restart|powerOff|Insights/.test(action))
  azure.control.role_definition({
    id: 'b6a1f3c0-0000-4000-8000-000000000002',
    name: 'Least',
    actions: least,
    not_actions: [],
  } as never)
  azure.control.assign({ object_id, role: 'Least', scope: role.AssignableScopes[0]! })
  const lacking = await check()
  expect([lacking.ok, lacking.scopes[0].missing.length]).toEqual([true, 3])
  expect(lacking.scopes[0].missing.every(({ optional }: { optional: boolean }) => optional)).toBe(true)
  azure.control.revoke({ object_id })
  azure.control.assign({ object_id, role: role.Name, scope: role.AssignableScopes[0]! })
  expect(await check()).toMatchObject({ ok: true, scopes: [{ scope: flight.id, ok: true, missing: [], excess: [] }] })

  const sync = async () => {
    const [lane] = await world.lanesOf(id)
    await world.machines.sync(team, lane!, await world.connections.session(team, id), AbortSignal.timeout(60_000))
  }
  await sync()
  const { items } = (await owner('GET /machines')).body
  expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(['vm-1', 'vm-2', 'vm-3'])
  expect(items[0]).toMatchObject({
    scope: flight.id,
    resource_group: 'rg-simulation',
    power: { state: 'running' },
    tags: { env: 'dev' },
  })

  // Two certificates are registered for a while, then the first one goes.
  await owner(`POST /connections/${id}/certificate`, { body: { bits: 2_048 } })
  expect((await check()).rotation).toBe('waiting')
  const second = await pemOf('next')
  azure.control.application({ id: app.id, certificates: [first, second] })
  expect((await owner(`POST /connections/${id}/certificate/activate`)).body).toMatchObject({ ok: true, rotation: 'switched' })
  azure.control.application({ id: app.id, certificates: [second] })
  azure.control.revoke_tokens()
  await sync()

  // More than is needed is called out; a revoked role is found.
  azure.control.assign({ object_id, role: 'Contributor', scope: flight.scope })
  const tooMuch = await check()
  expect(tooMuch.ok).toBe(true)
  expect(tooMuch.scopes[0].excess.map(({ what }: { what: string }) => what).join()).toMatch(/Contributor/)
  azure.control.revoke({ object_id })
  expect((await check()).ok).toBe(false)
  await expect(world.connections.session(team, id)).rejects.toThrow(expect.objectContaining({ code: 'CONNECTION_NOT_READY' }))
})
