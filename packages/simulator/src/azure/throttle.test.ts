import { afterEach, expect, test } from 'vitest'
import { type Asker, askerOf, type Reply, type Stage, stageOf } from './testing/stage.ts'

let stage: Stage
let ask: Asker
afterEach(async () => stage?.azure.close())

async function begin(options: Parameters<typeof stageOf>[0] = {}) {
  stage = await stageOf({ count: 20, ...options })
  ask = await askerOf(stage)
}

async function times(count: number, one: (at: number) => Promise<Reply>): Promise<Reply[]> {
  const replies: Reply[] = []
  for (let at = 0; at < count; at += 1) replies.push(await one(at))
  return replies
}

test("Resource Manager's bucket of reads is 250 and refills by 25 a second", async () => {
  await begin()
  const groups = () => ask(`/subscriptions/${stage.subscription.id}/resourcegroups`)
  const replies = await times(251, groups)
  expect(replies[0]?.headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('249')
  expect(replies[0]?.headers.get('x-ms-ratelimit-remaining-subscription-global-reads')).toBe('3749')
  expect(replies[249]?.status).toBe(200)
  expect(replies[250]).toMatchObject({ status: 429, body: { error: { code: 'SubscriptionRequestsThrottled' } } })
  expect(replies[250]?.headers.get('retry-after')).toBe('1')
  stage.forward(1)
  expect((await times(26, groups)).filter(({ status }) => status === 200)).toHaveLength(25)
})

test('writes have a narrower bucket, and calls outside of a subscription one of their own', async () => {
  await begin({ settings: { retry_after_seconds: 0 } })
  stage.azure.control.settings({ throttle_scale: 0.05 })
  const starts = await times(11, (at) => ask(`${stage.ids[at]}/start`, { method: 'POST' }))
  expect(starts.map(({ status }) => status)).toEqual([...Array(10).fill(202), 429])
  const { headers } = await ask('/subscriptions')
  expect(headers.get('x-ms-ratelimit-remaining-tenant-reads')).toBe('11')
})

test('each principal has a bucket of its own', async () => {
  await begin({
    shape: ({ build, subscription }) =>
      void build.application('other', { secrets: [{ value: 'another secret' }] }).may('Reader', subscription.scope),
  })
  stage.azure.control.settings({ throttle_scale: 0.004 })
  const other = await askerOf(stage, { id: stage.build.spec().applications[1]!.id, secret: 'another secret' })
  const path = `/subscriptions/${stage.subscription.id}/resourcegroups`
  expect([(await ask(path)).status, (await ask(path)).status, (await other(path)).status]).toEqual([200, 429, 200])
})

test("Compute's bucket of a machine holds 12 starts and is answered in Compute's own words", async () => {
  await begin()
  const id = stage.ids[0]!
  const replies = await times(13, () => ask(`${id}/start`, { method: 'POST' }))
  expect(replies[0]?.headers.get('x-ms-ratelimit-remaining-resource')).toBe(
    'Microsoft.Compute/UpdateVMSubscription;1499,Microsoft.Compute/UpdateVMResource;11',
  )
  expect(replies[0]?.headers.get('x-ms-request-charge')).toBe('1')
  const refused = replies[12]!
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('15')
  const body = refused.body as { code: string; details: { code: string; target: string; message: string }[] }
  expect(body).not.toHaveProperty('error')
  expect(body).toMatchObject({ code: 'OperationNotAllowed', details: [{ code: 'TooManyRequests', target: 'UpdateVM' }] })
  expect(JSON.parse(body.details[0]!.message)).toMatchObject({ operationGroup: 'UpdateVM', allowedRequestCount: 1500 })
  // Deallocate belongs to another group.
  expect((await ask(`${id}/deallocate`, { method: 'POST' })).status).toBe(202)
})

test('lists are dear, single reads cheap', async () => {
  await begin()
  const list = await ask(`/subscriptions/${stage.subscription.id}/providers/Microsoft.Compute/virtualMachines`)
  expect(list.headers.get('x-ms-ratelimit-remaining-resource')).toBe('Microsoft.Compute/HighCostGetSubscription;899')
  const one = await ask(stage.ids[0]!)
  expect(one.headers.get('x-ms-ratelimit-remaining-resource')).toContain('LowCostGetResource;35')
})

test('both forms of 429 can be ordered, with no wait, an hour, or not a word of it', async () => {
  await begin()
  const { control } = stage.azure
  const refusedWith = async (params: Record<string, unknown>) => {
    control.faults({ kind: 'throttle', next: 1, params })
    const { status, headers, body } = await ask(stage.ids[0]!)
    expect(status).toBe(429)
    return [headers.get('retry-after'), Object.keys(body as object)[0]]
  }
  expect(await refusedWith({ retry_after: 0 })).toEqual(['0', 'error'])
  expect(await refusedWith({ retry_after: 3600, body: 'compute' })).toEqual(['3600', 'code'])
  expect(await refusedWith({ retry_after: null, body: 'compute' })).toEqual([null, 'code'])
  expect(await refusedWith({ retry_after: 'Mon, 02 Mar 2026 07:00:00 GMT' })).toEqual(['Mon, 02 Mar 2026 07:00:00 GMT', 'error'])
  expect((await ask(stage.ids[0]!)).status).toBe(200)
})

test('throttling can be switched off', async () => {
  await begin({ settings: { throttling: false } })
  const replies = await times(14, () => ask(`${stage.ids[0]}/start`, { method: 'POST' }))
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]))
})
