import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import type { DuePlan } from './schedules.service.ts'
import { aSchedule, officeHours, type ScheduleWorld, scheduleWorld } from './testing/schedule-world.ts'

let world: ScheduleWorld
beforeAll(async () => {
  world = await scheduleWorld()
})
afterAll(() => world.close())

type Team = Awaited<ReturnType<ScheduleWorld['team']>>
const take = (team: Team, limit = 100) => team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), limit))

async function planned(count: number, more: object = {}) {
  world.clock.set('2026-11-26T06:00:00Z')
  const team = await world.team()
  const machines: string[] = []
  for (let n = 0; n < count; n++) machines.push(await team.machine({ tags: { env: 'dev' }, power: 'running' }))
  const made = await team.owner('POST /schedules', { body: aSchedule({ tags: { env: 'dev' } }, more) })
  return { team, machines, id: made.body.id as string, name: made.body.name as string }
}

test('a change that is due is handed out once, with the schedule that wants it', async () => {
  const { team, machines, id, name } = await planned(1, { mode: 'hibernate', order: [{ tags: { env: 'dev' } }] })
  expect(await take(team)).toEqual([])
  world.clock.set('2026-11-26T07:00:00.250Z')
  const start_order = [{ tags: { env: 'dev' }, delay_seconds: 0, wait_for_running: true }]
  expect(await take(team)).toEqual([
    {
      ...{ machine_id: machines[0]!, lane_id: team.lane, schedule_id: id, wanted: 'on', cause: 'schedule', late_ms: 250 },
      schedule: { name, mode: 'hibernate', start_order, other_sizes: [], on_manual_change: { policy: 'keep' } },
      at: new Date('2026-11-26T07:00:00Z'),
      until: new Date('2026-11-26T17:30:00Z'),
      reason: expect.any(String),
    } satisfies DuePlan,
  ])
  expect(await take(team)).toEqual([])
})

test('after an outage the state wanted now is handed out, once, whatever was missed', async () => {
  const { team, machines } = await planned(1)
  world.clock.set('2026-12-01T09:00:00Z')
  expect(await take(team)).toMatchObject([
    { machine_id: machines[0], wanted: 'on', at: new Date('2026-12-01T07:00:00Z'), late_ms: 2 * 3_600_000 },
  ])
  expect(await take(team)).toEqual([])
})

control('SCHED-6', 'a change that is due is handed out once, however many ask, and none is lost with who asked', async () => {
  const { team, machines } = await planned(60)
  world.clock.set('2026-11-26T07:00:00Z')
  const failing = team.as(async (tx) => {
    expect(await world.schedules.takeDue(tx, world.clock.now(), 50)).toHaveLength(50)
    throw new Error('the process dies here')
  })
  await expect(failing).rejects.toThrow('dies here')
  const takers = Array.from({ length: 6 }, async () => {
    const mine: DuePlan[] = []
    for (;;) {
      const taken = await take(team, 7)
      mine.push(...taken)
      if (taken.length < 7) return mine
    }
  })
  const all = (await Promise.all(takers)).flat().map(({ machine_id }) => machine_id)
  all.push(...(await take(team)).map(({ machine_id }) => machine_id))
  expect(all.sort()).toEqual([...machines].sort())
})

control('SCHED-7', 'one rule that has become unusable holds up no machine of another schedule', async () => {
  const { team, machines } = await planned(1)
  const broken = await team.machine({ tags: { app: 'old' }, power: 'running' })
  const made = await team.owner('POST /schedules', { body: aSchedule({ tags: { app: 'old' } }) })
  await world.admin.query(
    `update automation.schedules set revision = revision + 1, effective_rule = jsonb_set(effective_rule, '{time_zone}', '"Europe/Atlantis"')
      where id = $1`,
    [made.body.id],
  )
  world.clock.set('2026-11-26T07:00:00Z')
  const due = new Map((await take(team)).map((plan) => [plan.machine_id, plan]))
  expect(due.get(machines[0]!)).toMatchObject({ wanted: 'on' })
  expect(due.get(broken)).toMatchObject({ wanted: 'none', reason: expect.stringContaining('cannot be used') })
  await team.as((tx) => world.schedules.replan(tx, 'all', world.clock.now()))
  const wanted = await team.as((tx) => world.schedules.wantedNow(tx, [broken], world.clock.now()))
  expect(wanted.get(broken)).toMatchObject({ wanted: 'none', reason: expect.stringContaining('#/time_zone') })
})

