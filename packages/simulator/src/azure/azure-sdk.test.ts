import { Agent as PlainAgent } from 'node:http'
import { Agent } from 'node:https'
import { AuthorizationManagementClient } from '@azure/arm-authorization'
import { ResourceGraphClient } from '@azure/arm-resourcegraph'
import { SubscriptionClient } from '@azure/arm-resources-subscriptions'
import { ClientSecretCredential } from '@azure/identity'
import { afterEach, expect, test } from 'vitest'
import { selfSigned } from '../self-signed.ts'
import { computeOf, credentialOf, type Stage, serverTls, stageOf, trusted } from './testing/stage.ts'

let stage: Stage
afterEach(async () => stage?.azure.close())

const SCOPE = 'https://management.azure.com/.default'
// Two hundred simulated seconds in a real one, and no wait between questions: operations end in a fraction of a second.
const FAST = { clock: { now_ms: Date.UTC(2026, 2, 2), rate: 200 }, settings: { retry_after_seconds: 0 } }
const POLL = { updateIntervalInMs: 20 }
const noRetries = { retryOptions: { maxRetries: 0 } }

test("Microsoft's credential gets a token for a certificate handed over as a text", async () => {
  stage = await stageOf({ tls: serverTls })
  const { token, expiresOnTimestamp } = await credentialOf(stage).getToken(SCOPE)
  expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_000_000)
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
  expect(claims.oid).toBe(stage.app.object_id)
})

test('a certificate that nobody registered, and a wrong secret, are refused with their numbers', async () => {
  stage = await stageOf({ tls: serverTls })
  await expect(credentialOf(stage, selfSigned('stranger', { kind: 'rsa' })).getToken(SCOPE)).rejects.toMatchObject({
    name: 'AuthenticationRequiredError',
    message: expect.stringContaining('AADSTS700027'),
  })
  const { azure, build, app } = stage
  const options = { authorityHost: azure.url, disableInstanceDiscovery: true, ...trusted }
  const secret = new ClientSecretCredential(build.tenant_id, app.id, 'not the secret', options)
  await expect(secret.getToken(SCOPE)).rejects.toThrow('AADSTS7000215')
})

test('a list comes in pages and is whole, with an empty page in the middle', async () => {
  stage = await stageOf({ tls: serverTls, count: 7, settings: { page_size: 3 } })
  stage.azure.control.faults({ kind: 'empty_page', next: 1 })
  const names: (string | undefined)[] = []
  for await (const { name } of computeOf(stage).virtualMachines.listAll()) names.push(name)
  expect(names).toEqual(['vm-1', 'vm-2', 'vm-3', 'vm-4', 'vm-5', 'vm-6', 'vm-7'])
})

test('the list of states says of each machine how it is', async () => {
  stage = await stageOf({ tls: serverTls, count: 2 })
  const codes: (string | undefined)[] = []
  for await (const { instanceView } of computeOf(stage).virtualMachines.listAll({ statusOnly: 'true' }))
    codes.push(instanceView?.statuses?.at(-1)?.code)
  expect(codes).toEqual(['PowerState/deallocated', 'PowerState/deallocated'])
})

test('a start is followed to its end, and then the machine runs; a deallocation likewise', async () => {
  stage = await stageOf({ tls: serverTls, ...FAST })
  const { virtualMachines } = computeOf(stage)
  const codes = async () => (await virtualMachines.instanceView('rg-test', 'vm-1')).statuses?.map(({ code }) => code)
  await virtualMachines.start('rg-test', 'vm-1', POLL)
  expect(await codes()).toEqual(['ProvisioningState/succeeded', 'PowerState/running'])
  await virtualMachines.deallocate('rg-test', 'vm-1', POLL)
  expect(await codes()).toEqual(['ProvisioningState/succeeded', 'PowerState/deallocated'])
  expect(stage.azure.control.tally({ machine: stage.ids[0]! })).toMatchObject({
    accepted: { start: 1, deallocate: 1 },
    effects: { running: 1, deallocated: 1 },
  })
})

test('a failure that comes late is an error with its code', async () => {
  stage = await stageOf({ tls: serverTls, ...FAST })
  stage.azure.control.capacity({ region: 'westeurope' })
  await expect(computeOf(stage).virtualMachines.start('rg-test', 'vm-1', POLL)).rejects.toThrow('AllocationFailed')
})

test("Microsoft's retries wait as they are told when they are throttled, and act once", async () => {
  stage = await stageOf({ tls: serverTls, ...FAST })
  const { control } = stage.azure
  const { virtualMachines } = computeOf(stage)
  // The credential asks first, so that only the wait is measured.
  await virtualMachines.get('rg-test', 'vm-1')
  control.faults({ kind: 'throttle', match: { route: 'start' }, next: 1, params: { body: 'compute', retry_after: 1 } })
  const beganMs = performance.now()
  await virtualMachines.start('rg-test', 'vm-1', POLL)
  expect(performance.now() - beganMs).toBeGreaterThan(990)
  expect(control.tally().requests).toMatchObject({ 'start 429': 1, 'start 202': 1 })
  expect(control.tally({ machine: stage.ids[0]! }).accepted).toEqual({ start: 1 })
})

