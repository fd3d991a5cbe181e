import { permissionNames } from '@skykeep/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { aSchedule, type ScheduleWorld, scheduleWorld } from './testing/schedule-world.ts'

let world: ScheduleWorld
beforeAll(async () => {
  world = await scheduleWorld()
})
afterAll(() => world.close())

const HOUR_MS = 3_600_000
const inHours = (hours: number) => new Date(world.clock.at + hours * HOUR_MS).toISOString()
type Team = Awaited<ReturnType<ScheduleWorld['team']>>
const due = (team: Team) => team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), 100))

test('an override of a schedule switches its machines at once, is listed until it is over, and then what lies beneath applies', async () => {
  world.clock.set('2026-11-26T19:00:00Z')
  const team = await world.team()
  const machine = await team.machine()
  const { id } = (await team.owner('POST /schedules', { body: aSchedule({ machine_ids: [machine] }, { name: 'Office' }) })).body
  expect(await due(team)).toEqual([])
  const body = { state: 'on', until: inHours(3), reason: 'release night' }
  const made = await team.owner(`POST /schedules/${id}/overrides`, { body })
  expect(made.status).toBe(201)
  expect(made.headers.location).toBe(`/schedules/${id}/overrides/${made.body.id}`)
  expect(made.body).toMatchObject({ ...body, schedule_id: id, from: '2026-11-26T19:00:00.000Z', machine_ids: [], tags: null })
  expect((await team.owner(`GET /schedules/${id}/overrides`)).body.items).toEqual([made.body])
  expect((await team.owner('GET /overrides')).body.items).toEqual([])

  const until = new Date(inHours(3))
  expect(await due(team)).toMatchObject([
    { machine_id: machine, lane_id: team.lane, schedule_id: id, wanted: 'on', cause: 'override', until, late_ms: 0 },
  ])
  expect(await due(team)).toEqual([])
  world.clock.set('2026-11-26T22:00:01Z')
  expect(await due(team)).toMatchObject([{ machine_id: machine, wanted: 'off', cause: 'override', at: until, late_ms: 1_000 }])
  expect((await team.owner(`GET /schedules/${id}/overrides`)).body.items).toEqual([])
})

test('an override is ended before its time: what lies beneath applies at once, and the trail has both', async () => {
  world.clock.set('2026-11-26T19:00:00Z')
  const team = await world.team()
  const machine = await team.machine({ power: 'running' })
  await team.owner('POST /schedules', { body: aSchedule({ machine_ids: [machine] }) })
  const made = await team.owner('POST /overrides', { body: { machine_ids: [machine], state: 'on', until: inHours(5) } })
  expect(await due(team)).toHaveLength(1)
  world.clock.at += HOUR_MS
  expect((await team.owner(`DELETE /overrides/${made.body.id}`)).status).toBe(204)
  expectProblem(await team.owner(`DELETE /overrides/${made.body.id}`), 'NOT_FOUND')
  expect(await due(team)).toMatchObject([{ machine_id: machine, wanted: 'off', cause: 'override', at: world.clock.now() }])
  const told = await team.entries('override')
  expect(told.map(({ action }) => action)).toEqual(['override.created', 'override.ended'])
  expect(told[0]!.details).toMatchObject({ after: { machine_ids: [machine], state: 'on', until: made.body.until } })
})

test('an override that begins later acts when it begins, and one that never began leaves nothing', async () => {
  world.clock.set('2026-11-26T19:00:00Z')
  const team = await world.team()
  const machine = await team.machine()
  const make = (from: number, until: number) =>
    team.owner('POST /overrides', { body: { machine_ids: [machine], state: 'on', from: inHours(from), until: inHours(until) } })
  const first = await make(1, 2)
  const never = await make(4, 5)
  expect(await due(team)).toEqual([])
  await team.owner(`DELETE /overrides/${never.body.id}`)
  world.clock.at += HOUR_MS
  expect(await due(team)).toMatchObject([{ machine_id: machine, schedule_id: null, schedule: null, wanted: 'on' }])
  expect((await team.owner('GET /overrides')).body.items).toEqual([first.body])
  world.clock.at += 4 * HOUR_MS
  expect(await due(team)).toMatchObject([{ machine_id: machine, wanted: 'none' }])
  const { rows } = await world.admin.query('select id from automation.overrides where team_id = $1', [team.id])
  expect(rows).toEqual([{ id: first.body.id }])
})

test('an override is for machines with tags, as they are when it acts', async () => {
  world.clock.set('2026-11-26T19:00:00Z')
  const team = await world.team()
  const one = await team.machine({ tags: { Env: 'dev', app: 'x' } })
  await team.machine({ tags: { env: 'prod', app: 'x' } })
  await team.owner('POST /overrides', { body: { tags: { env: 'dev', app: 'x' }, state: 'on', until: inHours(2) } })
  expect(await due(team)).toMatchObject([{ machine_id: one, wanted: 'on' }])
  const late = await team.machine({ tags: { env: 'dev', app: 'x' } })
  await team.as((tx) => world.schedules.replan(tx, { machine_ids: [late] }, world.clock.now()))
  expect(await due(team)).toEqual([])
  const wanted = await team.as((tx) => world.schedules.wantedNow(tx, [late], world.clock.now()))
  expect(wanted.get(late)).toMatchObject({ wanted: 'on', until: new Date(inHours(2)), schedule_id: null })
})

