import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { LaneLease, LaneLost } from './lane-lease.ts'
import { type RunWorld, runWorld } from './testing/run-world.ts'

let world: RunWorld
beforeAll(async () => {
  world = await runWorld()
})
afterAll(() => world.close())

const MINUTE = 60_000
type Trial = Awaited<ReturnType<RunWorld['subscription']>>

const begin = async (trial: Trial, id: string, action = 'start') =>
  (await trial.asks(`POST /machines/${id}/actions`, { body: { action } })).body.run_id as string
const claim = (trial: Trial, holder = newId()) => LaneLease.claim(world.db, trial.id, trial.lane.id, holder)
/** What the end of a lease looks like, without waiting for it. */
const expire = (trial: Trial) =>
  world.admin.query('update automation.lanes set held_until = now() where id = $1', [trial.lane.id])

control('RUN-7', 'a worker that lost its lane writes nothing, renews nothing and releases nothing', async () => {
  const trial = await world.subscription()
  const first = (await claim(trial))!
  expect(await claim(trial)).toBeNull()
  expect(await first.write(async () => 'written')).toBe('written')
  await expire(trial)
  await expect(first.write(async () => 'written')).rejects.toThrow(LaneLost)
  const second = (await claim(trial))!
  await expect(first.write(async () => 'written')).rejects.toThrow(LaneLost)
  await first.release()
  expect(await second.write(async () => 'written')).toBe('written')
  await second.release()
  expect(await claim(trial)).not.toBeNull()
})

test('a lane cannot be taken over in the middle of a write', async () => {
  const trial = await world.subscription()
  const lease = (await claim(trial))!
  const order: string[] = []
  const writing = lease.write(async (tx) => {
    await sql`update automation.lanes set held_until = held_until where id = ${trial.lane.id}`.execute(tx)
    await sql`select pg_sleep(0.3)`.execute(tx)
    order.push('written')
  })
  await waitUntil('the write is under way', async () => {
    const { rows } = await world.admin.query(
      `select 1 from pg_stat_activity where query like '%pg_sleep(0.3)%' and state = 'active' and pid <> pg_backend_pid()`,
    )
    return rows.length > 0
  })
  const expiring = expire(trial).then(() => order.push('expired'))
  await Promise.all([writing, expiring])
  expect(order).toEqual(['written', 'expired'])
})

control('RUN-8', 'sixty claims of one lane: one holder; several workers: each machine is switched once', async () => {
  const trial = await world.subscription()
  for (let round = 0; round < 3; round++) {
    const claims = await Promise.all(Array.from({ length: 60 }, () => claim(trial)))
    expect(claims.filter((one) => one !== null)).toHaveLength(1)
    await expire(trial)
  }
  const names = Array.from({ length: 24 }, (_, n) => `vm-${n}`)
  const ids = await trial.machines(names, { power: 'deallocated' })
  const runs = await Promise.all(ids.map((id) => begin(trial, id)))
  const workers = Array.from({ length: 4 }, () => world.newWorkers())
  for (let n = 0; n < 8; n++) {
    world.pass(15_000)
    await Promise.all(workers.map((one) => one.round()))
    await Promise.all(workers.map((one) => one.idle()))
  }
  for (const run of runs) expect((await trial.run(run)).status).toBe('succeeded')
  expect(names.map((name) => trial.count(name, 'start'))).toEqual(names.map(() => 1))
})

test('planners that see the same changes make each run once, and none is held up by the other', async () => {
  const trial = await world.subscription()
  const names = Array.from({ length: 20 }, (_, n) => `plan-${n}`)
  const ids = await trial.machines(names, { power: 'deallocated' })
  const at = new Date(world.clock.now().getTime() + MINUTE).toISOString()
  for (const id of ids) {
    const body = { name: `S ${id}`, time_zone: 'UTC', targets: { machine_ids: [id] }, one_shots: [{ at, state: 'on' }] }
    await trial.asks('POST /schedules', { body })
  }
  world.pass(2 * MINUTE)
  const taken = await Promise.all(Array.from({ length: 6 }, () => world.planner().round()))
  expect(taken.reduce((sum, one) => sum + one, 0)).toBe(20)
  const { items } = (await trial.asks('GET /runs?limit=100')).body
  expect(new Set(items.map(({ schedule }: { schedule: { id: string } }) => schedule.id)).size).toBe(20)
  expect(items).toHaveLength(20)
})

