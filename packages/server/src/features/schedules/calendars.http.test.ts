import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { aSchedule, type ScheduleWorld, scheduleWorld } from './testing/schedule-world.ts'

let world: ScheduleWorld
beforeAll(async () => {
  world = await scheduleWorld()
})
afterAll(() => world.close())

const christmas = { date: '2026-12-25', state: 'off', name: 'Christmas' }
const betweenYears = { from: '2026-12-28', to: '2026-12-31', windows: [{ start: '10:00', end: '16:00' }], name: 'Few of us' }

test('a calendar is made, read, listed, replaced and deleted, and each change has its audit entry', async () => {
  const { owner, entries } = await world.team()
  const headers = { 'idempotency-key': newId() }
  const body = { name: 'Holidays', exceptions: [christmas, betweenYears] }
  const made = await owner('POST /calendars', { body, headers })
  expect(made.status).toBe(201)
  expect(made.headers).toMatchObject({ etag: '"1"', location: `/calendars/${made.body.id}` })
  expect((await owner('POST /calendars', { body, headers })).body).toEqual(made.body)
  expectProblem(await owner('POST /calendars', { body }), 'CALENDAR_NAME_TAKEN')
  const path = `/calendars/${made.body.id}` as const
  const { schedule_ids, ...calendar } = made.body
  expect(schedule_ids).toEqual([])
  expect((await owner(`GET ${path}`)).body).toEqual(calendar)
  expect((await owner('GET /calendars')).body).toEqual({ items: [calendar], next_cursor: null })
  const change = { name: 'Holidays', exceptions: [christmas] }
  expectProblem(await owner(`PUT ${path}`, { body: change, headers: { 'if-match': '"2"' } }), 'PRECONDITION_FAILED')
  expect((await owner(`PUT ${path}`, { body: change, headers: { 'if-match': '"1"' } })).body).toMatchObject({
    ...change,
    version: 2,
  })
  expectProblem(await owner(`DELETE ${path}`, { headers: { 'if-match': '"1"' } }), 'PRECONDITION_FAILED')
  expect((await owner(`DELETE ${path}`)).status).toBe(204)
  expectProblem(await owner(`GET ${path}`), 'NOT_FOUND')
  expect((await entries('calendar')).map(({ action }) => action)).toEqual([
    'calendar.created',
    'calendar.updated',
    'calendar.deleted',
  ])
})

test('the days of a calendar are looked at as those of a schedule', async () => {
  const { owner } = await world.team()
  const faults: [object[], string][] = [
    [[christmas, { date: '2026-02-30', state: 'off' }], '#/exceptions/1/date'],
    [[{ ...christmas, colour: 'red' }], '#/exceptions/0/colour'],
    [[christmas, { ...christmas, name: 'Again' }], '#/exceptions/1/date'],
    [[{ from: '2026-12-31', to: '2026-12-28', state: 'off' }], '#/exceptions/0/to'],
    [[{ date: '2026-12-25' }], '#/exceptions/0/state'],
    [[{ ...christmas, name: '' }], '#/exceptions/0/name'],
  ]
  for (const [exceptions, pointer] of faults) {
    const answer = await owner('POST /calendars', { body: { name: newId(), exceptions } })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  }
  expect((await owner('GET /calendars')).body.items).toEqual([])
})

test('a calendar that changes changes what its schedules want, and nothing starts or stops by it', async () => {
  world.clock.set('2026-12-25T10:00:00Z')
  const team = await world.team()
  const machine = await team.machine({ power: 'running' })
  const calendar = await team.owner('POST /calendars', { body: { name: 'Holidays', exceptions: [] } })
  const path = `/calendars/${calendar.body.id}` as const
  const more = { calendar_ids: [calendar.body.id], exceptions: [{ date: '2026-12-28', state: 'on' }] }
  const made = await team.owner('POST /schedules', { body: aSchedule({ machine_ids: [machine] }, more) })
  expect((await team.plans())[0]).toMatchObject({ wanted: 'on', next_state: 'off', next_at: new Date('2026-12-25T17:30:00Z') })

  const exceptions = [christmas, { from: '2026-12-28', to: '2026-12-29', state: 'off' }]
  const changed = await team.owner(`PUT ${path}`, { body: { name: 'Holidays', exceptions } })
  expect(changed.body.schedule_ids).toEqual([made.body.id])
  // The schedule's own exception of the 28th goes before that of the calendar.
  expect((await team.plans())[0]).toMatchObject({ wanted: 'off', next_state: 'on', next_at: new Date('2026-12-27T23:00:00Z') })
  expect(await team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), 10))).toEqual([])
  const refused = await team.owner(`DELETE ${path}`)
  expectProblem(refused, 'CALENDAR_IN_USE')
  expect(refused.body.detail).toContain(made.body.name)
  const { rows } = await world.admin.query(
    'select version, rule from automation.schedule_versions where schedule_id = $1 order by valid_from, version',
    [made.body.id],
  )
  expect(rows.at(-1).rule.exceptions).toHaveLength(3)
})