test('a person sets their own machines aside: those whose tag owner is their address', async () => {
  world.clock.set('2026-11-26T19:00:00Z')
  const person = await world.registry.person('Ana')
  const team = await world.team()
  await world.admin.query(
    `insert into directory.memberships (team_id, account_id, roles, created_at, updated_at) values ($1, $2, '{reader}', now(), now())`,
    [team.id, person.id],
  )
  const mine = await team.machine({ tags: { Owner: person.email.toUpperCase() } })
  await team.machine({ tags: { owner: 'somebody@else.test' } })
  const asPerson = (id: string, client_id: string | null = null) =>
    world.as({
      ...{ kind: 'account', id, team_id: team.id, permissions: new Set(permissionNames), token_id: newId(), thumbprint: null },
      person: { session_id: newId(), client_id, authenticated_at: new Date(), assurance: 'multi' },
    })
  const body = { mine: true, state: 'on', until: inHours(2) }
  const made = await asPerson(person.id)('POST /overrides', { body })
  expect(made.body).toMatchObject({ owner: person.email, created_by: { type: 'account', id: person.id } })
  expect(await due(team)).toMatchObject([{ machine_id: mine, wanted: 'on' }])
  expect(JSON.stringify(await team.entries('override'))).not.toContain(person.email)
  expectProblem(await team.owner('POST /overrides', { body }), 'PERMISSION_DENIED')
  expectProblem(await asPerson(newId())('POST /overrides', { body }), 'NOT_FOUND')
})

control(
  'SCHED-4',
  'who may not change schedules sets them aside for a day at most from now, and nobody for more than 31 days',
  async () => {
    world.clock.set('2026-11-26T19:00:00Z')
    const team = await world.team()
    const machine_ids = [await team.machine()]
    const member = team.may('override:write')
    const ask = async (who: typeof member, from: number, until: number) => {
      const answer = await who('POST /overrides', {
        body: { machine_ids, state: 'off', from: inHours(from), until: inHours(until) },
      })
      return answer.status === 201 ? 'made' : answer.body.errors[0].pointer
    }
    expect(await ask(member, 0, 24)).toBe('made')
    expect(await ask(member, 0, 24.01)).toBe('#/until')
    expect(await ask(member, 24, 25)).toBe('#/until')
    expect(await ask(member, 0, -1)).toBe('#/until')
    expect(await ask(team.owner, 0, 31 * 24)).toBe('made')
    expect(await ask(team.owner, 0, 31 * 24 + 1)).toBe('#/until')
    expect(await ask(team.owner, 400 * 24, 431 * 24)).toBe('made')
    expect(await ask(team.owner, 401 * 24, 402 * 24)).toBe('#/from')
    const { id } = (await team.owner('POST /schedules', { body: aSchedule({ machine_ids }) })).body
    const long = await member(`POST /schedules/${id}/overrides`, { body: { state: 'off', until: inHours(30) } })
    expect(long.body.errors).toMatchObject([{ pointer: '#/until' }])
    expectProblem(
      await team.may('schedule:read')('POST /overrides', { body: { machine_ids, state: 'on', until: inHours(1) } }),
      'PERMISSION_DENIED',
    )
  },
)

test('an override that says nothing of machines, or too much, is refused; so is one of another team’s schedule', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  const machine_ids = [await ours.machine()]
  const until = inHours(1)
  const faults: [object, string][] = [
    [{ state: 'on', until }, '#'],
    [{ state: 'on', until, machine_ids, tags: { a: 'b' } }, '#'],
    [{ state: 'on', machine_ids }, '#/until'],
    [{ state: 'on', machine_ids, until: '2026-11-26T21:00:00' }, '#/until'],
    [{ state: 'maybe', machine_ids, until }, '#/state'],
    [{ state: 'on', machine_ids: [], until }, '#/machine_ids'],
    [{ state: 'on', machine_ids, until, schedule_id: newId() }, '#/schedule_id'],
  ]
  for (const [body, pointer] of faults) {
    const answer = await ours.owner('POST /overrides', { body })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  }
  const { id } = (await theirs.owner('POST /schedules', { body: aSchedule({ tags: { a: 'b' } }) })).body
  const body = { state: 'on', until }
  const asked = await ours.owner(`POST /schedules/${id}/overrides`, { body })
  expectProblem(asked, 'NOT_FOUND')
  expect(withoutTrace(asked)).toEqual(withoutTrace(await ours.owner(`POST /schedules/${newId()}/overrides`, { body })))
  const made = await theirs.owner(`POST /schedules/${id}/overrides`, { body })
  expectProblem(await ours.owner(`DELETE /schedules/${id}/overrides/${made.body.id}`), 'NOT_FOUND')
  expectProblem(await theirs.owner(`DELETE /overrides/${made.body.id}`), 'NOT_FOUND')
})

test('the same call with the same key makes one override, and a team has so many and no more', async () => {
  world.clock.set('2026-11-26T19:00:00Z')
  const team = await world.team()
  const body = { machine_ids: [await team.machine()], state: 'on', until: inHours(1) }
  const headers = { 'idempotency-key': newId() }
  const first = await team.owner('POST /overrides', { body, headers })
  expect((await team.owner('POST /overrides', { body, headers })).body).toEqual(first.body)
  expect((await team.owner('GET /overrides')).body.items).toHaveLength(1)
  await world.admin.query(
    `insert into automation.overrides (team_id, id, tags, state, from_at, until_at, created_by, created_at)
     select $1, gen_random_uuid(), '{"a": "b"}', 'on', $2, $3, '{"type": "client", "id": "x"}', $2 from generate_series(1, 999)`,
    [team.id, world.clock.now(), new Date(inHours(1))],
  )
  expectProblem(await team.owner('POST /overrides', { body }), 'SCHEDULE_LIMIT_REACHED')
  world.clock.at += 2 * HOUR_MS
  expect((await team.owner('POST /overrides', { body: { ...body, until: inHours(1) } })).status).toBe(201)
})