test('what a killed worker left behind is carried on after its lease: at each point, without doing it again', async () => {
  const trial = await world.subscription()
  const [called, accepted, never] = await trial.machines(['called', 'accepted', 'never'], { power: 'deallocated' })
  const runs = [await begin(trial, called!), await begin(trial, accepted!), await begin(trial, never!)]
  // Killed after the cloud did it and before that was noted; after it was noted; before the cloud was asked.
  const killed = (await claim(trial))!
  world.cloud.looks = 0
  world.cloud.begin(trial.at('called'), 'start')
  world.cloud.looks = 1
  const operation = world.cloud.begin(trial.at('accepted'), 'start')
  const note = (machine: string, more: string) =>
    world.admin.query(
      `update automation.transitions set status = 'working', called_at = now(), attempts = 1, ready_at = now() ${more} where machine_id = $1`,
      [machine],
    )
  await note(called!, '')
  await note(accepted!, `, operation = '${operation}'`)
  await note(never!, '')
  world.pass(MINUTE)
  await world.work()
  expect(trial.count('never', 'start')).toBe(0)
  await expire(trial)
  await world.live_through(3 * MINUTE)
  for (const run of runs) expect((await trial.run(run)).status).toBe('succeeded')
  expect(['called', 'accepted', 'never'].map((name) => [trial.at(name).power, trial.count(name, 'start')])).toEqual([
    ['running', 1],
    ['running', 1],
    ['running', 1],
  ])
  await expect(killed.write(async () => {})).rejects.toThrow(LaneLost)
})

test('a run whose last worker was killed before it ended it is ended', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'running' })
  const run = await begin(trial, id!)
  await world.admin.query(
    `update automation.transitions set status = 'done', ended_at = now(), ready_at = null where run_id = $1`,
    [run],
  )
  await world.planner().sweep()
  expect((await trial.run(run)).status).toBe('succeeded')
})

test('a lane whose cloud hangs holds up no other', async () => {
  const [slow, quick] = [await world.subscription(), await world.subscription()]
  const [hung] = await slow.machines(['hung'], { power: 'deallocated' })
  const [fine] = await quick.machines(['fine'], { power: 'deallocated' })
  const { promise, resolve } = Promise.withResolvers<void>()
  const session = await world.connections.session(slow.id, slow.connection)
  const read = session.read.bind(session)
  session.read = async (id, signal) => promise.then(() => read(id, signal))
  await begin(slow, hung!)
  const run = await begin(quick, fine!)
  const workers = world.newWorkers()
  for (let n = 0; n < 6; n++) {
    await workers.round()
    await waitUntil('only the lane that hangs is worked on', () => workers.lanes <= 1)
    world.pass(15_000)
  }
  expect((await quick.run(run)).status).toBe('succeeded')
  resolve()
  await workers.idle()
})

test('runs that ended long ago are removed with their steps, and younger ones are not', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'running' })
  const [old, young] = [await begin(trial, id!), await begin(trial, id!)]
  await world.live_through(MINUTE)
  await world.admin.query(`update automation.runs set ended_at = now() - interval '401 days' where id = $1`, [old])
  await world.planner().sweep()
  const { rows } = await world.admin.query('select distinct run_id from automation.run_steps where team_id = $1', [trial.id])
  expect(rows).toEqual([{ run_id: young }])
})

test('a place that does not answer is left alone for a while', async () => {
  const trial = await world.subscription()
  const ids = await trial.machines(['a', 'b', 'c'], { power: 'deallocated' })
  for (const id of ids) await begin(trial, id)
  const lift = world.cloud.fail({ call: 'read', kind: 'transient' })
  const workers = world.newWorkers()
  const calls = () => world.cloud.calls.filter((call) => call === 'read').length
  const before = calls()
  for (let n = 0; n < 10; n++) {
    world.pass(20_000)
    await workers.round()
    await workers.idle()
  }
  lift()
  expect(workers.openBreakers).toBe(1)
  expect(calls() - before).toBeLessThanOrEqual(7)
})
