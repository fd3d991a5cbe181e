import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { aSchedule, officeHours, type ScheduleWorld, scheduleWorld } from './testing/schedule-world.ts'

let world: ScheduleWorld
beforeAll(async () => {
  world = await scheduleWorld()
})
afterAll(() => world.close())

test('a schedule is made, read, listed, replaced and deleted, and each change has its audit entry', async () => {
  const { owner, connection, entries } = await world.team()
  const made = await owner('POST /schedules', {
    body: { name: ' Office ', ...officeHours, targets: { connection_id: connection } },
  })
  expect(made.status).toBe(201)
  expect(made.headers).toMatchObject({ etag: '"1"', location: `/schedules/${made.body.id}` })
  expect(made.body).toMatchObject({ name: 'Office', enabled: true, mode: 'deallocate', inside: 'on', outside: 'off', version: 1 })
  expect(made.body).toMatchObject({
    on_manual_change: { policy: 'keep' },
    order: [],
    notify: {},
    calendar_ids: [],
    ...officeHours,
  })
  const { id } = made.body

  const read = await owner(`GET /schedules/${id}`)
  expect(read.headers).toMatchObject({ etag: '"1"' })
  expect((await owner('GET /schedules')).body).toEqual({ items: [read.body], next_cursor: null })

  const { version: _, id: __, created_at: ___, updated_at: ____, ...whole } = read.body
  const stale = await owner(`PUT /schedules/${id}`, { body: whole, headers: { 'if-match': '"7"' } })
  expectProblem(stale, 'PRECONDITION_FAILED')
  const body = { ...whole, mode: 'hibernate', on_manual_change: 'enforce' }
  const replaced = await owner(`PUT /schedules/${id}`, { body, headers: { 'if-match': '"1"' } })
  expect(replaced.status).toBe(200)
  expect(replaced.body).toMatchObject({ mode: 'hibernate', on_manual_change: { policy: 'enforce' }, version: 2 })
  expectProblem(await owner(`DELETE /schedules/${id}`, { headers: { 'if-match': '"1"' } }), 'PRECONDITION_FAILED')
  expect((await owner(`DELETE /schedules/${id}`)).status).toBe(204)
  expectProblem(await owner(`GET /schedules/${id}`), 'NOT_FOUND')

  const told = await entries('schedule')
  expect(told.map(({ action }) => action)).toEqual(['schedule.created', 'schedule.updated', 'schedule.deleted'])
  expect(told[1]?.details).toEqual({
    before: { mode: 'deallocate', on_manual_change: { policy: 'keep' } },
    after: { mode: 'hibernate', on_manual_change: { policy: 'enforce' } },
  })
})

control('SCHED-1', 'nothing starts or stops when a schedule is saved: the answer says what would', async () => {
  const team = await world.team()
  const asleep = await team.machine({ name: 'asleep' })
  const awake = await team.machine({ name: 'awake', power: 'running' })
  const begun = world.begun.length
  const body = aSchedule({ machine_ids: [asleep, awake] })
  const made = await team.owner('POST /schedules', { body })
  const change = { machine_id: asleep, name: 'asleep', power: 'deallocated', wanted: 'on' }
  expect(made.body).toMatchObject({ machines: 2, would_change_now: [change], would_change_now_total: 1, run_ids: [] })
  expect(world.begun).toHaveLength(begun)
  expect(await team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), 10))).toEqual([])
  const again = await team.owner(`PUT /schedules/${made.body.id}`, { body: { ...body, outside: 'none' } })
  expect(again.body.would_change_now).toEqual([change])
  expect(world.begun).toHaveLength(begun)
  expect(await team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), 10))).toEqual([])
})

test('apply_now begins what the rule wants now, once, and says so in the trail', async () => {
  const team = await world.team()
  const asleep = await team.machine()
  const awake = await team.machine({ power: 'running' })
  const begun = world.begun.length
  const body = aSchedule({ machine_ids: [asleep, awake] }, { apply_now: true })
  const headers = { 'idempotency-key': newId() }
  const made = await team.owner('POST /schedules', { body, headers })
  const repeated = await team.owner('POST /schedules', { body, headers })
  expect(repeated.body).toEqual(made.body)
  expect(made.body.run_ids).toHaveLength(1)
  const runs = world.begun.slice(begun)
  expect(runs).toMatchObject([
    {
      ...{ cause: 'apply', state: 'on', schedule_id: made.body.id, at: world.clock.now() },
      items: [{ machine_id: asleep, lane_id: team.lane, action: 'start', give_up_at: new Date('2026-11-26T17:30:00Z') }],
    },
  ])
  expect((await team.entries('schedule')).map(({ action }) => action)).toEqual(['schedule.created', 'schedule.applied'])
})

