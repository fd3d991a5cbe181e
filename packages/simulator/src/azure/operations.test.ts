import { afterEach, expect, test } from 'vitest'
import { leastActions } from './role-definitions.ts'
import { type Asker, askerOf, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
let ask: Asker
afterEach(async () => stage?.azure.close())

async function started(options: Parameters<typeof stageOf>[0] = {}) {
  stage = await stageOf({ count: 1, ...options })
  ask = await askerOf(stage)
  const id = stage.ids[0]!
  const start = () => ask(`${id}/start`, { method: 'POST' })
  return { id, start, control: stage.azure.control }
}

const FAULT = { match: { route: 'start' }, next: 1 }

test('the address of an operation is under subscription and region, and Location says the same with 202 and 200', async () => {
  const { start } = await started()
  const { headers } = await start()
  const address = headers.get('azure-asyncoperation')!
  expect(address).toContain(
    `/subscriptions/${stage.subscription.id}/providers/Microsoft.Compute/locations/westeurope/operations/`,
  )
  expect(headers.get('location')).toBe(`${address}&monitor=true`)
  expect((await ask(address)).body).toMatchObject({
    status: 'InProgress',
    startTime: expect.any(String),
    name: expect.any(String),
  })
  const waiting = await ask(headers.get('location')!)
  expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([202, '10'])
  stage.forward(300)
  expect((await ask(headers.get('location')!)).status).toBe(200)
})

test('a failure comes late, with the machine where it was', async () => {
  const { start, control, id } = await started()
  control.faults({ kind: 'late_failure', ...FAULT, params: { code: 'OverconstrainedAllocationRequest', after_seconds: 40 } })
  const { headers, status } = await start()
  expect(status).toBe(202)
  stage.forward(39)
  expect((await ask(headers.get('azure-asyncoperation')!)).body).toMatchObject({ status: 'InProgress' })
  stage.forward(1)
  expect((await ask(headers.get('azure-asyncoperation')!)).body).toMatchObject({
    status: 'Failed',
    error: { code: 'OverconstrainedAllocationRequest', message: expect.any(String) },
  })
  expect((await ask(headers.get('location')!)).body).toMatchObject({ error: { code: 'OverconstrainedAllocationRequest' } })
  expect(control.look({ machine: id })).toMatchObject({ power: 'deallocated', provisioning: 'Failed' })
  expect((await ask(`${id}/instanceView`)).text).toContain('ProvisioningState/failed/OverconstrainedAllocationRequest')
})

test('a failed extension leaves a machine that runs', async () => {
  const { start, control, id } = await started()
  control.faults({ kind: 'late_failure', ...FAULT, params: { code: 'VMExtensionProvisioningError', effect: 'applied' } })
  const { headers } = await start()
  stage.forward(300)
  expect((await ask(headers.get('azure-asyncoperation')!)).body).toMatchObject({ status: 'Failed' })
  expect(control.look({ machine: id })).toMatchObject({ power: 'running', provisioning: 'Failed' })
})

test('an operation may be pre-empted by nobody we know, and never end', async () => {
  const { start, control, id } = await started()
  control.faults({ kind: 'preempted', ...FAULT })
  const first = (await start()).headers.get('azure-asyncoperation')!
  stage.forward(300)
  expect((await ask(first)).body).toMatchObject({ status: 'Canceled', error: { code: 'OperationPreempted' } })
  expect(control.look({ machine: id }).power).toBe('deallocated')
  control.faults({ kind: 'never_ends', ...FAULT })
  const second = (await start()).headers.get('azure-asyncoperation')!
  stage.forward(86_400)
  expect((await ask(second)).body).toMatchObject({ status: 'InProgress' })
  expect(control.look({ machine: id }).power).toBe('running')
})

test('the record of an operation is lost when told, and after some days by itself', async () => {
  const { start, control } = await started()
  const address = (await start()).headers.get('azure-asyncoperation')!
  control.faults({ kind: 'operation_lost', next: 1 })
  expect((await ask(address)).status).toBe(404)
  expect((await ask(address)).status).toBe(404)
  stage.forward(300)
  const other = (await start()).headers.get('azure-asyncoperation')!
  stage.forward(300)
  expect((await ask(other)).status).toBe(200)
  stage.forward(4 * 86_400)
  expect((await ask(other)).status).toBe(404)
})

test('a role on the one machine can start it and cannot follow it', async () => {
  const { start, id } = await started({
    role: 'none',
    shape: ({ app, build, ids }) => void app.may(build.role('Narrow', leastActions), ids[0]!),
  })
  const { status, headers } = await start()
  expect(status).toBe(202)
  const refused = await ask(headers.get('azure-asyncoperation')!)
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 'AuthorizationFailed' } } })
  expect(refused.text).toContain('Microsoft.Compute/locations/operations/read')
  expect((await ask(`${id}/instanceView`)).status).toBe(200)
})

test('following can be forbidden for a while', async () => {
  const { start, control } = await started()
  const address = (await start()).headers.get('azure-asyncoperation')!
  control.faults({ kind: 'no_follow', next: 1 })
  expect((await ask(address)).status).toBe(403)
  expect((await ask(address)).status).toBe(200)
})

test('a call may be done at once, without anything to follow, or accepted without an address', async () => {
  const { start, control, id } = await started()
  control.faults({ kind: 'done_at_once', ...FAULT })
  const { status, headers } = await start()
  expect([status, headers.get('azure-asyncoperation'), headers.get('location')]).toEqual([200, null, null])
  expect(control.look({ machine: id })).toMatchObject({
    power: 'running',
    tally: { accepted: { start: 1 }, effects: { running: 1 } },
  })
  control.faults({ kind: 'no_operation_headers', ...FAULT })
  const bare = await start()
  expect([bare.status, bare.headers.get('azure-asyncoperation')]).toEqual([202, null])
})

test('an operation is as slow as it is told to be', async () => {
  const { start, control, id } = await started({ settings: { start_seconds: [30, 30] } })
  control.faults({ kind: 'slow', ...FAULT, params: { factor: 20 } })
  await start()
  stage.forward(599)
  expect(control.look({ machine: id }).power).toBe('starting')
  stage.forward(1)
  expect(control.look({ machine: id }).power).toBe('running')
})

test('Retry-After may be nothing and may be an hour', async () => {
  const { start, control } = await started()
  for (const value of [0, 3600]) {
    control.faults({ kind: 'retry_after', ...FAULT, params: { value } })
    expect((await start()).headers.get('retry-after')).toBe(String(value))
  }
})

test('a conflict with somebody else is told at once and changes nothing', async () => {
  const { start, control, id } = await started()
  for (const code of ['Conflict', 'AnotherOperationInProgress', 'RetryableError']) {
    control.faults({ kind: 'conflict', ...FAULT, params: { code } })
    expect(await start()).toMatchObject({ status: 409, body: { error: { code } } })
  }
  expect(control.look({ machine: id })).toMatchObject({ power: 'deallocated', tally: { refused: { start: 3 }, effects: {} } })
})
