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

/** A schedule that wants its machines on from the next full minute but one, for three hours. */
function soon(targets: object, more: object = {}) {
  const start = new Date(Math.ceil(world.clock.now().getTime() / MINUTE) * MINUTE + MINUTE)
  const end = new Date(start.getTime() + 180 * MINUTE)
  const one_shots = [
    { at: start.toISOString(), state: 'on' },
    { at: end.toISOString(), state: 'off' },
  ]
  return { name: `S ${newId()}`, time_zone: 'UTC', targets, one_shots, ...more }
}

test('a schedule starts its machines when the time comes, once, and stops them again', async () => {
  const trial = await world.subscription()
  const ids = await trial.machines(['a', 'b'], { power: 'deallocated' })
  expect((await trial.asks('POST /schedules', { body: soon({ machine_ids: ids }) })).status).toBe(201)
  await world.work()
  expect((await trial.asks('GET /runs')).body.items).toEqual([])

  await world.live_through(4 * MINUTE)
  const up = await trial.lastRun()
  expect(up).toMatchObject({
    cause: 'schedule',
    state: 'on',
    status: 'succeeded',
    machines: { done: 2 },
    created_by: { type: 'system' },
  })
  expect(up.transitions.map(({ status, attempts }: { status: string; attempts: number }) => [status, attempts])).toEqual([
    ['done', 1],
    ['done', 1],
  ])
  expect([trial.at('a').power, trial.count('a', 'start'), trial.count('b', 'start')]).toEqual(['running', 1, 1])
  const steps = up.recent_steps.map(({ step }: { step: string }) => step)
  expect(steps).toEqual(expect.arrayContaining(['began', 'called', 'done', 'ended']))

  await world.live_through(181 * MINUTE, 5 * MINUTE)
  await world.live_through(MINUTE)
  expect(await trial.lastRun()).toMatchObject({ state: 'off', status: 'succeeded', machines: { done: 2 } })
  expect([trial.at('a').power, trial.count('a', 'deallocate')]).toEqual(['deallocated', 1])
  const page = (await trial.asks(`GET /machines/${ids[0]}`)).body
  expect(page.power).toMatchObject({ state: 'deallocated', changed_by: 'skykeep' })
  expect((await world.entriesOf(trial.id)).filter(({ action }) => action === 'run.began')).toHaveLength(2)
})

test('what is in the wanted state already is not called, and one that is managed elsewhere or gone is left alone', async () => {
  const trial = await world.subscription()
  const [on, gone] = await trial.machines(['on', 'gone'], { power: 'running' })
  await trial.asks('POST /schedules', { body: soon({ machine_ids: [on, gone] }) })
  world.cloud.remove(trial.at('gone').provider_id)
  await world.live_through(4 * MINUTE)
  const run = await trial.lastRun()
  expect(run.machines).toMatchObject({ nothing_to_do: 1, skipped: 1, failed: 0 })
  expect(trial.count('on', 'start')).toBe(0)
})

test('apply_now begins what is wanted now, in the call that saves it', async () => {
  const trial = await world.subscription()
  const ids = await trial.machines(['a'], { power: 'running' })
  const weekly = [{ days: ['mon'], start: '03:00', end: '03:01' }]
  const body = { name: 'Now', time_zone: 'UTC', weekly, targets: { machine_ids: ids }, apply_now: true }
  const { body: saved } = await trial.asks('POST /schedules', { body })
  expect(saved.run_ids).toHaveLength(1)
  await world.live_through(MINUTE)
  expect(await trial.run(saved.run_ids[0])).toMatchObject({
    cause: 'apply',
    state: 'off',
    status: 'succeeded',
    machines: { done: 1 },
  })
})

