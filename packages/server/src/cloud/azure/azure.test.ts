import { privateKeyPem, selfSigned } from '@skykeep/keyring'
import { type AzureWorldSpec, startAzure } from '@skykeep/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { client, credentials, machine, principal, sessionAt, subscription, tenant } from './testing/local-cloud.ts'

const signal = () => AbortSignal.timeout(20_000)
let azure: Awaited<ReturnType<typeof startAzure>>
let session: Awaited<ReturnType<typeof sessionAt>>['session']

beforeAll(async () => {
  const now = new Date()
  const tls = await selfSigned({
    commonName: 'localhost',
    key: 'ec-p256',
    purpose: 'server',
    days: 2,
    now,
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
  })
  const { certificate_pem } = await credentials()
  const names = Array.from({ length: 5 }, (_, at) => `vm-${at + 1}`)
  const world: AzureWorldSpec = {
    tenant_id: tenant,
    subscriptions: [{ id: subscription, name: 'Trial' }],
    groups: [{ subscription, name: 'RG', location: 'westeurope' }],
    machines: names.map((name) => ({ subscription, group: 'RG', name, location: 'westeurope', power: 'deallocated' })),
    applications: [{ id: client, object_id: principal, name: 'skykeep', certificates: [certificate_pem] }],
    role_definitions: [{ id: '55555555-5555-4555-8555-555555555555', name: 'wide', actions: ['*'] }],
    role_assignments: [{ object_id: principal, role: 'wide', scope: `/subscriptions/${subscription}` }],
  }
  azure = await startAzure({
    world,
    clock: { now_ms: Date.now(), rate: 200 },
    settings: { page_size: 2 },
    tls: { key: privateKeyPem(tls.privateKeyPkcs8), cert: tls.pem },
  })
  const { origin } = new URL(azure.url)
  session = (await sessionAt({ cloud: { name: 'local', authority: origin, arm: origin, isMicrosofts: false, ca: tls.pem } }))
    .session
})
afterAll(() => azure.close())

test('a machine is found, started, followed to its end and read back', async () => {
  expect(await session.identify(signal())).toEqual({ principal_id: principal })
  expect(await session.scopes(signal())).toMatchObject([{ id: subscription, state: 'enabled' }])
  const pages = []
  for await (const page of session.list(subscription, signal())) pages.push(page)
  expect(pages.flat().map(({ name, power }) => [name, power])).toEqual(
    ['vm-1', 'vm-2', 'vm-3', 'vm-4', 'vm-5'].map((name) => [name, 'deallocated']),
  )
  expect(await session.states(subscription, signal())).toHaveLength(5)

  const { operation } = await session.act(machine, 'start', signal())
  expect(operation).toMatch(/^https:/)
  await expect.poll(async () => (await session.follow(operation!, signal())).status, { timeout: 15_000 }).toBe('succeeded')
  expect(await session.read(machine, signal())).toMatchObject({ name: 'vm-1', power: 'running', region: 'westeurope' })
})

test('too wide a role is told, and a machine that is not there is gone only because we may read', async () => {
  const check = await session.permissions(subscription, { resize: false }, signal())
  expect(check).toMatchObject({ missing: [], is_complete: true })
  expect(check.excess.map(({ what }) => what)).toContain('run commands inside machines')
  await expect(session.read(machine.replace('vm-1', 'vm-9'), signal())).rejects.toMatchObject({ kind: 'gone' })
})
