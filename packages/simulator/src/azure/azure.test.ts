import { afterEach, expect, test } from 'vitest'
import { type Azure, startAzure } from './azure.ts'
import { demoWorld } from './demo-world.ts'
import { EventQueue } from './queue.ts'
import { askerOf, type Stage, stageOf } from './testing/stage.ts'

const open: Azure[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((azure) => azure.close()))
})

async function begin(options: Parameters<typeof stageOf>[0] = {}): Promise<Stage> {
  const stage = await stageOf(options)
  open.push(stage.azure)
  return stage
}

test('ten thousand machines are started and listed, each once', async () => {
  const stage = await begin({ count: 10_000, settings: { throttling: false, page_size: 1000 } })
  const ask = await askerOf(stage)
  for (let at = 0; at < 10_000; at += 50)
    await Promise.all(stage.ids.slice(at, at + 50).map((id) => ask(`${id}/start`, { method: 'POST' })))
  stage.forward(300)
  expect(stage.azure.control.state().powers).toEqual({ running: 10_000 })
  let listed = 0
  let link: string | undefined = `${stage.subscription.scope}/providers/Microsoft.Compute/virtualMachines?statusOnly=true`
  while (link) {
    const body: { value: unknown[]; nextLink?: string } = (await ask(link)).body as never
    listed += body.value.length
    link = body.nextLink
  }
  expect(listed).toBe(10_000)
  const { accepted, effects, machines_touched } = stage.azure.control.tally()
  expect([accepted, effects, machines_touched]).toEqual([{ start: 10_000 }, { starting: 10_000, running: 10_000 }, 10_000])
}, 90_000)

test('the same seed and the same calls make the same cloud, however often it is looked at', async () => {
  const entriesOf = async (steps: number[]) => {
    const stage = await begin({ count: 20 })
    const ask = await askerOf(stage)
    for (const id of stage.ids) await ask(`${id}/start`, { method: 'POST' })
    for (const step of steps) stage.forward(step)
    return stage.azure.control.journal().entries
  }
  const once = await entriesOf([120])
  expect(once.filter(({ what }) => what === 'running')).toHaveLength(20)
  expect(await entriesOf(Array(60).fill(2))).toEqual(once)
})

test('the journal is asked by machine, by principal, by what happened, and from where one was', async () => {
  const stage = await begin()
  const ask = await askerOf(stage)
  await ask(`${stage.ids[0]}/start`, { method: 'POST' })
  await ask(`${stage.ids[1]}/start`, { method: 'POST' })
  stage.forward(300)
  const { control } = stage.azure
  const calls = control.journal({ kind: 'call', principal: stage.app.object_id }).entries
  expect(calls).toMatchObject([{ machine: stage.ids[0]!.toLowerCase(), what: 'start', status: 202, redundant: false }, {}])
  expect(control.journal({ machine: stage.ids[0]!, what: 'running' }).entries).toMatchObject([
    { kind: 'effect', from: 'starting', cause: 'operation', operation: calls[0]?.operation, principal: stage.app.object_id },
  ])
  expect(control.journal({ after: 5 }).entries.map(({ seq }) => seq)).toEqual([6])
  expect(control.tallies()[stage.ids[1]!.toLowerCase()]).toMatchObject({ by_principal: { [stage.app.object_id]: { start: 1 } } })
  expect(control.tally({ machine: stage.ids[2]! })).toMatchObject({ accepted: {}, effects: {} })
})

test('all that can be controlled can be controlled over HTTP, from this machine only', async () => {
  const { azure, ids } = await begin()
  const control = (path: string, body?: unknown, method = body ? 'POST' : 'GET') =>
    fetch(`${azure.plainUrl}/_control/${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
  const told = async (...asked: Parameters<typeof control>) => (await control(...asked)).json()
  expect(await told('clock', { forward_seconds: 60, rate: 0 })).toEqual({ now_ms: Date.UTC(2026, 2, 2, 6, 1), rate: 0 })
  expect(await told('faults', { kind: 'error', next: 3 })).toEqual({ id: 1 })
  expect(await told('faults')).toMatchObject([{ kind: 'error', next: 3 }])
  expect(await told('faults/1', undefined, 'DELETE')).toEqual({ faults: [] })
  expect(await told(`machines${ids[0]}`)).toMatchObject({ id: ids[0], power: 'deallocated', tally: {} })
  expect(await told('state')).toMatchObject({ machines: 3, powers: { deallocated: 3 } })
  expect(await told('journal?limit=5')).toEqual({ entries: [] })
  expect((await control('weather', {})).status).toBe(404)
  expect(await told('settings', { page_seize: 3 })).toMatchObject({ error: expect.stringContaining('page_seize') })
  expect(await statusFor(`${azure.plainUrl}/_control/state`, 'evil.example')).toBe(421)
})

/** As a page from elsewhere would ask: fetch does not let a test say who it takes the server for. */
async function statusFor(url: string, host: string): Promise<number | undefined> {
  const { get } = await import('node:http')
  return new Promise((resolve, reject) => {
    get(url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode)).once('error', reject)
  })
}

test('a clock that was handed in is moved by its owner', async () => {
  let nowMs = Date.UTC(2026, 0, 1)
  const stage = await begin({ count: 1, clock: { now: () => nowMs } })
  const ask = await askerOf(stage)
  await ask(`${stage.ids[0]}/start`, { method: 'POST' })
  expect(() => stage.azure.control.clock({ forward_seconds: 1 })).toThrow('handed in')
  nowMs += 300_000
  expect(stage.azure.control.look({ machine: stage.ids[0]! }).power).toBe('running')
})

test('a clock runs at its rate', async () => {
  const azure = await startAzure({ clock: { now_ms: 0, rate: 100_000 } })
  open.push(azure)
  await expect.poll(() => azure.control.clock({}).now_ms).toBeGreaterThan(60_000)
})

test('the demo has two subscriptions, some forty machines with tags, and an application that may run them', async () => {
  const world = demoWorld()
  expect(world.subscriptions).toHaveLength(2)
  expect(world.machines.length).toBeGreaterThan(36)
  expect(new Set(world.machines.map(({ location }) => location)).size).toBe(3)
  expect(world).toEqual(demoWorld())
  const azure = await startAzure({ world })
  open.push(azure)
  expect(azure.control.state().powers.running).toBeGreaterThan(25)
})

test('what is due happens in the order of time, with what it adds', () => {
  const queue = new EventQueue()
  const seen: number[] = []
  for (const at of [50, 10, 40, 30, 20, 60]) queue.at(at, () => seen.push(at))
  queue.at(15, (now) => queue.at(now + 10, () => seen.push(25)))
  queue.runUpTo(50)
  expect(seen).toEqual([10, 20, 25, 30, 40, 50])
  expect(queue.length).toBe(1)
})
