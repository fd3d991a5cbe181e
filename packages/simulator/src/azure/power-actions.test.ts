import { afterEach, expect, test } from 'vitest'
import { type Asker, askerOf, type Reply, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
let ask: Asker
afterEach(async () => stage?.azure.close())

async function begin(options: Parameters<typeof stageOf>[0] = {}): Promise<string> {
  stage = await stageOf({ role: ['*'], count: 1, ...options })
  ask = await askerOf(stage)
  return stage.ids[0]!
}

const post = (path: string, headers?: Record<string, string>): Promise<Reply> =>
  ask(path, { method: 'POST', ...(headers ? { headers } : {}) })
const look = (machine = stage.ids[0]!) => stage.azure.control.look({ machine })
const refused = (status: number, code: string) => ({ status, body: { error: { code } } })
const statusOf = async (reply: Reply) =>
  (await ask(reply.headers.get('azure-asyncoperation')!)).body as { status: string; error?: object }

test('a start goes by way of starting to running, and its operation ends after that', async () => {
  const id = await begin({ settings: { start_seconds: [30, 30], finish_seconds: [5, 5] } })
  const reply = await post(`${id}/start`)
  expect(reply.status).toBe(202)
  expect(reply.headers.get('retry-after')).toBe('10')
  expect(look()).toMatchObject({ power: 'starting', provisioning: 'Updating' })
  stage.forward(30)
  expect(look()).toMatchObject({ power: 'running', provisioning: 'Updating' })
  expect(await statusOf(reply)).toMatchObject({ status: 'InProgress' })
  stage.forward(5)
  expect(look()).toMatchObject({ power: 'running', provisioning: 'Succeeded', operation: null })
  expect(await statusOf(reply)).toMatchObject({ status: 'Succeeded', endTime: '2026-03-02T06:00:35.000Z' })
})

test('extensions make a start long after the machine runs', async () => {
  const id = await begin()
  stage.azure.control.machine({ machine: id, do: 'set', extension_delay_seconds: 5400 })
  const reply = await post(`${id}/start`)
  stage.forward(300)
  expect(look().power).toBe('running')
  expect(await statusOf(reply)).toMatchObject({ status: 'InProgress' })
  stage.forward(5400)
  expect(await statusOf(reply)).toMatchObject({ status: 'Succeeded' })
})

test('deallocate and powerOff end in different states, each once', async () => {
  const id = await begin()
  for (const [action, state] of [
    ['start', 'running'],
    ['powerOff', 'stopped'],
    ['start', 'running'],
    ['deallocate', 'deallocated'],
  ] as const) {
    expect((await post(`${id}/${action}`)).status).toBe(202)
    stage.forward(300)
    expect(look().power).toBe(state)
  }
  const { effects, accepted, redundant } = look().tally
  expect(effects).toEqual({ starting: 2, running: 2, stopping: 1, stopped: 1, deallocating: 1, deallocated: 1 })
  expect([accepted, redundant]).toEqual([{ start: 2, powerOff: 1, deallocate: 1 }, {}])
})

test('what is done already is accepted, changes nothing, and is counted as redundant', async () => {
  const id = await begin()
  const reply = await post(`${id}/deallocate`)
  stage.forward(300)
  expect(await statusOf(reply)).toMatchObject({ status: 'Succeeded' })
  expect(look().tally).toMatchObject({ accepted: { deallocate: 1 }, redundant: { deallocate: 1 }, effects: {} })
})

test('a newer call ends the older one as pre-empted, or is refused, as the cloud is set', async () => {
  const id = await begin()
  const first = await post(`${id}/start`)
  const second = await post(`${id}/deallocate`)
  expect(await statusOf(first)).toMatchObject({ status: 'Canceled', error: { code: 'OperationPreempted' } })
  stage.forward(300)
  expect(await statusOf(second)).toMatchObject({ status: 'Succeeded' })
  expect(look()).toMatchObject({ power: 'deallocated', tally: { effects: { starting: 1, deallocating: 1, deallocated: 1 } } })
  stage.azure.control.settings({ newer_call: 'conflicts' })
  await post(`${id}/start`)
  expect(await post(`${id}/deallocate`)).toMatchObject(refused(409, 'Conflict'))
  stage.forward(300)
  expect(look().power).toBe('running')
})

test('a machine on its way is neither restarted nor resized', async () => {
  const id = await begin()
  await post(`${id}/start`)
  expect(await post(`${id}/restart`)).toMatchObject(refused(409, 'Conflict'))
  expect(await resize(id, 'Standard_D4s_v5')).toMatchObject(refused(409, 'Conflict'))
})

test('restart and redeploy need a machine that runs; reapply does not', async () => {
  const id = await begin()
  expect(await post(`${id}/restart`)).toMatchObject(refused(409, 'OperationNotAllowed'))
  expect(await post(`${id}/redeploy`)).toMatchObject(refused(409, 'OperationNotAllowed'))
  expect((await post(`${id}/reapply`)).status).toBe(202)
  stage.forward(300)
  stage.azure.control.machine({ machine: id, do: 'set_power', power: 'running' })
  await post(`${id}/restart`)
  stage.forward(600)
  await post(`${id}/redeploy`)
  stage.forward(600)
  expect(look()).toMatchObject({ power: 'running', tally: { effects: { restarted: 1, starting: 1 } } })
})

test('a machine hibernates if it can, is resumed by a start, and says why it cannot', async () => {
  const id = await begin()
  expect(await post(`${id}/deallocate?hibernate=true`)).toMatchObject(refused(409, 'OperationNotAllowed'))
  stage.azure.control.machine({ machine: id, do: 'set', hibernation: true })
  stage.azure.control.machine({ machine: id, do: 'set_power', power: 'running' })
  expect((await post(`${id}/deallocate?hibernate=true`)).status).toBe(202)
  stage.forward(300)
  expect((await ask(`${id}/instanceView`)).text).toContain('HibernationState/Hibernated')
  expect(await resize(id, 'Standard_D4s_v5')).toMatchObject(refused(409, 'OperationNotAllowed'))
  await post(`${id}/start`)
  stage.forward(300)
  expect(look()).toMatchObject({ power: 'running', hibernated: false, tally: { effects: { hibernated: 1, resumed: 1 } } })
})

const resize = (id: string, vmSize: string, ifMatch?: string) =>
  ask(id, {
    method: 'PATCH',
    body: { properties: { hardwareProfile: { vmSize } } },
    ...(ifMatch ? { headers: { 'if-match': ifMatch } } : {}),
  })

test('a machine takes another size if its etag is known and the size fits', async () => {
  const id = await begin()
  expect(await resize(id, 'Standard_D4s_v5', '"7"')).toMatchObject(refused(412, 'PreconditionFailed'))
  expect((await resize(id, 'Standard_D4s_v5', '"1"')).status).toBe(202)
  stage.forward(300)
  expect(look()).toMatchObject({ size: 'Standard_D4s_v5', version: 2, tally: { effects: { resized: 1 } } })
  expect(await resize(id, 'Standard_X1')).toMatchObject(refused(400, 'InvalidParameter'))
  expect(await resize(id, 'Standard_F8s_v2')).toMatchObject(refused(409, 'PropertyChangeNotAllowed'))
  stage.azure.control.machine({ machine: id, do: 'set_power', power: 'running' })
  expect(await resize(id, 'Standard_D2as_v5')).toMatchObject(refused(409, 'OperationNotAllowed'))
  stage.azure.control.restrictions([{ region: 'westeurope', size: 'Standard_D8s_v5' }])
  expect(await resize(id, 'Standard_D8s_v5')).toMatchObject(refused(409, 'SkuNotAvailable'))
  await resize(id, 'Standard_D2s_v5', '"2"')
  stage.forward(300)
  expect(look()).toMatchObject({ size: 'Standard_D2s_v5', power: 'running', tally: { effects: { restarted: 1 } } })
})

test('no room is told late, by region, zone and family, until there is room again', async () => {
  const id = await begin({
    shape: ({ subscription }) =>
      void subscription.group('rg-zone', 'northeurope').machine('vm-z', { zones: ['2'], power: 'deallocated' }),
  })
  stage.azure.control.capacity({ region: 'westeurope', family: 'standardDSv5Family', for_seconds: 3600 })
  stage.azure.control.capacity({ zone: '2' })
  const reply = await post(`${id}/start`)
  expect(reply.status).toBe(202)
  stage.forward(60)
  expect(await statusOf(reply)).toMatchObject({ status: 'Failed', error: { code: 'AllocationFailed' } })
  expect(look()).toMatchObject({ power: 'deallocated', provisioning: 'Failed', failed_with: 'AllocationFailed' })
  const zonal = await post(`${id.replace('rg-test', 'rg-zone').replace('vm-1', 'vm-z')}/start`)
  stage.forward(60)
  expect(await statusOf(zonal)).toMatchObject({ error: { code: 'ZonalAllocationFailed' } })
  stage.forward(3600)
  await post(`${id}/start`)
  stage.forward(300)
  expect(look()).toMatchObject({ power: 'running', provisioning: 'Succeeded' })
})

test('a stopped machine keeps its place and starts without room', async () => {
  const id = await begin()
  stage.azure.control.machine({ machine: id, do: 'set_power', power: 'running' })
  stage.azure.control.machine({ machine: id, do: 'guest_shutdown' })
  stage.azure.control.capacity({})
  await post(`${id}/start`)
  stage.forward(300)
  expect(look().power).toBe('running')
})

test('what the guest, the platform and time do to a machine is in the journal with its cause', async () => {
  const id = await begin()
  const { control } = stage.azure
  control.machine({ machine: id, do: 'set_power', power: 'running' })
  control.machine({ machine: id, do: 'guest_shutdown' })
  control.machine({ machine: id, do: 'evict' })
  expect(look().entries.map(({ what, cause }) => `${what} by ${cause}`)).toEqual([
    'running by control',
    'stopped by guest',
    'deallocated by eviction',
    'evicted by eviction',
  ])
})

test('locks, policies, a disabled subscription and what is going stop a start', async () => {
  const id = await begin()
  const { control } = stage.azure
  const start = () => post(`${id}/start`)
  control.locks([{ scope: stage.subscription.scope, level: 'CanNotDelete' }])
  expect((await start()).status).toBe(202)
  stage.forward(300)
  expect(await ask(id, { method: 'DELETE' })).toMatchObject(refused(409, 'ScopeLocked'))
  control.locks([{ scope: id.replace(/\/providers.*/, ''), level: 'ReadOnly' }])
  expect(await start()).toMatchObject(refused(409, 'ScopeLocked'))
  control.locks([])
  control.policies([{ scope: stage.subscription.scope, actions: ['start'], name: 'no-start' }])
  expect(await start()).toMatchObject(refused(403, 'RequestDisallowedByPolicy'))
  control.policies([])
  control.subscription({ id: stage.subscription.id, state: 'Disabled' })
  expect(await start()).toMatchObject(refused(409, 'ReadOnlyDisabledSubscription'))
  control.subscription({ id: stage.subscription.id, state: 'Enabled' })
  control.machine({ machine: id, do: 'mark_deleting' })
  expect(await start()).toMatchObject(refused(409, 'OperationNotAllowed'))
  control.group({ subscription: stage.subscription.id, name: 'rg-test', location: 'westeurope', deleting: true })
  expect(await start()).toMatchObject(refused(409, 'ResourceGroupBeingDeleted'))
  expect(look().tally.refused).toEqual({ delete: 1, start: 5 })
})

test('a machine that went, its group, and a subscription nobody knows are each not found in their own words', async () => {
  const id = await begin()
  expect(await post(`${id.replace('vm-1', 'vm-9')}/start`)).toMatchObject(refused(404, 'ResourceNotFound'))
  expect(await post(`${id.replace('rg-test', 'rg-9')}/start`)).toMatchObject(refused(404, 'ResourceGroupNotFound'))
  const unknown = id.replace(stage.subscription.id, '00000000-0000-4000-8000-000000000000')
  expect(await post(`${unknown}/start`)).toMatchObject(refused(404, 'SubscriptionNotFound'))
  stage.azure.control.machine({ machine: id, do: 'delete' })
  expect(await post(`${id}/start`)).toMatchObject(refused(404, 'ResourceNotFound'))
})

test('a machine that is deleted goes with time; made again under its name it is another one', async () => {
  const id = await begin({ count: 2 })
  const before = look().vm_id
  const again = stage.azure.control.machine({ machine: id, do: 'recreate' })
  expect(again).toMatchObject({ id, power: 'running' })
  expect(again.vm_id).not.toBe(before)
  const other = stage.ids[1]!
  expect((await ask(other, { method: 'DELETE' })).status).toBe(202)
  expect(await post(`${other}/start`)).toMatchObject(refused(409, 'OperationNotAllowed'))
  expect((await ask(other)).body).toMatchObject({ properties: { provisioningState: 'Deleting' } })
  stage.forward(300)
  expect(await ask(other)).toMatchObject(refused(404, 'ResourceNotFound'))
})

test('an operation does nothing more to a machine that went or is another one', async () => {
  const id = await begin({ count: 2 })
  const replies = [await post(`${id}/start`), await post(`${stage.ids[1]}/start`)]
  const deleted = stage.azure.control.machine({ machine: id, do: 'delete' })
  stage.azure.control.machine({ machine: stage.ids[1]!, do: 'recreate' })
  stage.forward(300)
  for (const reply of replies) expect(await statusOf(reply)).toMatchObject({ status: 'Canceled' })
  expect(stage.azure.control.tally({ machine: deleted.id }).effects).toEqual({ starting: 1 })
  expect(look(stage.ids[1]!).entries.at(-1)).toMatchObject({ what: 'running', cause: 'control' })
})

test('a machine that is just being made runs after a while', async () => {
  await begin()
  const { id: subscription } = stage.subscription
  const spec = { subscription, group: 'rg-test', name: 'vm-new', location: 'westeurope', power: 'creating' as const }
  const { id } = stage.azure.control.add_machine(spec)
  expect((await ask(`${id}/instanceView`)).text).toContain('PowerState/creating')
  stage.forward(300)
  expect(look(id)).toMatchObject({ power: 'running', entries: [{ what: 'running', from: 'creating', cause: 'platform' }] })
})
