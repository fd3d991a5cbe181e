import { afterEach, expect, test } from 'vitest'
import { leastActions } from './role-definitions.ts'
import { isWithin, matches } from './roles.ts'
import { askerOf, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
afterEach(async () => stage?.azure.close())

type Values = { value: Record<string, unknown>[] }

test('a refusal names client, object id, action and scope', async () => {
  stage = await stageOf({ role: ['*/read'] })
  const ask = await askerOf(stage)
  const { status, body } = await ask(`${stage.ids[0]}/start`, { method: 'POST' })
  expect(status).toBe(403)
  const { code, message } = (body as { error: { code: string; message: string } }).error
  expect(code).toBe('AuthorizationFailed')
  for (const part of [stage.app.id, stage.app.object_id, 'Microsoft.Compute/virtualMachines/start/action', stage.ids[0]!])
    expect(message).toContain(part)
})

test('a refusal comes before it is told whether a machine is there', async () => {
  stage = await stageOf({ role: 'none' })
  const ask = await askerOf(stage)
  for (const id of [stage.ids[0]!, `${stage.ids[0]}-not-there`]) expect((await ask(id)).status).toBe(403)
})

test('a list is empty, not refused, for who may read only a part; the parts show when the cloud is set so', async () => {
  stage = await stageOf({
    role: 'none',
    shape: ({ app, build, ids }) => void app.may(build.role('Narrow', leastActions), ids[1]!),
  })
  const ask = await askerOf(stage)
  const path = `/subscriptions/${stage.subscription.id}/providers/Microsoft.Compute/virtualMachines`
  expect(await ask(path)).toMatchObject({ status: 200, body: { value: [] } })
  expect((await ask(stage.ids[1]!)).status).toBe(200)
  stage.azure.control.settings({ narrow_lists: 'filtered' })
  expect((await ask(path)).body).toMatchObject({ value: [{ name: 'vm-2' }] })
  const subscriptions = (await ask('/subscriptions')).body as Values
  expect(subscriptions.value).toHaveLength(1)
})

test('a new assignment is shown at once and works late; one that is taken away works no more', async () => {
  stage = await stageOf({ role: ['Microsoft.Authorization/*/read'] })
  const ask = await askerOf(stage)
  const { control } = stage.azure
  const scope = stage.subscription.scope
  const { id } = control.assign({ object_id: stage.app.object_id, role: 'Reader', scope, effective_after_seconds: 600 })
  const filter = `$filter=principalId eq '${stage.app.object_id}'`
  const shown = (await ask(`${scope}/providers/Microsoft.Authorization/roleAssignments?${filter}`)).body as Values
  expect(shown.value.map(({ name }) => name)).toContain(id)
  expect((await ask(stage.ids[0]!)).status).toBe(403)
  stage.forward(600)
  expect((await ask(stage.ids[0]!)).status).toBe(200)
  expect(control.revoke({ id })).toEqual({ removed: 1 })
  expect((await ask(stage.ids[0]!)).status).toBe(403)
})

test('permissions are listed one for each assignment, at a group and at any resource', async () => {
  stage = await stageOf({ shape: ({ app, ids }) => void app.may('Contributor', ids[0]!) })
  const ask = await askerOf(stage)
  const at = async (scope: string) => ((await ask(`${scope}/providers/Microsoft.Authorization/permissions`)).body as Values).value
  const operator = { actions: leastActions, notActions: [], dataActions: [], notDataActions: [] }
  expect(await at(stage.ids[0]!.replace(/\/providers.*/, ''))).toEqual([operator])
  expect(await at(stage.ids[0]!)).toEqual([operator, expect.objectContaining({ actions: ['*'] })])
})

test('what one element takes away, another one may still give', async () => {
  stage = await stageOf({
    role: 'none',
    shape: ({ app, build, subscription }) =>
      void app.may(build.role('All but start', ['*'], ['*/start/action']), subscription.scope),
  })
  const ask = await askerOf(stage)
  const start = () => ask(`${stage.ids[0]}/start`, { method: 'POST' })
  expect((await start()).status).toBe(403)
  const { object_id } = stage.app
  stage.azure.control.assign({ object_id, role: 'Virtual Machine Contributor', scope: stage.subscription.scope })
  expect((await start()).status).toBe(202)
})

test('assignments are found by principal, through a group, and only at or above a scope', async () => {
  stage = await stageOf({
    shape: ({ app, subscription, ids }) =>
      void app
        .may('Reader', subscription.scope, { through_group: '99999999-0000-4000-8000-000000000000' })
        .may('Reader', ids[0]!),
  })
  const ask = await askerOf(stage)
  const asked = (filter: string) =>
    ask(`${stage.subscription.scope}/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent(filter)}`)
  const count = async (filter: string) => ((await asked(filter)).body as Values).value.length
  const own = stage.app.object_id
  expect(await count(`assignedTo('${own}')`)).toBe(3)
  expect(await count(`principalId eq '${own}'`)).toBe(2)
  expect(await count(`atScope() and assignedTo('${own}')`)).toBe(2)
  expect(await count(`principalId eq '${stage.app.id}'`)).toBe(0)
  expect(await asked('everything()')).toMatchObject({ status: 400, body: { error: { code: 'UnsupportedFilter' } } })
})

test('a pattern matches any run of characters without regard to case, and a scope whole segments', () => {
  expect(matches('Microsoft.Compute/virtualMachines/*', 'microsoft.compute/VIRTUALMACHINES/start/action')).toBe(true)
  expect(matches('*/read', 'Microsoft.Compute/virtualMachines/read')).toBe(true)
  expect(matches('*/read', 'Microsoft.Compute/virtualMachines/readers/action')).toBe(false)
  expect(isWithin('/subscriptions/a/resourcegroups/rg-1', '/subscriptions/a/resourcegroups/rg')).toBe(false)
  expect(isWithin('/subscriptions/a/resourcegroups/rg', '/subscriptions/a')).toBe(true)
})