test('an action by hand is done, audited, told what it would do, and refused for what is not ours', async () => {
  const trial = await world.subscription()
  const [id, pool] = await trial.machines(['vm', 'pool'], { power: 'running' })
  const path = `POST /machines/${id}/actions` as const
  const would = await trial.asks(path, { body: { action: 'deallocate', dry_run: true } })
  expect([would.status, would.body]).toEqual([202, { run_id: null, would: 'call', reason: 'it is running, as it was read last' }])
  expect((await trial.asks('GET /runs')).body.items).toEqual([])

  const headers = { 'idempotency-key': 'once' }
  const asked = await trial.asks(path, { body: { action: 'deallocate' }, headers })
  expect((await trial.asks(path, { body: { action: 'deallocate' }, headers })).body).toEqual(asked.body)
  await world.live_through(MINUTE)
  expect(await trial.run(asked.body.run_id)).toMatchObject({ cause: 'manual', status: 'succeeded', state: 'off' })
  expect([trial.at('vm').power, trial.count('vm', 'deallocate')]).toEqual(['deallocated', 1])

  expectProblem(await trial.asks(path, { body: { action: 'resize' } }), 'VALIDATION_FAILED')
  expectProblem(await trial.asks(path, { body: { action: 'start', size: 'B2' } }), 'VALIDATION_FAILED')
  expectProblem(await trial.asks(path, { body: { action: 'erase' } }), 'VALIDATION_FAILED')
  expectProblem(await trial.asks(`POST /machines/${newId()}/actions`, { body: { action: 'start' } }), 'NOT_FOUND')
  await world.admin.query(`update automation.machines set managed_by = 'a scale set' where id = $1`, [pool])
  expectProblem(await trial.asks(`POST /machines/${pool}/actions`, { body: { action: 'start' } }), 'MACHINE_LEFT_ALONE')
  const resized = await trial.asks(path, { body: { action: 'resize', size: 'Standard_B2s' } })
  await world.live_through(MINUTE)
  expect(await trial.run(resized.body.run_id)).toMatchObject({ status: 'succeeded', state: 'none' })
  expect(trial.at('vm').size).toBe('Standard_B2s')
  const entries = (await world.entriesOf(trial.id)).filter(({ action }) => action === 'machine.action_asked')
  expect(entries[0]!.details).toMatchObject({ before: { power: 'running' }, after: { action: 'deallocate' } })
})

test('monitors are told before a machine goes down as planned, with its end, and when it is up again; never of what is done by hand', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'running' })
  const now = world.clock.now().getTime()
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
  const one_shots = [
    { at: at(1), state: 'off' },
    { at: at(10), state: 'on' },
  ]
  const rule = { name: `S ${newId()}`, time_zone: 'UTC', targets: { machine_ids: [id] }, one_shots }
  await trial.asks('POST /schedules', { body: rule })
  await world.live_through(5 * 60_000)
  const { provider_id } = trial.at('vm')
  expect(trial.tells('machine.planned_off')).toMatchObject([
    {
      machine_ids: [id],
      detail: { name: 'vm', provider_id, until: at(10) },
      title: `vm is being stopped as planned, until ${at(10)}`,
    },
  ])
  expect(trial.tells('machine.planned_on')).toEqual([])
  await world.live_through(10 * 60_000)
  expect(trial.tells('machine.planned_on')).toMatchObject([{ machine_ids: [id], detail: { name: 'vm', provider_id } }])
  await trial.asks(`POST /machines/${id}/actions`, { body: { action: 'deallocate' } })
  await world.live_through(2 * 60_000)
  expect([trial.count('vm', 'deallocate'), trial.tells('machine.planned_off').length]).toEqual([2, 1])
})

control('RUN-2', 'who may only operate machines cannot resize them, and who may only read cannot act or cancel', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'])
  const operator = world_as(trial, ['machine:operate', 'run:read'])
  const reader = world_as(trial, ['machine:read', 'run:read'])
  expectProblem(await operator(`POST /machines/${id}/actions`, { body: { action: 'resize', size: 'B2' } }), 'PERMISSION_DENIED')
  const { body } = await operator(`POST /machines/${id}/actions`, { body: { action: 'restart' } })
  expectProblem(await reader(`POST /machines/${id}/actions`, { body: { action: 'start' } }), 'PERMISSION_DENIED')
  expectProblem(await reader(`POST /runs/${body.run_id}/cancel`), 'PERMISSION_DENIED')
  expect((await reader(`GET /runs/${body.run_id}`)).body.status).toBe('running')
})

