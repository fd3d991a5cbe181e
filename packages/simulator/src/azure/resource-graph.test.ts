import { afterEach, expect, test } from 'vitest'
import { type Asker, askerOf, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
let ask: Asker
afterEach(async () => stage?.azure.close())

async function begin(options: Parameters<typeof stageOf>[0] = {}) {
  stage = await stageOf(options)
  ask = await askerOf(stage)
  // Past the lag: what there is from the start is known.
  stage.forward(60)
}

const QUERY = `resources
  | where type =~ 'microsoft.compute/virtualmachines'
  | project id, name, tags, size = properties.hardwareProfile.vmSize, power = properties.extended.instanceView.powerState.code
  | order by id asc`

type Found = {
  totalRecords: number
  count: number
  resultTruncated: string
  $skipToken?: string
  data: { name: string; power: string }[]
}

const query = (text = QUERY, options: Record<string, unknown> = {}) =>
  ask('/providers/Microsoft.ResourceGraph/resources', {
    method: 'POST',
    version: '2021-03-01',
    body: { subscriptions: [stage.subscription.id], query: text, options },
  })
const found = async (...asked: Parameters<typeof query>): Promise<Found> => (await query(...asked)).body as Found

test('machines are found with size, tags and power, in pages', async () => {
  await begin({ count: 5 })
  const first = await found(QUERY, { $top: 3 })
  expect(first).toMatchObject({ totalRecords: 5, count: 3, resultTruncated: 'true' })
  expect(first.data[0]).toMatchObject({
    name: 'vm-1',
    tags: { env: 'test' },
    size: 'Standard_D2s_v5',
    power: 'PowerState/deallocated',
  })
  const second = await found(QUERY, { $top: 3, $skipToken: first.$skipToken })
  expect(second).toMatchObject({ count: 2, resultTruncated: 'false' })
  expect(second.$skipToken).toBeUndefined()
  expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(['vm-1', 'vm-2', 'vm-3', 'vm-4', 'vm-5'])
})

test('it lags behind: a machine that runs is still shown as it was, and one that went is still there', async () => {
  await begin({ count: 2 })
  await ask(`${stage.ids[0]}/start`, { method: 'POST' })
  stage.forward(75)
  expect(stage.azure.control.look({ machine: stage.ids[0]! }).power).toBe('running')
  expect((await found()).data[0]?.power).not.toBe('PowerState/running')
  stage.azure.control.machine({ machine: stage.ids[1]!, do: 'delete' })
  expect((await found()).count).toBe(2)
  stage.forward(61)
  expect((await found()).data).toMatchObject([{ name: 'vm-1', power: 'PowerState/running' }])
})

test('it omits what the caller may not read, and some of the rest when told', async () => {
  await begin({ role: 'none', count: 40, shape: ({ app, ids }) => void ids.slice(0, 30).map((id) => app.may('Reader', id)) })
  expect((await found()).count).toBe(30)
  stage.azure.control.faults({ kind: 'graph_omits', probability: 0.5 })
  const some = (await found()).count
  expect(some).toBeGreaterThan(5)
  expect(some).toBeLessThan(25)
})

test('tags are asked for by name, with and without regard to case', async () => {
  await begin({
    count: 1,
    shape: ({ subscription }) =>
      void subscription.group('rg-x', 'northeurope').machine('vm-x', { tags: { 'cost-centre': '42' } }),
  })
  const where = async (condition: string) =>
    (await found(`resources | where ${condition} | project id, name`)).data.map(({ name }) => name)
  expect(await where("tags['cost-centre'] == '42'")).toEqual(['vm-x'])
  expect(await where("tags.env =~ 'TEST' and location in~ ('WestEurope', 'uksouth')")).toEqual(['vm-1'])
  expect(await where("tags.env == 'TEST'")).toEqual([])
  expect(await where("name != 'vm-1'")).toEqual(['vm-x'])
})

test('what it does not understand it refuses', async () => {
  await begin()
  for (const text of ['machines', 'resources | summarize count()', 'resources | where name has_any (x)'])
    expect(await query(text)).toMatchObject({ status: 400, body: { error: { details: [{ code: 'InvalidQuery' }] } } })
})

test('a principal has 15 questions in 5 seconds', async () => {
  await begin()
  const replies = []
  for (let at = 0; at < 16; at += 1) replies.push(await query())
  expect(replies[0]?.headers.get('x-ms-user-quota-remaining')).toBe('14')
  expect(replies[0]?.headers.get('x-ms-user-quota-resets-after')).toMatch(/^00:00:0\d$/)
  expect(replies.map(({ status }) => status)).toEqual([...Array(15).fill(200), 429])
  stage.forward(5)
  expect((await query()).status).toBe(200)
})