test('making plans anew neither loses a change that is due nor makes one happen', async () => {
  const { team, machines, id } = await planned(2)
  world.clock.set('2026-11-26T07:00:02Z')
  const late = await team.machine({ tags: { env: 'dev' } })
  await team.as((tx) => world.schedules.replan(tx, 'all', world.clock.now()))
  await team.as((tx) => world.schedules.replan(tx, { connection_id: team.connection }, world.clock.now()))
  await team.as((tx) => world.schedules.replan(tx, { schedule_ids: [id] }, world.clock.now()))
  const renamed = await team.owner(`PUT /schedules/${id}`, { body: aSchedule({ tags: { env: 'dev' } }) })
  expect(renamed.status).toBe(200)
  const due = await take(team)
  expect(due.map(({ machine_id }) => machine_id).sort()).toEqual([...machines].sort())
  expect(due.map(({ machine_id }) => machine_id)).not.toContain(late)
  expect((await team.plans()).find(({ machine_id }) => machine_id === late)).toMatchObject({ wanted: 'on', next_state: 'off' })
})

test('a change of a rule that was replaced before it was taken is not handed out any more', async () => {
  const { team, id } = await planned(1)
  world.clock.set('2026-11-26T07:00:02Z')
  const weekly = [{ days: ['thu'], start: '06:00', end: '20:00' }]
  await team.owner(`PUT /schedules/${id}`, { body: aSchedule({ tags: { env: 'dev' } }, { weekly }) })
  expect(await take(team)).toEqual([])
  expect(await team.plans()).toMatchObject([{ wanted: 'on', next_at: new Date('2026-11-26T19:00:00Z') }])
})

test('plans follow machines: tags that change, machines that go, and those that something else begins to manage', async () => {
  const { team, machines } = await planned(3)
  const [first, second, third] = machines as [string, string, string]
  const set = (column: string, value: string, id: string) =>
    world.admin.query(`update automation.machines set ${column} = $1 where id = $2`, [value, id])
  await set('tags', '{"env": "prod"}', first)
  await set('gone_at', '2026-11-26T06:00:00Z', second)
  await set('managed_by', 'scale set', third)
  await team.as((tx) => world.schedules.replan(tx, { connection_id: team.connection }, world.clock.now()))
  expect(await team.plans()).toEqual([])
  await set('tags', '{"ENV": "dev"}', first)
  await team.as((tx) => world.schedules.replan(tx, { machine_ids: [first] }, world.clock.now()))
  expect(await team.plans()).toMatchObject([{ machine_id: first, rank: 'tag' }])
})

test('a conflict that came about later leaves the machine alone, and says so', async () => {
  const { team, machines, id } = await planned(1)
  await world.admin.query(`update automation.machines set tags = '{"env": "dev", "app": "x"}' where id = $1`, machines)
  await world.admin.query(`update automation.machines set tags = '{"env": "dev"}' where id = $1`, machines)
  const other = await team.owner('POST /schedules', { body: aSchedule({ tags: { app: 'x' } }) })
  await world.admin.query(`update automation.machines set tags = '{"env": "dev", "app": "x"}' where id = $1`, machines)
  await team.as((tx) => world.schedules.replan(tx, 'all', world.clock.now()))
  const conflicts = [id, other.body.id].sort()
  expect(await team.plans()).toMatchObject([{ schedule_id: null, conflicts, wanted: 'none', next_state: null }])
  const wanted = await team.as((tx) => world.schedules.wantedNow(tx, machines, world.clock.now()))
  expect(wanted.get(machines[0]!)).toMatchObject({ wanted: 'none', conflicts, reason: expect.stringContaining('same rank') })
  world.clock.set('2026-11-26T07:00:02Z')
  expect(await take(team)).toEqual([])
  await team.owner(`DELETE /schedules/${other.body.id}`)
  expect(await team.plans()).toMatchObject([{ schedule_id: id, conflicts: [] }])
})