test('a run is cancelled: what was not sent to the cloud is not, what was goes on to its end', async () => {
  const trial = await world.subscription()
  const ids = await trial.machines(['one', 'two'], { power: 'deallocated' })
  const order = [{ machine_ids: [ids[0]] }]
  const { body: saved } = await trial.asks('POST /schedules', { body: soon({ machine_ids: ids }, { order }) })
  expect(saved.id).toBeDefined()
  const lift = world.cloud.fail({ call: 'act start', kind: 'capacity', about: trial.at('one').provider_id })
  await world.live_through(3 * MINUTE)
  lift()
  const run = await trial.lastRun()
  expect(run).toMatchObject({ status: 'running', step: 0, steps: 2, machines: { waiting: 2 } })
  const cancelled = await trial.asks(`POST /runs/${run.id}/cancel`)
  expect(cancelled.body).toMatchObject({ status: 'cancelled', machines: { cancelled: 2 } })
  expectProblem(await trial.asks(`POST /runs/${run.id}/cancel`), 'RUN_ENDED')
  await world.live_through(30 * MINUTE, MINUTE)
  expect(trial.count('two', 'start')).toBe(0)
  expect((await world.entriesOf(trial.id)).some(({ action }) => action === 'run.cancelled')).toBe(true)
})

test('an order is kept: first the database, then what waits for it, and reversed on the way down', async () => {
  const trial = await world.subscription()
  world.cloud.looks = 3
  const ids = await trial.machines(['db', 'app', 'web'], { power: 'deallocated' })
  const order = [{ machine_ids: [ids[0]], delay_seconds: 60 }, { machine_ids: [ids[1]] }]
  await trial.asks('POST /schedules', { body: soon({ machine_ids: ids }, { order }) })
  await world.live_through(10 * MINUTE)
  expect((await trial.lastRun()).status).toBe('succeeded')
  await world.live_through(185 * MINUTE, 5 * MINUTE)
  await world.live_through(10 * MINUTE)
  world.cloud.looks = 1
  expect((await trial.lastRun()).status).toBe('succeeded')
  const done = world.cloud.done.filter(({ provider_id }) => provider_id.includes(trial.scope))
  expect(done.map(({ provider_id, action }) => `${action} ${provider_id.split('/').at(-1)}`)).toEqual([
    ...['start db', 'start app', 'start web'],
    ...['deallocate web', 'deallocate app', 'deallocate db'],
  ])
})

test('runs are listed by schedule, machine and status, the newest first, a page at a time', async () => {
  const trial = await world.subscription()
  const [a, b] = await trial.machines(['a', 'b'])
  for (const id of [a, b, a]) await trial.asks(`POST /machines/${id}/actions`, { body: { action: 'restart' } })
  const all = (await trial.asks('GET /runs?limit=2')).body
  const rest = (await trial.asks(`GET /runs?limit=2&cursor=${all.next_cursor}`)).body
  expect([all.items.length, rest.items.length, rest.next_cursor]).toEqual([2, 1, null])
  expect((await trial.asks(`GET /runs?machine_id=${b}`)).body.items).toHaveLength(1)
  expect((await trial.asks('GET /runs?status=failed')).body.items).toEqual([])
  expect((await trial.asks(`GET /runs?schedule_id=${newId()}`)).body.items).toEqual([])
  expectProblem(await trial.asks(`GET /runs/${newId()}`), 'NOT_FOUND')
})

function world_as(trial: Awaited<ReturnType<RunWorld['subscription']>>, permissions: string[]) {
  return world.as({ ...trial.caller, id: newId(), token_id: newId(), permissions: new Set(permissions as never) })
}