test('what is stopped is deallocated, or hibernated where the machine can', async () => {
  const team = await world.team()
  const plain = await team.machine({ power: 'running' })
  const able = await team.machine({ power: 'stopped', can_hibernate: true })
  const unknown = await team.machine({ power: 'unknown' })
  const begun = world.begun.length
  const weekly = [{ days: ['sun'], start: '08:00', end: '09:00' }]
  const more = { weekly, apply_now: true, mode: 'hibernate' }
  const made = await team.owner('POST /schedules', { body: aSchedule({ machine_ids: [plain, able, unknown] }, more) })
  expect(made.status).toBe(201)
  const [run] = world.begun.slice(begun)
  expect(Object.fromEntries(run!.items.map(({ machine_id, action }) => [machine_id, action]))).toEqual({
    [plain]: 'deallocate',
    [able]: 'hibernate',
  })
})

test('every fault of a schedule is told with the field it is in, those of shape and of meaning together', async () => {
  const { owner } = await world.team()
  const fault = async (change: object, ...pointers: string[]) => {
    const answer = await owner('POST /schedules', { body: aSchedule({ machine_ids: [newId()] }, change) })
    expectProblem(answer, 'VALIDATION_FAILED')
    const told = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(told).toEqual(expect.arrayContaining(pointers))
    expect(new Set(told).size).toBe(told.length)
    const { targets: _, name: __, ...schedule } = aSchedule({}, change)
    const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
    const preview = await owner('POST /schedules/preview', { body: { schedule, ...range } })
    expectProblem(preview, 'VALIDATION_FAILED')
    expect(preview.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(pointers.map((pointer) => `#/schedule${pointer.slice(1)}`)),
    )
  }
  const days = ['mon']
  const window = (more: object) => ({ weekly: [{ days, start: '08:00', end: '10:00', ...more }] })
  await fault({ time_zone: 'Mars/Olympus' }, '#/time_zone')
  await fault({ time_zone: 'Romance Standard Time' }, '#/time_zone')
  await fault({ time_zone: 7 }, '#/time_zone')
  await fault({ zone: 'UTC' }, '#/zone')
  await fault(window({ colour: 'red' }), '#/weekly/0/colour')
  await fault(window({ end: '08:00' }), '#/weekly/0/end')
  await fault(window({ start: '25:00' }), '#/weekly/0/start')
  await fault(window({ start: '08:60' }), '#/weekly/0/start')
  await fault(window({ start: '24:00' }), '#/weekly/0/start')
  await fault(window({ end: '24:01' }), '#/weekly/0/end')
  await fault(window({ start: 8 }), '#/weekly/0/start')
  await fault({ weekly: [{ start: '08:00', end: '10:00' }] }, '#/weekly/0/days')
  await fault({ weekly: [{ days: [], start: '08:00', end: '10:00' }] }, '#/weekly/0/days')
  await fault(window({ days: ['funday'] }), '#/weekly/0/days/0')
  await fault({ weekly: [{ nth: [{ n: 0, day: 'mon' }], start: '08:00', end: '10:00' }] }, '#/weekly/0/nth/0/n')
  await fault({ weekly: [{ month_days: [32], start: '08:00', end: '10:00' }] }, '#/weekly/0/month_days/0')
  await fault(window({ months: [13] }), '#/weekly/0/months/0')
  await fault({ inside: 'maybe' }, '#/inside')
  await fault({ exceptions: [{ date: '2026-02-30', state: 'off' }] }, '#/exceptions/0/date')
  await fault({ exceptions: [{ from: '2026-12-31', to: '2026-12-28', state: 'off' }] }, '#/exceptions/0/to')
  const twice = { date: '2026-12-25', state: 'off' }
  await fault({ exceptions: [twice, twice] }, '#/exceptions/1/date')
  await fault({ one_shots: [{ at: '2026-11-28T07:00:00', state: 'on' }] }, '#/one_shots/0/at')
  await fault({ one_shots: [{ local_at: '2026-02-30T07:00', state: 'on' }] }, '#/one_shots/0/local_at')
  await fault({ time_zone: 'Nowhere', mode: 'sleep', ...window({ start: '25:00' }) }, '#/time_zone', '#/mode', '#/weekly/0/start')
})