test('where nothing changes for long it is looked again in time, and nothing is handed out for the look', async () => {
  world.clock.set('2026-11-26T06:00:00Z')
  const team = await world.team()
  const machine = await team.machine()
  const exceptions = [{ date: '2028-06-01', state: 'on' }]
  await team.owner('POST /schedules', { body: aSchedule({ machine_ids: [machine] }, { weekly: [], exceptions }) })
  const [plan] = await team.plans()
  expect(plan).toMatchObject({ next_state: null, next_at: new Date('2027-12-31T06:00:00Z') })
  world.clock.set('2027-12-31T06:00:00Z')
  expect(await take(team)).toEqual([])
  expect(await team.plans()).toMatchObject([{ next_state: 'on', next_at: new Date('2028-05-31T22:00:00Z') }])
})

test('what is wanted now is told with its schedule, also of machines that nothing reaches', async () => {
  const { team, machines, id, name } = await planned(1)
  const alone = await team.machine()
  const found = await team.as((tx) => world.schedules.wantedNow(tx, [...machines, alone], new Date('2026-11-26T08:00:00Z')))
  expect(found.get(machines[0]!)).toMatchObject({
    ...{ wanted: 'on', schedule_id: id, schedule_name: name, rank: 'tag', next_state: 'off' },
    since: new Date('2026-11-26T07:00:00Z'),
    until: new Date('2026-11-26T17:30:00Z'),
  })
  expect(found.get(alone)).toMatchObject({ wanted: 'none', schedule_id: null, until: null })
})

test('a stop is told once before it comes, of machines that run, and again when it has moved', async () => {
  const { team, machines, id } = await planned(2, { notify: { before_stop_minutes: 30 } })
  await world.admin.query(`update automation.machines set power = 'deallocated' where id = $1`, [machines[1]])
  await world.admin.query(`update automation.machines set tags = '{"env": "dev", "Owner": "ana@x.test"}' where id = $1`, [
    machines[0],
  ])
  const notices = (limit = 10) => team.as((tx) => world.schedules.takeNotices(tx, world.clock.now(), limit))
  world.clock.set('2026-11-26T07:00:00Z')
  await take(team)
  expect(await notices()).toEqual([])
  world.clock.set('2026-11-26T17:00:00Z')
  expect(await notices()).toMatchObject([
    { machine_id: machines[0], owner: 'ana@x.test', schedule_id: id, stops_at: new Date('2026-11-26T17:30:00Z') },
  ])
  expect(await notices()).toEqual([])
  await team.as((tx) => world.schedules.replan(tx, 'all', world.clock.now()))
  expect(await notices()).toEqual([])
  await team.owner('POST /overrides', { body: { machine_ids: [machines[0]], state: 'on', until: '2026-11-26T20:00:00Z' } })
  await take(team)
  world.clock.set('2026-11-26T19:31:00Z')
  await take(team)
  expect(await notices()).toMatchObject([{ machine_id: machines[0], stops_at: new Date('2026-11-26T20:00:00Z') }])
})

test('each version of a schedule is kept from the moment at which it counts, its end too', async () => {
  const { team, id } = await planned(1)
  world.clock.set('2026-11-27T06:00:00Z')
  const body = aSchedule({ tags: { env: 'dev' } }, { ...officeHours, outside: 'none' })
  await team.owner(`PUT /schedules/${id}`, { body })
  world.clock.set('2026-11-28T06:00:00Z')
  await team.owner(`DELETE /schedules/${id}`)
  const { rows } = await world.admin.query(
    'select version, valid_from, enabled, rule from automation.schedule_versions where schedule_id = $1 order by version',
    [id],
  )
  expect(rows).toMatchObject([
    { version: 1, enabled: true, valid_from: new Date('2026-11-26T06:00:00Z'), rule: { outside: 'off' } },
    { version: 2, enabled: true, valid_from: new Date('2026-11-27T06:00:00Z'), rule: { outside: 'none' } },
    { version: 3, enabled: false, valid_from: new Date('2026-11-28T06:00:00Z') },
  ])
  expect(await team.plans()).toEqual([])
})
