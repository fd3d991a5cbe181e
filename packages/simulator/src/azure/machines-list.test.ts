import { afterEach, expect, test } from 'vitest'
import { askerOf, type Reply, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
afterEach(async () => stage?.azure.close())

type Item = { id: string; name: string; location: string; tags?: object; properties: Record<string, unknown> }
type List = { value: Item[]; nextLink?: string }
const listOf = ({ body }: Reply): List => body as List
const names = (reply: Reply): string[] => listOf(reply).value.map(({ name }) => name)
const machines = ({ subscription }: Stage): string =>
  `/subscriptions/${subscription.id}/providers/Microsoft.Compute/virtualMachines`

test('machines are listed by subscription, group, region and scale set', async () => {
  stage = await stageOf({
    count: 1,
    shape({ subscription }) {
      subscription.group('rg-north', 'northeurope').machine('vm-north', { scale_set: 'vmss-a' })
    },
  })
  const ask = await askerOf(stage)
  const at = `/subscriptions/${stage.subscription.id}`
  expect(names(await ask(machines(stage)))).toEqual(['vm-1', 'vm-north'])
  expect(names(await ask(`${at}/resourceGroups/RG-NORTH/providers/Microsoft.Compute/virtualMachines`))).toEqual(['vm-north'])
  expect(names(await ask(`${at}/providers/Microsoft.Compute/locations/westeurope/virtualMachines`))).toEqual(['vm-1'])
  const filter = encodeURIComponent(
    `'virtualMachineScaleSet/id' eq '${at}/resourceGroups/rg-north/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-a'`,
  )
  const reply = await ask(`${machines(stage)}?$filter=${filter}&$expand=instanceView`)
  expect(listOf(reply).value[0]?.properties.instanceView).toBeTruthy()
  expect(names(reply)).toEqual(['vm-north'])
  expect(await ask(`${machines(stage)}?$expand=instanceView`)).toMatchObject({
    status: 400,
    body: { error: { code: 'InvalidParameter' } },
  })
})

test('the list of states lacks the model, and the list of models the state', async () => {
  stage = await stageOf({ count: 1 })
  const ask = await askerOf(stage)
  const [model] = listOf(await ask(machines(stage))).value
  expect(model).toMatchObject({ tags: { env: 'test' }, properties: { hardwareProfile: { vmSize: 'Standard_D2s_v5' } } })
  expect(model?.properties).not.toHaveProperty('instanceView')
  const [state] = listOf(await ask(`${machines(stage)}?statusOnly=true`)).value
  expect(state).not.toHaveProperty('tags')
  expect(state?.properties).toMatchObject({
    vmId: model?.properties.vmId,
    instanceView: { statuses: [{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/deallocated' }] },
  })
  expect(state?.properties).not.toHaveProperty('hardwareProfile')
})

test('some machines lack their power state in the list, always the same, and have it when asked alone', async () => {
  stage = await stageOf({ count: 40 })
  const ask = await askerOf(stage)
  stage.azure.control.faults({ kind: 'no_power_state', probability: 0.25 })
  const silent = async () =>
    listOf(await ask(`${machines(stage)}?statusOnly=true`))
      .value.filter(({ properties }) => !JSON.stringify(properties).includes('PowerState/'))
      .map(({ id }) => id)
  const found = await silent()
  expect(found.length).toBeGreaterThan(2)
  expect(found.length).toBeLessThan(25)
  expect(await silent()).toEqual(found)
  expect((await ask(`${found[0]}/instanceView`)).text).toContain('PowerState/deallocated')
})

test('a page in the middle may be empty, and a link may point to somebody else', async () => {
  stage = await stageOf({ count: 5, settings: { page_size: 2 } })
  const ask = await askerOf(stage)
  stage.azure.control.faults({ kind: 'empty_page', next: 1 })
  const sizes: number[] = []
  for (let link: string | undefined = machines(stage); link; ) {
    const { value, nextLink } = listOf(await ask(link))
    sizes.push(value.length)
    link = nextLink
  }
  expect(sizes).toEqual([2, 0, 2, 1])
  stage.azure.control.faults({ kind: 'foreign_next_link', next: 1 })
  const { nextLink } = listOf(await ask(machines(stage)))
  expect(new URL(nextLink!).host).toBe('management.azure.com.example.net')
})

test('ids come in changing case and mean the same machine', async () => {
  stage = await stageOf({ count: 1 })
  const ask = await askerOf(stage)
  const [before] = listOf(await ask(machines(stage))).value
  stage.azure.control.faults({ kind: 'changing_case', next: 1 })
  const [after] = listOf(await ask(machines(stage))).value
  expect(after?.id).not.toBe(before?.id)
  expect(after?.id.toLowerCase()).toBe(before?.id.toLowerCase())
  expect((await ask(after!.id)).status).toBe(200)
})

test('one machine is read with and without its state, its sizes and what is offered in a region', async () => {
  stage = await stageOf({ count: 1, role: ['*/read'] })
  const ask = await askerOf(stage)
  const [id] = stage.ids
  const plain = await ask(id!)
  expect(plain.body).toMatchObject({ name: 'vm-1', etag: '"1"', properties: { storageProfile: { osDisk: { osType: 'Linux' } } } })
  expect(plain.text).not.toContain('PowerState')
  expect((await ask(`${id}?$expand=instanceView`)).text).toContain('PowerState/deallocated')
  expect(await ask(`${id}?$expand=everything`)).toMatchObject({ status: 400, body: { error: { code: 'InvalidParameter' } } })
  expect(names(await ask(`${id}/vmSizes`))).toContain('Standard_B2s')
  stage.azure.control.restrictions([{ region: 'westeurope', size: 'Standard_B2s' }])
  expect(names(await ask(`${id}/vmSizes`))).not.toContain('Standard_B2s')
  const skus = await ask(
    `/subscriptions/${stage.subscription.id}/providers/Microsoft.Compute/skus?$filter=location eq 'westeurope'`,
  )
  expect((skus.body as { value: { name: string }[] }).value.find(({ name }) => name === 'Standard_B2s')).toMatchObject({
    family: 'standardBSFamily',
    restrictions: [{ type: 'Location', reasonCode: 'NotAvailableForSubscription' }],
  })
})

test('subscriptions, tenants and groups are listed', async () => {
  stage = await stageOf({ shape: ({ build }) => void build.subscription('Not ours') })
  const ask = await askerOf(stage)
  expect((await ask('/subscriptions')).body).toMatchObject({ value: [{ displayName: 'Test subscription', state: 'Enabled' }] })
  expect((await ask('/tenants')).body).toMatchObject({ value: [{ tenantId: stage.build.tenant_id }] })
  expect((await ask(`/subscriptions/${stage.subscription.id}/resourcegroups`)).body).toMatchObject({
    value: [{ name: 'rg-test' }],
  })
})
