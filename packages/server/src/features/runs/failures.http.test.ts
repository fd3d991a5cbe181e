import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FailureClass } from '../../cloud/cloud-provider.ts'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { ClockWatch } from './clock-watch.ts'
import { type RunWorld, runWorld } from './testing/run-world.ts'

let world: RunWorld
beforeAll(async () => {
  world = await runWorld()
})
afterAll(() => world.close())

const MINUTE = 60_000
type Trial = Awaited<ReturnType<RunWorld['subscription']>>

const act = async (trial: Trial, id: string, action = 'start') =>
  (await trial.asks(`POST /machines/${id}/actions`, { body: { action } })).body.run_id as string

async function outcomeOf(trial: Trial, run: string) {
  const [transition] = (await trial.run(run)).transitions
  const { status, failure_class, failure_reason, attempts } = transition
  return { status, failure_class, failure_reason, attempts }
}

/** A schedule that wants these on now and for a day. */
const onToday = (ids: string[], more: object = {}) => ({
  ...{ name: `S ${newId()}`, time_zone: 'UTC', targets: { machine_ids: ids } },
  one_shots: [
    { at: new Date(world.clock.now().getTime() - MINUTE).toISOString(), state: 'on' },
    { at: new Date(world.clock.now().getTime() + 24 * 60 * MINUTE).toISOString(), state: 'off' },
  ],
  ...more,
})

test('what a person has to see to fails at once with its class, and is told once', async () => {
  const trial = await world.subscription()
  const kinds: FailureClass[] = ['authorization', 'lock', 'policy', 'quota', 'configuration', 'defect']
  const ids = await trial.machines(kinds, { power: 'deallocated' })
  const runs: string[] = []
  for (const [at, kind] of kinds.entries()) {
    world.cloud.fail({ call: 'act start', kind, about: trial.at(kind).provider_id })
    runs.push(await act(trial, ids[at]!))
  }
  await world.live_through(5 * MINUTE)
  for (const [at, kind] of kinds.entries()) {
    expect(await outcomeOf(trial, runs[at]!)).toMatchObject({ status: 'failed', failure_class: kind, attempts: 1 })
    expect((await trial.run(runs[at]!)).status).toBe('failed')
  }
  const told = trial.tells('machine.failed').map(({ detail }) => detail.class)
  expect(told.sort()).toEqual([...kinds].sort())
})

test('want of room is told at its first, tried again with pauses, and its end is told too', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'deallocated' })
  const late = world.cloud.fail({
    call: 'late start',
    kind: 'capacity',
    code: 'AllocationFailed',
    about: trial.at('vm').provider_id,
    times: 3,
  })
  const run = await act(trial, id!)
  await world.live_through(2 * MINUTE)
  expect(trial.tells('machine.failed')).toHaveLength(1)
  expect(trial.tells('machine.failed')[0]!.detail).toMatchObject({ class: 'capacity', code: 'AllocationFailed', is_over: false })
  await world.live_through(20 * MINUTE)
  late()
  expect(await outcomeOf(trial, run)).toMatchObject({ status: 'done', attempts: 4 })
  expect([trial.at('vm').power, trial.tells('machine.recovered').length, trial.tells('machine.failed').length]).toEqual([
    'running',
    1,
    1,
  ])
})

test('want of room leads through the other sizes of the schedule, and what the cloud does not let the machine have is passed over', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'deallocated', size: 'A' })
  const about = trial.at('vm').provider_id
  world.cloud.fail({ call: 'late start', kind: 'capacity', code: 'AllocationFailed', about, times: 2 })
  world.cloud.fail({ call: 'resize', kind: 'configuration', code: 'SkuNotAvailable', about, times: 1 })
  const other_sizes = ['Refused', 'B', 'C']
  const saved = await trial.asks('POST /schedules', { body: onToday([id!], { other_sizes, apply_now: true }) })
  await world.live_through(4 * MINUTE)
  const run = await trial.run(saved.body.run_ids[0])
  expect(run.transitions[0]).toMatchObject({ status: 'done', detail: 'it is running, as C' })
  expect(trial.at('vm')).toMatchObject({ power: 'running', size: 'C' })
  expect([trial.count('vm', 'resize'), trial.count('vm', 'start')]).toEqual([2, 3])
  const tried = run.recent_steps.flatMap(({ step, detail }: { step: string; detail: { size?: string } }) =>
    step === 'other_size' ? [detail.size] : [],
  )
  expect(tried.reverse()).toEqual(['Refused', 'B', 'C'])
  expect([trial.tells('machine.failed').length, trial.tells('machine.recovered').length]).toEqual([1, 1])
})

