import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../testing/control.ts'
import { expectProblem } from '../testing/http.ts'
import { type RegistryWorld, registryWorld } from '../testing/registry-world.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const keyed = (key: string, body: unknown) => ({ body, headers: { 'idempotency-key': key } })

control('IDEMPOTENCY-1', 'twenty calls with one key at once create one thing, and all get the same answer', async () => {
  const { owner, id } = await world.team()
  const answers = await Promise.all(Array.from({ length: 20 }, () => owner('POST /clients', keyed('k-1', { name: 'Once' }))))
  console.log(JSON.stringify(world.lines.filter((l)=>l.level>=50).slice(0,1),null,1))
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
    Array(20).fill({ status: 201, body: expect.objectContaining({ name: 'Once', client_secret: expect.any(String) }) }),
  )
  expect(new Set(answers.map(({ body }) => body.client_secret)).size).toBe(1)
  expect((await owner('GET /clients')).body.items).toHaveLength(1)
  expect((await world.entriesOf(id)).filter(({ action }) => action === 'client.created')).toHaveLength(1)
})