test('a calendar is imported from lines and from iCalendar; what cannot be read is told', async () => {
  const { owner } = await world.team()
  const text = '# Office\n2026-12-25 Christmas\r\n2026-12-28..2026-12-31 Closed\n\n2026-02-30 Never\nsoon'
  const read = await owner('POST /calendars/import', { body: { name: 'Lines', text } })
  expect(read.status).toBe(201)
  expect(read.body.exceptions).toEqual([christmas, { from: '2026-12-28', to: '2026-12-31', state: 'off', name: 'Closed' }])
  expect(read.body.faults.map(({ detail }: { detail: string }) => detail)).toEqual([
    'line 5 is no date and no range of dates',
    'line 6 is no date and no range of dates',
  ])
  const ical = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20260101T000000Z'],
    ...['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261226', 'SUMMARY:Christmas', 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n')
  const imported = await owner('POST /calendars/import', { body: { name: 'iCal', ical } })
  expect(imported.body.exceptions).toEqual([christmas])
  for (const [body, pointer] of [
    [{ name: 'None', text: 'nothing here' }, '#/text'],
    [{ name: 'None', ical: 'nothing here' }, '#/ical'],
    [{ name: 'None' }, '#'],
    [{ name: 'None', text, ical }, '#'],
  ] as const) {
    const answer = await owner('POST /calendars/import', { body })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  }
  expect((await owner('GET /calendars')).body.items).toHaveLength(2)
})

test('days of a file are proposed before anything is kept of them', async () => {
  const { owner } = await world.team()
  const text = '2026-12-25 Christmas\nsoon'
  const read = await owner('POST /calendars/preview', { body: { text, state: 'on' } })
  expect(read.status).toBe(200)
  expect(read.body).toEqual({
    exceptions: [{ ...christmas, state: 'on' }],
    faults: [{ pointer: '#/text', detail: 'line 2 is no date and no range of dates' }],
  })
  for (const [body, pointer] of [
    [{ ical: 'nothing here' }, '#/ical'],
    [{ text: '2026-12-25\n2026-12-25' }, '#/exceptions/1/date'],
    [{ text, ical: text }, '#'],
  ] as const) {
    const answer = await owner('POST /calendars/preview', { body })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  }
  expect((await owner('GET /calendars')).body.items).toEqual([])
})

test('a team has so many calendars and no more, and another team’s is not there', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  await world.admin.query(
    `insert into automation.calendars (team_id, id, name, exceptions, created_at, updated_at)
     select $1, gen_random_uuid(), 'n' || n, '[]', now(), now() from generate_series(1, 100) n`,
    [ours.id],
  )
  expectProblem(await ours.owner('POST /calendars', { body: { name: 'One more', exceptions: [] } }), 'SCHEDULE_LIMIT_REACHED')
  const { id } = (await theirs.owner('POST /calendars', { body: { name: 'Theirs', exceptions: [] } })).body
  const asked = await ours.owner(`GET /calendars/${id}`)
  expectProblem(asked, 'NOT_FOUND')
  expect(withoutTrace(asked)).toEqual(withoutTrace(await ours.owner(`GET /calendars/${newId()}`)))
})

test('the tag of the former scheduler becomes a draft, which can be saved; of one that cannot be read nothing is guessed', async () => {
  const team = await world.team()
  const machine = await team.machine()
  const body = { text: '10PM -> 6AM, Saturday, Sunday, December 25', time_zone: 'Europe/Paris', name: 'From the tag' }
  const read = await team.owner('POST /schedules/import', { body })
  expect(read.body).toMatchObject({ faults: [], schedule: { name: 'From the tag', inside: 'on', outside: 'off' } })
  expect(read.body.schedule.exceptions).toHaveLength(3)
  const saved = await team.owner('POST /schedules', { body: { ...read.body.schedule, targets: { machine_ids: [machine] } } })
  expect(saved.status).toBe(201)
  const unread = await team.owner('POST /schedules/import', { body: { ...body, text: '10PM -> 6AM, whenever' } })
  expect(unread.body).toMatchObject({
    schedule: null,
    faults: [{ pointer: '#/text', detail: expect.stringContaining('whenever') }],
  })
  const nowhere = await team.owner('POST /schedules/import', { body: { ...body, time_zone: 'Nowhere' } })
  expect(nowhere.body.errors).toMatchObject([{ pointer: '#/time_zone' }])
})

test('a schedule and its calendars together stay within the exceptions that a rule may have', async () => {
  world.clock.set('2026-11-26T08:00:00Z')
  const team = await world.team()
  const days = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      date: new Date((from + n) * 86_400_000).toISOString().slice(0, 10),
      state: 'off',
    }))
  const many = await team.owner('POST /calendars', { body: { name: 'Many', exceptions: days(20_000, 400) } })
  const few = await team.owner('POST /calendars', { body: { name: 'Few', exceptions: days(21_000, 3) } })
  const targets = { machine_ids: [await team.machine()] }
  const both = { calendar_ids: [many.body.id, few.body.id] }
  const refused = await team.owner('POST /schedules', { body: aSchedule(targets, both) })
  expect(refused.body.errors).toMatchObject([{ pointer: '#/calendar_ids' }])
  const made = await team.owner('POST /schedules', {
    body: aSchedule(targets, { calendar_ids: [few.body.id], exceptions: days(22_000, 300) }),
  })
  expect(made.status).toBe(201)
  const grown = await team.owner(`PUT /calendars/${few.body.id}`, { body: { name: 'Few', exceptions: days(21_000, 101) } })
  expect(grown.body.errors).toMatchObject([{ pointer: '#/exceptions', detail: expect.stringContaining(made.body.name) }])
})