test('with every size tried it is waited as without, the own size has its turn again, and a machine that runs is given no other', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'deallocated', size: 'A' })
  const about = trial.at('vm').provider_id
  const lift = world.cloud.fail({ call: 'late start', kind: 'capacity', code: 'AllocationFailed', about })
  const saved = await trial.asks('POST /schedules', { body: onToday([id!], { other_sizes: ['B'], apply_now: true }) })
  await world.live_through(MINUTE)
  expect([trial.at('vm').size, trial.count('vm', 'start')]).toEqual(['B', 2])
  await world.live_through(4 * MINUTE)
  expect([trial.at('vm').size, trial.count('vm', 'start')]).toEqual(['A', 3])
  lift()
  world.cloud.set(about, { power: 'running' })
  await world.live_through(10 * MINUTE)
  expect((await trial.run(saved.body.run_ids[0])).transitions[0].status).toBe('done')
  expect([trial.at('vm').size, trial.count('vm', 'start')]).toEqual(['A', 3])
})

control('RUN-2', 'a schedule gives machines other sizes only when its author may resize them', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'running' })
  const author = world.as({ ...trial.caller, permissions: new Set(['schedule:read', 'schedule:write']) })
  const sized = { ...onToday([id!]), other_sizes: ['B'] }
  expectProblem(await author('POST /schedules', { body: sized }), 'PERMISSION_DENIED')
  const { body, headers } = await trial.asks('POST /schedules', { body: sized })
  const put = (more: object, ask = author, version = body.version) =>
    ask(`PUT /schedules/${body.id}`, { body: { ...sized, ...more }, headers: { 'if-match': `"${version}"` } })
  expectProblem(await put({ other_sizes: ['C'] }), 'PERMISSION_DENIED')
  expect(headers.etag).toBe(`"${body.version}"`)
  expect((await put({ name: `S ${newId()}` })).status).toBe(200)
  expect((await put({ other_sizes: [] }, author, body.version + 1)).status).toBe(200)
  for (const wrong of [['B', 'b'], ['a b'], Array.from({ length: 11 }, (_, at) => `S${at}`)])
    expectProblem(await trial.asks('POST /schedules', { body: { ...sized, other_sizes: wrong } }), 'VALIDATION_FAILED')
})

test('want of room that lasts is a failure at the end of the window', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'deallocated' })
  const lift = world.cloud.fail({ call: 'act start', kind: 'capacity', about: trial.at('vm').provider_id })
  const run = await act(trial, id!)
  await world.live_through(70 * MINUTE, MINUTE)
  lift()
  expect(await outcomeOf(trial, run)).toMatchObject({ status: 'failed', failure_class: 'capacity' })
  expect(trial.tells('machine.failed')).toHaveLength(2)
})

control('RUN-3', 'an action whose answer was lost is looked for and not done again', async () => {
  const trial = await world.subscription()
  const [started, not] = await trial.machines(['started', 'not'], { power: 'deallocated' })
  world.cloud.looks = 0
  world.cloud.fail({ call: 'act start', kind: 'transient', about: trial.at('started').provider_id, times: 1, takesEffect: true })
  world.cloud.fail({ call: 'act start', kind: 'transient', about: trial.at('not').provider_id, times: 2 })
  const runs = [await act(trial, started!), await act(trial, not!)]
  await world.live_through(10 * MINUTE)
  world.cloud.looks = 1
  expect(await outcomeOf(trial, runs[0]!)).toMatchObject({ status: 'done', attempts: 1 })
  expect(await outcomeOf(trial, runs[1]!)).toMatchObject({ status: 'done', attempts: 3 })
  expect([trial.count('started', 'start'), trial.count('not', 'start')]).toEqual([1, 1])
})

test('throttling is waited for and counts as no failure, and a newer operation of somebody else is looked at again', async () => {
  const trial = await world.subscription()
  const [busy, taken] = await trial.machines(['busy', 'taken'], { power: 'deallocated' })
  world.cloud.fail({ call: 'act start', kind: 'throttled', about: trial.at('busy').provider_id, times: 2, retryAfterMs: 90_000 })
  world.cloud.fail({ call: 'late start', kind: 'preempted', about: trial.at('taken').provider_id, times: 1 })
  const runs = [await act(trial, busy!), await act(trial, taken!)]
  await world.live_through(2 * MINUTE)
  expect((await outcomeOf(trial, runs[0]!)).status).toBe('waiting')
  await world.live_through(5 * MINUTE)
  expect((await outcomeOf(trial, runs[0]!)).status).toBe('done')
  expect(await outcomeOf(trial, runs[1]!)).toMatchObject({ status: 'done', attempts: 2 })
  expect(trial.tells('machine.failed')).toEqual([])
})

