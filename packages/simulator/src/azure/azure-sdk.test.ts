import { afterEach, expect, test } from 'vitest'
import { computeOf, credentialOf, type Stage, serverTls, stageOf } from './testing/stage.ts'

let stage: Stage
afterEach(async () => stage?.azure.close())

const SCOPE = 'https://management.azure.com/.default'

test("Microsoft's credential gets a token for a certificate handed over as a text", async () => {
  stage = await stageOf({ tls: serverTls })
  const { token, expiresOnTimestamp } = await credentialOf(stage).getToken(SCOPE)
  expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_000_000)
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
  expect(claims.oid).toBe(stage.app.object_id)
})

test('a list comes in pages and is whole', async () => {
  stage = await stageOf({ tls: serverTls, count: 7, settings: { page_size: 3 } })
  const names: (string | undefined)[] = []
  for await (const { name } of computeOf(stage).virtualMachines.listAll()) names.push(name)
  expect(names).toEqual(['vm-1', 'vm-2', 'vm-3', 'vm-4', 'vm-5', 'vm-6', 'vm-7'])
})

test('a start is followed to its end, and then the machine runs', async () => {
  stage = await stageOf({
    tls: serverTls,
    clock: { now_ms: Date.UTC(2026, 2, 2), rate: 200 },
    settings: { retry_after_seconds: 0 },
  })
  const { virtualMachines } = computeOf(stage)
  await virtualMachines.start('rg-test', 'vm-1', { updateIntervalInMs: 20 })
  const { statuses } = await virtualMachines.instanceView('rg-test', 'vm-1')
  expect(statuses?.map(({ code }) => code)).toEqual(['ProvisioningState/succeeded', 'PowerState/running'])
  expect(stage.azure.control.tally({ machine: stage.ids[0]! })).toMatchObject({ accepted: { start: 1 }, effects: { running: 1 } })
})