test('without retries a refusal is seen as it is', async () => {
  stage = await stageOf({ tls: serverTls, role: ['*/read'] })
  const { virtualMachines } = computeOf(stage, noRetries)
  await expect(virtualMachines.start('rg-test', 'vm-1')).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' })
  await expect(virtualMachines.get('rg-test', 'nobody')).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' })
  stage.azure.control.faults({ kind: 'reset_before', next: 1 })
  await expect(virtualMachines.get('rg-test', 'vm-1')).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('a resize waits for its end and answers the machine in its new size', async () => {
  stage = await stageOf({ tls: serverTls, role: ['*'], ...FAST })
  const { virtualMachines } = computeOf(stage)
  const { etag } = await virtualMachines.get('rg-test', 'vm-1')
  const change = { hardwareProfile: { vmSize: 'Standard_D4s_v5' } }
  const resized = await virtualMachines.update('rg-test', 'vm-1', change, { ifMatch: etag, ...POLL })
  expect(resized.hardwareProfile?.vmSize).toBe('Standard_D4s_v5')
  await expect(virtualMachines.update('rg-test', 'vm-1', change, { ifMatch: etag })).rejects.toMatchObject({ statusCode: 412 })
})

test('sizes and offers are listed', async () => {
  stage = await stageOf({ tls: serverTls, role: ['*/read'] })
  const { virtualMachines, resourceSkus } = computeOf(stage)
  const sizes = await Array.fromAsync(virtualMachines.listAvailableSizes('rg-test', 'vm-1'))
  expect(sizes.find(({ name }) => name === 'Standard_D4s_v5')).toMatchObject({ numberOfCores: 4, memoryInMB: 16_384 })
  const skus = await Array.fromAsync(resourceSkus.list({ filter: "location eq 'westeurope'" }))
  expect(skus).toHaveLength(35)
})

test('subscriptions and tenants are listed', async () => {
  stage = await stageOf({ tls: serverTls })
  const client = new SubscriptionClient(credentialOf(stage), { endpoint: stage.azure.url, ...trusted })
  const subscriptions = await Array.fromAsync(client.subscriptions.list())
  expect(subscriptions).toMatchObject([
    { subscriptionId: stage.subscription.id, state: 'Enabled', tenantId: stage.build.tenant_id },
  ])
  expect(await Array.fromAsync(client.tenants.list())).toMatchObject([{ tenantId: stage.build.tenant_id }])
})

test('permissions are listed at a group and, with the empty segment the library sends, at a machine; assignments by principal', async () => {
  stage = await stageOf({ tls: serverTls, shape: ({ app, ids }) => void app.may('Reader', ids[0]!) })
  const options = { endpoint: stage.azure.url, ...trusted }
  const client = new AuthorizationManagementClient(credentialOf(stage), stage.subscription.id, options)
  expect(await Array.fromAsync(client.permissions.listForResourceGroup('rg-test'))).toHaveLength(1)
  const atMachine = client.permissions.listForResource('rg-test', 'Microsoft.Compute', '', 'virtualMachines', 'vm-1')
  expect((await Array.fromAsync(atMachine)).map(({ actions }) => actions?.at(-1))).toEqual([
    'Microsoft.Authorization/roleAssignments/read',
    '*/read',
  ])
  const filter = `assignedTo('${stage.app.object_id}')`
  expect(await Array.fromAsync(client.roleAssignments.listForSubscription({ filter }))).toHaveLength(2)
})

test('the resource graph is asked by the older library with a token for its own address', async () => {
  stage = await stageOf({ tls: serverTls })
  stage.forward(60)
  const agentSettings = { https: new Agent({ ca: serverTls.cert }), http: new PlainAgent() }
  const client = new ResourceGraphClient(credentialOf(stage), { baseUri: stage.azure.url, agentSettings })
  const query = "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, name | order by id asc"
  const first = await client.resources({ query, subscriptions: [stage.subscription.id], options: { top: 2 } })
  expect(first).toMatchObject({ totalRecords: 3, count: 2, resultTruncated: 'true', data: [{ name: 'vm-1' }, { name: 'vm-2' }] })
  const skipToken = first.skipToken
  const second = await client.resources({ query, subscriptions: [stage.subscription.id], options: { top: 2, skipToken } })
  expect(second).toMatchObject({ count: 1, data: [{ name: 'vm-3' }] })
})