test('a failure inside a machine that runs all the same is no failure, and one whose record is lost is judged by the machine', async () => {
  const trial = await world.subscription()
  const [guest, lost] = await trial.machines(['guest', 'lost'], { power: 'deallocated' })
  world.cloud.looks = 3
  const run = await act(trial, lost!)
  await world.work()
  world.cloud.loseOperations()
  world.cloud.set(trial.at('lost').provider_id, { power: 'running' })
  await world.live_through(2 * MINUTE)
  world.cloud.looks = 1
  expect(await outcomeOf(trial, run)).toMatchObject({ status: 'done', attempts: 1 })

  world.cloud.fail({
    call: 'late start',
    kind: 'guest',
    code: 'OSProvisioningTimedOut',
    about: trial.at('guest').provider_id,
    times: 1,
  })
  const provisioned = await act(trial, guest!)
  await world.work()
  const off = world.cloud.look
  world.cloud.look = (id) => {
    const state = off.call(world.cloud, id)
    if (state.status === 'failed') world.cloud.set(trial.at('guest').provider_id, { power: 'running' })
    return state
  }
  await world.live_through(2 * MINUTE)
  world.cloud.look = off
  expect(await outcomeOf(trial, provisioned)).toMatchObject({ status: 'done', failure_reason: 'OSProvisioningTimedOut' })
})

test('a machine that is on its way somewhere is waited for, and then it is decided again', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'deallocating' })
  const run = await act(trial, id!)
  await world.live_through(MINUTE)
  expect([(await outcomeOf(trial, run)).status, trial.count('vm', 'start')]).toEqual(['waiting', 0])
  world.cloud.set(trial.at('vm').provider_id, { power: 'deallocated' })
  await world.live_through(MINUTE)
  expect([(await outcomeOf(trial, run)).status, trial.count('vm', 'start')]).toEqual(['done', 1])
})

control('RUN-4', 'what is not wanted any more at the moment of the call is not done', async () => {
  const trial = await world.subscription()
  const ids = await trial.machines(['vm'], { power: 'deallocated' })
  const lift = world.cloud.fail({ call: 'act start', kind: 'capacity', about: trial.at('vm').provider_id, times: 1 })
  const { body: schedule } = await trial.asks('POST /schedules', { body: onToday(ids, { apply_now: true }) })
  await world.live_through(30_000)
  lift()
  // Somebody holds the schedule off while it waits for room.
  const off = { state: 'none', until: new Date(world.clock.now().getTime() + 60 * MINUTE).toISOString() }
  expect((await trial.asks(`POST /schedules/${schedule.id}/overrides`, { body: off })).status).toBe(201)
  await world.live_through(5 * MINUTE)
  expect(await outcomeOf(trial, schedule.run_ids[0])).toMatchObject({ status: 'skipped' })
  expect(trial.count('vm', 'start')).toBe(0)
})

test('a paused connection makes what is due wait, and it goes on when it is not paused any more', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'deallocated' })
  await trial.owner(`PATCH /connections/${trial.connection}`, { body: { paused: true } })
  const run = await act(trial, id!)
  await world.live_through(5 * MINUTE)
  expect(await outcomeOf(trial, run)).toMatchObject({ status: 'waiting', failure_reason: 'CONNECTION_PAUSED' })
  await trial.owner(`PATCH /connections/${trial.connection}`, { body: { paused: false } })
  await trial.owner(`POST /connections/${trial.connection}/check`)
  await world.live_through(5 * MINUTE)
  expect(await outcomeOf(trial, run)).toMatchObject({ status: 'done' })
})

control('RUN-5', 'a connection that is refused by its cloud is used no more, and what is due ends as that', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'deallocated' })
  const lift = world.cloud.fail({
    call: 'act start',
    kind: 'authorization',
    code: 'AADSTS700027',
    about: trial.at('vm').provider_id,
  })
  await act(trial, id!)
  await world.live_through(2 * MINUTE)
  lift()
  const second = await act(trial, id!)
  await world.live_through(70 * MINUTE, MINUTE)
  expect(await outcomeOf(trial, second)).toMatchObject({ status: 'failed', failure_class: 'authorization', attempts: 0 })
  expect(trial.count('vm', 'start')).toBe(0)
  const told = (event: string) => trial.tells(event).filter(({ detail }) => detail.run_id === second).length
  expect([told('machine.late'), told('machine.failed')]).toEqual([1, 1])
})

test('a credential that is refused for many machines at once ends all of them, and nobody waits for each other', async () => {
  const trial = await world.subscription()
  const names = Array.from({ length: 30 }, (_, n) => `vm-${n}`)
  const ids = await trial.machines(names, { power: 'deallocated' })
  const deadlocks = async () =>
    (await world.admin.query('select deadlocks::int as count from pg_stat_database where datname = current_database()')).rows[0]
      .count
  const before = await deadlocks()
  const lift = world.cloud.fail({ call: 'act start', kind: 'authorization', code: 'AADSTS700027' })
  for (const id of ids) await act(trial, id)
  await world.live_through(MINUTE)
  lift()
  await world.admin.query('select pg_stat_force_next_flush()')
  expect(await deadlocks()).toBe(before)
  const { items } = (await trial.asks('GET /runs?limit=100')).body
  expect(items.every(({ status }: { status: string }) => status === 'failed')).toBe(true)
  expect((await trial.owner(`GET /connections/${trial.connection}`)).body.status).toBe('failing')
})

