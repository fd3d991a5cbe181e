import { afterEach, expect, test } from 'vitest'
import { type Asker, askerOf, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
let ask: Asker
afterEach(async () => stage?.azure.close())

async function begin(options: Parameters<typeof stageOf>[0] = {}) {
  stage = await stageOf({ role: ['*'], ...options })
  ask = await askerOf(stage)
}

type Event = { caller: string; correlationId: string; operationName: { value: string }; status: { value: string } }

const asked = (filter: string) =>
  ask(
    `${stage.subscription.scope}/providers/Microsoft.Insights/eventtypes/management/values?$filter=${encodeURIComponent(filter)}`,
    {
      version: '2015-04-01',
    },
  )
const SINCE = "eventTimestamp ge '2026-03-02T05:00:00Z'"
const events = async (filter: string) => ((await asked(filter)).body as { value: Event[] }).value

test('who did it is known some minutes later, by object id and correlation id', async () => {
  await begin()
  const mine = '7f8a3c1e-1111-4222-8333-444455556666'
  await ask(`${stage.ids[0]}/start`, { method: 'POST', headers: { 'x-ms-correlation-request-id': mine } })
  stage.azure.control.machine({ machine: stage.ids[1]!, do: 'portal', action: 'start', caller: 'ana@example.com' })
  stage.forward(100)
  expect(await events(SINCE)).toEqual([])
  stage.forward(200)
  const found = await events(`${SINCE} and resourceUri eq '${stage.ids[0]}'`)
  expect(found.map(({ status }) => status.value)).toEqual(['Succeeded', 'Started', 'Accepted'])
  expect(found[0]).toMatchObject({
    caller: stage.app.object_id,
    correlationId: mine,
    operationName: { value: 'Microsoft.Compute/virtualMachines/start/action' },
  })
  expect(await events(`${SINCE} and correlationId eq '${mine}'`)).toHaveLength(3)
  expect((await events(`${SINCE} and resourceGroupName eq 'RG-TEST'`)).map(({ caller }) => caller)).toContain('ana@example.com')
})

test('a shutdown from inside is in no log', async () => {
  await begin()
  stage.azure.control.machine({ machine: stage.ids[0]!, do: 'set_power', power: 'running' })
  stage.azure.control.machine({ machine: stage.ids[0]!, do: 'guest_shutdown' })
  stage.forward(600)
  expect(await events(SINCE)).toEqual([])
})

test('the filter takes no other words, and needs a start within ninety days', async () => {
  await begin()
  for (const filter of ['', `${SINCE} or 1 eq 1`, `${SINCE} and caller eq 'me'`, "eventTimestamp ge '2025-01-01T00:00:00Z'"])
    expect(await asked(filter)).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } })
})

test("Azure's own shutdown of a machine is read where there is one", async () => {
  const auto_shutdown = { time: '1900', time_zone: 'Romance Standard Time' }
  await begin({
    shape: ({ subscription }) => void subscription.group('rg-desk', 'northeurope').machine('vm-desk', { auto_shutdown }),
  })
  const at = (group: string, name: string) =>
    ask(
      `${stage.subscription.scope}/resourceGroups/${group}/providers/Microsoft.DevTestLab/schedules/shutdown-computevm-${name}`,
      {
        version: '2018-09-15',
      },
    )
  expect((await at('rg-desk', 'vm-desk')).body).toMatchObject({
    properties: {
      taskType: 'ComputeVmShutdownTask',
      status: 'Enabled',
      dailyRecurrence: { time: '1900' },
      timeZoneId: 'Romance Standard Time',
      targetResourceId: expect.stringContaining('/virtualMachines/vm-desk'),
    },
  })
  expect((await at('rg-test', 'vm-1')).status).toBe(404)
})
