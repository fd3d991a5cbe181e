import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { type RunWorld, runWorld } from './testing/run-world.ts'

let world: RunWorld
beforeAll(async () => {
  world = await runWorld()
})
afterAll(() => world.close())

const MINUTE = 60_000
const path = 'POST /machines/actions'

test('several machines are turned off in one run, each audited; a repeated call does it once', async () => {
  const trial = await world.subscription()
  const ids = await trial.machines(['a', 'b', 'c'], { power: 'running' })
  const would = await trial.asks(path, { body: { machine_ids: ids, action: 'deallocate', dry_run: true } })
  expect(would.status).toBe(202)
  expect(would.body.run_id).toBeNull()
  expect(would.body.machines.map(({ name, would }: { name: string; would: string }) => [name, would])).toEqual([
    ['a', 'call'],
    ['b', 'call'],
    ['c', 'call'],
  ])
  expect((await trial.asks('GET /runs')).body.items).toEqual([])

  const headers = { 'idempotency-key': 'many' }
  const body = { machine_ids: [...ids, ids[0]], action: 'deallocate' }
  const asked = await trial.asks(path, { body, headers })
  expect(asked.headers.location).toBe(`/runs/${asked.body.run_id}`)
  expect((await trial.asks(path, { body, headers })).body).toEqual(asked.body)
  await world.live_through(MINUTE)
  expect(await trial.run(asked.body.run_id)).toMatchObject({ cause: 'manual', status: 'succeeded', machines: { done: 3 } })
  expect(['a', 'b', 'c'].map((name) => trial.count(name, 'deallocate'))).toEqual([1, 1, 1])
  const entries = (await world.entriesOf(trial.id)).filter(({ action }) => action === 'machine.action_asked')
  expect(entries.map(({ details }) => details)).toMatchObject(ids.map(() => ({ run_id: asked.body.run_id })))
})

test('what something else manages is left alone and named, and a refusal does nothing at all', async () => {
  const trial = await world.subscription()
  const [vm, pool] = await trial.machines(['vm', 'pool'], { power: 'deallocated' })
  await world.admin.query(`update automation.machines set managed_by = 'a scale set' where id = $1`, [pool])
  const unknown = await trial.asks(path, { body: { machine_ids: [vm, newId()], action: 'start' } })
  expectProblem(unknown, 'VALIDATION_FAILED')
  expect(unknown.body.errors).toEqual([{ pointer: '#/machine_ids/1', detail: 'is no machine of this team' }])
  expectProblem(await trial.asks(path, { body: { machine_ids: [pool], action: 'start' } }), 'MACHINE_LEFT_ALONE')
  expectProblem(await trial.asks(path, { body: { machine_ids: [vm], action: 'resize' } }), 'VALIDATION_FAILED')
  expectProblem(await trial.asks(path, { body: { machine_ids: [], action: 'start' } }), 'VALIDATION_FAILED')
  expectProblem(await trial.asks(path, { body: { machine_ids: Array(501).fill(vm), action: 'start' } }), 'VALIDATION_FAILED')
  expect((await trial.asks('GET /runs')).body.items).toEqual([])

  const { body } = await trial.asks(path, { body: { machine_ids: [vm, pool], action: 'start' } })
  expect(body.machines.map(({ would }: { would: string }) => would)).toEqual(['call', 'left_alone'])
  await world.live_through(MINUTE)
  expect((await trial.run(body.run_id)).transitions).toHaveLength(1)
  expect([trial.count('vm', 'start'), trial.count('pool', 'start')]).toEqual([1, 0])
})

test('the list of machines names the override that counts now: of several the last that was made, and none that has not begun or is over', async () => {
  const trial = await world.subscription()
  const machine_ids = await trial.machines(['vm'], { power: 'running' })
  const inHours = (hours: number) => new Date(world.clock.now().getTime() + hours * 60 * MINUTE).toISOString()
  const make = async (state: string, from: number, until: number) => {
    const body = { machine_ids, state, from: inHours(from), until: inHours(until) }
    return (await trial.asks('POST /overrides', { body })).body
  }
  const shown = async () => (await trial.asks('GET /machines')).body.items[0].plan?.override ?? null
  const first = await make('on', 0, 3)
  expect(await shown()).toEqual({ state: 'on', until: first.until })
  await make('none', 2, 4)
  const last = await make('off', 0, 1)
  expect(await shown()).toEqual({ state: 'off', until: last.until })
  world.clock.aheadMs += 61 * MINUTE
  expect(await shown()).toEqual({ state: 'on', until: first.until })
  world.clock.aheadMs += 240 * MINUTE
  expect(await shown()).toBeNull()
})

control('RUN-2', 'who may only read machines cannot act on several of them, and nobody on those of another team', async () => {
  const trial = await world.subscription()
  const other = await world.subscription()
  const [id] = await trial.machines(['vm'])
  const [theirs] = await other.machines(['theirs'])
  const body = { machine_ids: [id], action: 'restart' }
  const reader = world.as({
    ...trial.caller,
    ...{ id: newId(), token_id: newId(), permissions: new Set(['machine:read', 'run:read'] as const) },
  })
  expectProblem(await reader(path, { body }), 'PERMISSION_DENIED')
  expectProblem(await reader(path, { body: { ...body, dry_run: true } }), 'PERMISSION_DENIED')
  const [anothers, nobodys] = [theirs, newId()].map((one) => ({ machine_ids: [one], action: 'restart' }))
  const answers = [await trial.asks(path, { body: anothers }), await trial.asks(path, { body: nobodys })]
  for (const answer of answers) expectProblem(answer, 'VALIDATION_FAILED')
  expect(answers[0]!.body.errors).toEqual(answers[1]!.body.errors)
  expect(other.count('theirs', 'restart')).toBe(0)
})