test('what is not done a quarter of an hour after its time is told as late, once', async () => {
  const trial = await world.subscription()
  const [id] = await trial.machines(['vm'], { power: 'starting' })
  await act(trial, id!, 'deallocate')
  await world.live_through(30 * MINUTE, MINUTE)
  expect(trial.tells('machine.late')).toHaveLength(1)
  world.cloud.set(trial.at('vm').provider_id, { power: 'running' })
  await world.live_through(2 * MINUTE)
  expect([trial.at('vm').power, trial.tells('machine.recovered').length]).toEqual(['deallocated', 1])
})

test('a change by hand is set back where the schedule enforces, after a while where it keeps for, and not again and again', async () => {
  const trial = await world.subscription()
  const [enforced, kept, keptFor] = await trial.machines(['enforced', 'kept', 'for'], { power: 'running' })
  await trial.asks('POST /schedules', { body: onToday([enforced!], { on_manual_change: 'enforce' }) })
  await trial.asks('POST /schedules', { body: onToday([kept!], { on_manual_change: 'keep' }) })
  await trial.asks('POST /schedules', { body: onToday([keptFor!], { on_manual_change: { policy: 'keep_for', minutes: 30 } }) })
  const stop = () => {
    for (const name of ['enforced', 'kept', 'for']) world.cloud.set(trial.at(name).provider_id, { power: 'deallocated' })
    return trial.sync()
  }
  await stop()
  await world.live_through(5 * MINUTE)
  expect(['enforced', 'kept', 'for'].map((name) => trial.at(name).power)).toEqual(['running', 'deallocated', 'deallocated'])
  await world.live_through(30 * MINUTE, MINUTE)
  expect(['enforced', 'kept', 'for'].map((name) => trial.at(name).power)).toEqual(['running', 'deallocated', 'running'])
  for (let times = 0; times < 4; times++) {
    world.pass(11 * MINUTE)
    world.cloud.set(trial.at('enforced').provider_id, { power: 'deallocated' })
    await trial.sync()
    await world.live_through(MINUTE)
  }
  expect([trial.count('enforced', 'start'), trial.at('enforced').power]).toEqual([4, 'deallocated'])
  expect(trial.tells('machine.failed').at(-1)?.detail).toMatchObject({ code: 'ENFORCED_TOO_OFTEN' })
})

test('missed changes are not replayed: the state wanted now is applied, and its lateness is told', async () => {
  const trial = await world.subscription()
  const ids = await trial.machines(['vm'], { power: 'running' })
  const at = (minutes: number) => new Date(world.clock.now().getTime() + minutes * MINUTE).toISOString()
  const one_shots = [
    { at: at(10), state: 'off' },
    { at: at(30), state: 'on' },
    { at: at(50), state: 'off' },
  ]
  await trial.asks('POST /schedules', { body: { name: 'Missed', time_zone: 'UTC', targets: { machine_ids: ids }, one_shots } })
  world.pass(90 * MINUTE)
  await world.live_through(MINUTE)
  expect((await trial.asks('GET /runs')).body.items).toHaveLength(1)
  expect(await trial.lastRun()).toMatchObject({ state: 'off', at: one_shots[2]!.at, machines: { done: 1 } })
  const late = world.told.filter(
    (one) => one.event === 'machine.late' && 'machine_ids' in one && one.machine_ids.includes(ids[0]!),
  )
  expect(late).toHaveLength(1)
})

control('RUN-6', 'nothing is planned while the clock of the machine and that of the database differ', async () => {
  const trial = await world.subscription()
  const ids = await trial.machines(['vm'], { power: 'deallocated' })
  const one_shots = [{ at: new Date(world.clock.now().getTime() + MINUTE).toISOString(), state: 'on' }]
  await trial.asks('POST /schedules', { body: { name: 'Skew', time_zone: 'UTC', targets: { machine_ids: ids }, one_shots } })
  world.pass(2 * MINUTE)
  const errors: object[] = []
  const log = { error: (about: object) => errors.push(about) } as never
  const wrong = new ClockWatch(world.scheduler, log, () => Date.now() + 3_600_000)
  expect(await world.planner(wrong).round()).toBe(0)
  expect([wrong.skewSeconds > 3_500, errors]).toEqual([true, [{ seconds: expect.any(Number) }]])
  expect(await world.planner(new ClockWatch(world.scheduler, log)).round()).toBe(1)
})
