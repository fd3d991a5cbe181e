import { afterEach, expect, test } from 'vitest'
import type { Fault } from './faults.ts'
import { type Asker, askerOf, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
let ask: Asker
afterEach(async () => stage?.azure.close())

async function begin(fault: Fault) {
  stage = await stageOf({ count: 2 })
  ask = await askerOf(stage)
  stage.azure.control.faults(fault)
  return stage.azure.control
}

const start = () => ask(`${stage.ids[0]}/start`, { method: 'POST' })
const accepted = () => stage.azure.control.look({ machine: stage.ids[0]! }).tally.accepted

test.each<[Fault['kind'], number]>([
  ['reset_before', 0],
  ['reset_after', 1],
])('%s ends the connection, and the action took effect %i times', async (kind, count) => {
  await begin({ kind, next: 1, match: { route: 'start' } })
  await expect(start()).rejects.toThrow('fetch failed')
  expect(accepted().start ?? 0).toBe(count)
  expect((await start()).status).toBe(202)
})

test.each<[Fault['kind'], number]>([
  ['timeout_before', 0],
  ['timeout_after', 1],
])('%s answers never, and the action took effect %i times', async (kind, count) => {
  await begin({ kind, next: 1, match: { route: 'start' } })
  const silence = fetch(`${stage.azure.plainUrl}${stage.ids[0]}/start?api-version=2024-07-01`, {
    method: 'POST',
    headers: { authorization: await tokenOf() },
    signal: AbortSignal.timeout(200),
  })
  await expect(silence).rejects.toThrow(/timeout/i)
  expect(accepted().start ?? 0).toBe(count)
})

async function tokenOf(): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: stage.app.id, client_secret: 'the secret of the test' }
  const body = new URLSearchParams({ ...form, scope: 'https://management.azure.com/.default' })
  const answer = await fetch(`${stage.azure.plainUrl}/${stage.build.tenant_id}/oauth2/v2.0/token`, { method: 'POST', body })
  return `Bearer ${((await answer.json()) as { access_token: string }).access_token}`
}

test('errors come in bursts, before or after the action took effect', async () => {
  const control = await begin({ kind: 'error', next: 2, match: { route: 'start' }, params: { status: 503, retry_after: 7 } })
  const first = await start()
  expect(first).toMatchObject({ status: 503, body: { error: { code: 'ServiceUnavailable' } } })
  expect(first.headers.get('retry-after')).toBe('7')
  expect((await start()).status).toBe(503)
  expect(accepted()).toEqual({})
  control.faults({ kind: 'error', next: 1, match: { route: 'start' }, params: { status: 500, after: true } })
  expect(await start()).toMatchObject({ status: 500, body: { error: { code: 'InternalServerError' } } })
  expect(accepted()).toEqual({ start: 1 })
})

test('a body is cut off in the middle', async () => {
  await begin({ kind: 'truncated', next: 1 })
  await expect(ask(stage.ids[0]!)).rejects.toThrow()
  expect((await ask(stage.ids[0]!)).status).toBe(200)
})

test('a page for people comes instead of JSON', async () => {
  await begin({ kind: 'html', next: 1, params: { status: 200 } })
  const reply = await ask(stage.ids[0]!)
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(reply.text).toContain('<html>')
})

test('a region is down for a time and the others are not', async () => {
  stage = await stageOf({
    count: 1,
    shape: ({ subscription, ids }) => ids.push(subscription.group('rg-north', 'northeurope').machine('vm-north')),
  })
  ask = await askerOf(stage)
  stage.azure.control.faults({ kind: 'region_down', match: { region: 'westeurope' }, for_seconds: 600 })
  const [west, north] = stage.ids
  expect(await ask(west!)).toMatchObject({ status: 503, body: { error: { code: 'ServiceUnavailable' } } })
  expect(await ask(`${west}/start`, { method: 'POST' })).toMatchObject({ status: 503 })
  expect((await ask(north!)).status).toBe(200)
  stage.forward(601)
  expect((await ask(west!)).status).toBe(200)
})

test('the clock in the answers may be wrong', async () => {
  await begin({ kind: 'date_skew', next: 1, params: { seconds: -7200 } })
  expect((await ask(stage.ids[0]!)).headers.get('date')).toBe('Mon, 02 Mar 2026 04:00:00 GMT')
  expect((await ask(stage.ids[0]!)).headers.get('date')).toBe('Mon, 02 Mar 2026 06:00:00 GMT')
})

test('a fault hits only what it is aimed at, after what it lets pass, and with its probability', async () => {
  const control = await begin({ kind: 'error', match: { machine: 'nobody' } })
  expect((await ask(stage.ids[0]!)).status).toBe(200)
  control.clear_faults()
  control.faults({ kind: 'error', skip: 1, next: 1, match: { machine: stage.ids[0]!.toUpperCase(), method: ['GET', 'POST'] } })
  const statuses = async (count: number) => {
    const found: number[] = []
    for (let at = 0; at < count; at += 1) found.push((await ask(stage.ids[0]!)).status)
    return found
  }
  expect(await statuses(3)).toEqual([200, 500, 200])
  expect((await ask(stage.ids[1]!)).status).toBe(200)
  control.clear_faults()
  control.faults({ kind: 'error', probability: 0.5, match: { principal: stage.app.object_id } })
  const hits = (await statuses(30)).filter((status) => status === 500).length
  expect(hits).toBeGreaterThan(5)
  expect(hits).toBeLessThan(25)
  expect(control.state().faults).toMatchObject([{ kind: 'error', hits }])
})

test('a fault that does not exist cannot be switched on', async () => {
  await begin({ kind: 'error', next: 0 })
  expect(() => stage.azure.control.faults({ kind: 'rain' as never })).toThrow('There is no fault rain')
})