test('what is no part of the rule is looked at as closely', async () => {
  const { owner, machine } = await world.team()
  const known = await machine()
  const faults: [object, string][] = [
    [{ name: '' }, '#/name'],
    [{ targets: {} }, '#/targets'],
    [{ targets: { machine_ids: [known], region: 'x' } }, '#/targets/region'],
    [{ targets: { machine_ids: [known, newId()] } }, '#/targets/machine_ids/1'],
    [{ targets: { connection_id: newId() } }, '#/targets/connection_id'],
    [{ targets: { tags: {} } }, '#/targets/tags'],
    [{ calendar_ids: [newId()] }, '#/calendar_ids/0'],
    [{ order: [{ machine_ids: [newId()] }] }, '#/order/0/machine_ids/0'],
    [{ order: [{ delay_seconds: 4_000 }] }, '#/order/0/delay_seconds'],
    [{ notify: { before_stop_minutes: 0 } }, '#/notify/before_stop_minutes'],
    [{ on_manual_change: 'keep_for' }, '#/on_manual_change'],
    [{ team_id: newId() }, '#/team_id'],
  ]
  for (const [change, pointer] of faults) {
    const answer = await owner('POST /schedules', { body: aSchedule({ machine_ids: [known] }, change) })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  }
  expect((await owner('GET /schedules')).body.items).toEqual([])
})

control('SCHED-2', 'a machine, connection or calendar of another team is told of exactly as one that nobody has', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  const machine = await theirs.machine()
  const calendar = await theirs.owner('POST /calendars', { body: { name: 'Theirs', exceptions: [] } })
  const until = '2026-11-26T10:00:00Z'
  const tries = (id: { machine: string; connection: string; calendar: string }): [`POST /${string}`, object][] => [
    ['POST /schedules', { ...aSchedule({ machine_ids: [id.machine] }), name: 'One' }],
    ['POST /schedules', { ...aSchedule({ connection_id: id.connection }), name: 'One' }],
    ['POST /schedules', { ...aSchedule({ tags: { a: 'b' } }), name: 'One', calendar_ids: [id.calendar] }],
    ['POST /schedules', { ...aSchedule({ tags: { a: 'b' } }), name: 'One', order: [{ machine_ids: [id.machine] }] }],
    ['POST /overrides', { machine_ids: [id.machine], state: 'on', until }],
  ]
  const nobodys = tries({ machine: newId(), connection: newId(), calendar: newId() })
  const others = tries({ machine, connection: theirs.connection, calendar: calendar.body.id })
  for (const [at, [call, body]] of others.entries()) {
    const [asked, compared] = [await ours.owner(call, { body }), await ours.owner(call, { body: nobodys[at]![1] })]
    expectProblem(asked, 'VALIDATION_FAILED')
    expect(withoutTrace(asked)).toEqual(withoutTrace(compared))
  }
  const wide = await ours.owner('POST /schedules', { body: aSchedule({ connection_id: ours.connection }, { apply_now: true }) })
  expect(wide.body).toMatchObject({ machines: 0, would_change_now: [] })
  expect(await theirs.plans()).toEqual([])
})

control('SCHED-3', 'two enabled schedules never reach a machine by the same rank: the second is refused, and named', async () => {
  const team = await world.team()
  const one = await team.machine({ name: 'one', tags: { Env: 'dev', app: 'shop' }, resource_group: 'RG-1' })
  await team.machine({ name: 'two', tags: { env: 'prod' }, resource_group: 'rg-2' })
  const first = await team.owner('POST /schedules', { body: aSchedule({ tags: { env: 'dev' } }, { name: 'First' }) })
  const body = aSchedule({ tags: { app: 'shop' } }, { name: 'Second' })
  const refused = await team.owner('POST /schedules', { body })
  expectProblem(refused, 'SCHEDULE_CONFLICT')
  for (const word of ['First', first.body.id]) expect(refused.body.detail).toContain(word)
  expect(refused.body.errors).toMatchObject([{ pointer: '#/targets' }])
  for (const word of ['one', one, 'First']) expect(refused.body.errors[0].detail).toContain(word)
  expect((await team.owner('GET /schedules')).body.items).toHaveLength(1)

  // Another rank is no conflict, nor is a schedule that is switched off.
  const narrow = await team.owner('POST /schedules', { body: aSchedule({ machine_ids: [one] }) })
  expect(narrow.status).toBe(201)
  const disabled = await team.owner('POST /schedules', { body: { ...body, enabled: false } })
  expect(disabled.status).toBe(201)
  expectProblem(await team.owner(`PUT /schedules/${disabled.body.id}`, { body }), 'SCHEDULE_CONFLICT')
  const preview = { schedule: body, from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
  const shown = await team.owner('POST /schedules/preview', { body: { ...preview, schedule_id: disabled.body.id } })
  expect(shown.body.conflicts).toMatchObject([{ machine_id: one, schedule_name: 'First' }])
})

test('two schedules that are saved at once never both reach a machine by the same rank', async () => {
  const team = await world.team()
  await team.machine({ tags: { env: 'dev' } })
  const both = await Promise.all(
    Array.from({ length: 4 }, () => team.owner('POST /schedules', { body: aSchedule({ tags: { env: 'dev' } }) })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
})

test('the schedule that counts is the one of the highest rank, and a machine that something else manages is left alone', async () => {
  const team = await world.team()
  const tags = { env: 'dev' }
  const machine = await team.machine({ name: 'one', tags, resource_group: 'Shop' })
  await team.machine({ name: 'pooled', tags, resource_group: 'Shop', managed_by: 'scale set web' })
  const ids: string[] = []
  for (const targets of [
    { connection_id: team.connection },
    { resource_group: 'shop' },
    { tags: { ENV: 'dev' } },
    { machine_ids: [machine] },
  ]) {
    const made = await team.owner('POST /schedules', { body: aSchedule(targets) })
    expect([made.body.machines, made.body.would_change_now_total]).toEqual([1, 1])
    ids.push(made.body.id)
    expect(await team.plans()).toMatchObject([{ machine_id: machine, schedule_id: made.body.id }])
  }
  const wide = await team.owner(`PUT /schedules/${ids[0]}`, { body: aSchedule({ connection_id: team.connection }) })
  expect(wide.body.machines).toBe(0)
  expect(wide.body.left_alone.map(({ name }: { name: string }) => name).sort()).toEqual(['one', 'pooled'])
  for (const id of ids.slice(1).reverse()) {
    expect((await team.plans())[0].schedule_id).toBe(id)
    await team.owner(`DELETE /schedules/${id}`)
  }
  expect((await team.plans())[0].schedule_id).toBe(ids[0])
})

test('names are taken once, repetitions are answered once, and a team has so many schedules and no more', async () => {
  const { owner, machine, id } = await world.team()
  const body = aSchedule({ machine_ids: [await machine()] })
  const headers = { 'idempotency-key': newId() }
  const made = await owner('POST /schedules', { body, headers })
  expect((await owner('POST /schedules', { body, headers })).body).toEqual(made.body)
  expectProblem(await owner('POST /schedules', { body: { ...body, enabled: false } }), 'SCHEDULE_NAME_TAKEN')
  expectProblem(await owner('POST /schedules', { body: aSchedule({ tags: { a: 'b' } }), headers }), 'IDEMPOTENCY_KEY_REUSED')
  await world.admin.query(
    `insert into automation.schedules (team_id, id, name, enabled, targets, rule, effective_rule, on_manual_change, start_order, notify, created_at, updated_at)
     select $1, gen_random_uuid(), 'n' || n, false, '{}', '{}', '{}', '{}', '[]', '{}', now(), now() from generate_series(1, 999) n`,
    [id],
  )
  expectProblem(await owner('POST /schedules', { body: aSchedule({ tags: { a: 'b' } }) }), 'SCHEDULE_LIMIT_REACHED')
})

control('SCHED-5', 'what a schedule holds and a preview looks at has bounds', async () => {
  const { owner } = await world.team()
  const window = { days: ['mon'], start: '08:00', end: '09:00' }
  const range = { from: '2026-01-01T00:00:00Z', to: '2027-02-05T00:00:00Z' }
  const preview = (schedule: object, more = range) =>
    owner('POST /schedules/preview', { body: { schedule: { ...officeHours, ...schedule }, ...more } })
  const refusals: [Promise<{ body: { errors: { pointer: string }[] } }>, string][] = [
    [preview({}, { ...range, to: '2027-02-05T00:00:01Z' }), '#/to'],
    [preview({}, { ...range, to: range.from }), '#/to'],
    [preview({}, { ...range, from: '2026-01-01T00:00:00' }), '#/from'],
    [preview({ weekly: Array.from({ length: 51 }, () => window) }), '#/schedule/weekly'],
    [
      preview({ one_shots: Array.from({ length: 101 }, (_, n) => ({ at: new Date(n * 1e9).toISOString(), state: 'on' })) }),
      '#/schedule/one_shots',
    ],
    [
      preview({
        exceptions: Array.from({ length: 401 }, (_, n) => ({
          date: new Date(n * 86_400_000).toISOString().slice(0, 10),
          state: 'on',
        })),
      }),
      '#/schedule/exceptions',
    ],
  ]
  for (const [asked, pointer] of refusals) expect((await asked).body.errors.map((fault) => fault.pointer)).toContain(pointer)
  expect((await preview({})).status).toBe(200)
  expectProblem(await preview({ weekly: Array.from({ length: 2_000 }, () => window) }), 'PAYLOAD_TOO_LARGE')
  const made = await owner('POST /schedules', { body: aSchedule({ tags: { a: 'b' } }) })
  const far = await owner(`GET /schedules/${made.body.id}/upcoming?to=2030-01-01T00:00:00Z`)
  expect(far.body.errors).toMatchObject([{ pointer: '#/query/to' }])
})

test('a preview tells transitions, the state at its beginning and, with targets, what would change; it saves nothing', async () => {
  const team = await world.team()
  const machine = await team.machine({ name: 'one' })
  const body = {
    schedule: { ...officeHours, targets: { machine_ids: [machine] } },
    overrides: [{ state: 'on', from: '2026-11-26T17:00:00Z', until: '2026-11-26T20:00:00Z' }],
    from: '2026-11-26T00:00:00Z',
    to: '2026-11-27T12:00:00Z',
  }
  const shown = await team.owner('POST /schedules/preview', { body })
  expect(shown.body).toMatchObject({
    state_at_from: 'off',
    transitions: [
      { at: '2026-11-26T07:00:00.000Z', state: 'on' },
      { at: '2026-11-26T20:00:00.000Z', state: 'off' },
      { at: '2026-11-27T07:00:00.000Z', state: 'on' },
    ],
    affected: { machines: 1, would_change_now: [{ machine_id: machine, wanted: 'on' }] },
    conflicts: [],
  })
  expect(await team.plans()).toEqual([])
  expect((await team.owner('GET /schedules')).body.items).toEqual([])
  const bad = await team.owner('POST /schedules/preview', {
    body: { ...body, overrides: [{ state: 'on', until: '2026-11-26' }] },
  })
  expect(bad.body.errors).toMatchObject([{ pointer: '#/overrides/0/until' }])
})

test('what comes next of a schedule has its overrides and calendars in it', async () => {
  const { owner, machine } = await world.team()
  const exceptions = [{ date: '2026-11-27', state: 'off', name: 'Day off' }]
  const calendar = await owner('POST /calendars', { body: { name: 'Holidays', exceptions } })
  const body = aSchedule({ machine_ids: [await machine()] }, { calendar_ids: [calendar.body.id] })
  const { id } = (await owner('POST /schedules', { body })).body
  const override = { state: 'on', from: '2026-11-26T17:00:00Z', until: '2026-11-26T19:00:00Z' }
  expect((await owner(`POST /schedules/${id}/overrides`, { body: override })).status).toBe(201)
  const next = await owner(`GET /schedules/${id}/upcoming?to=2026-11-30T12:00:00Z`)
  expect(next.body).toMatchObject({
    state_at_from: 'on',
    transitions: [
      { at: '2026-11-26T19:00:00.000Z', state: 'off' },
      { at: '2026-11-30T07:00:00.000Z', state: 'on' },
    ],
    clock_changes: [],
  })
})

test('what comes next of a schedule tells when the clock of its zone is set', async () => {
  const { owner, machine } = await world.team()
  const made = async (time_zone: string) =>
    (await owner('POST /schedules', { body: aSchedule({ machine_ids: [await machine()] }, { time_zone }) })).body.id
  const changes = async (zone: string) =>
    (await owner(`GET /schedules/${await made(zone)}/upcoming?to=2027-11-20T00:00:00Z`)).body.clock_changes
  expect(await changes('Europe/Paris')).toEqual([
    { at: '2027-03-28T01:00:00.000Z', minutes: 60 },
    { at: '2027-10-31T01:00:00.000Z', minutes: -60 },
  ])
  expect(await changes('Asia/Tokyo')).toEqual([])
  const range = { from: '2027-03-01T00:00:00Z', to: '2027-04-05T00:00:00Z' }
  const preview = await owner('POST /schedules/preview', { body: { schedule: officeHours, ...range } })
  expect(preview.body.clock_changes).toEqual([{ at: '2027-03-28T01:00:00.000Z', minutes: 60 }])
})

test('time zones are listed, and each of them is taken', async () => {
  const { owner } = await world.team()
  const { body } = await owner('GET /time-zones')
  expect(body.items).toContain('Europe/Paris')
  expect(body.items.length).toBeGreaterThan(400)
  const zone = body.items[Math.floor(body.items.length / 2)]
  const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
  const asked = await owner('POST /schedules/preview', { body: { schedule: { ...officeHours, time_zone: zone }, ...range } })
  expect(asked.status).toBe(200)
})
