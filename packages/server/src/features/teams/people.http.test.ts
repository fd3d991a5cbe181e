import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { furnishedCloud } from '../../testing/furnished-cloud.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const key = () => ({ 'idempotency-key': newId() })

async function founded(name = `Team ${newId()}`) {
  const founder = await world.person()
  const team = (await founder.in()('POST /teams', { body: { name } })).body
  return { founder, team, own: founder.in(team.id) }
}

control(
  'TEAM-1',
  'whoever founds a team owns it, from the same moment on, and no client that was given less founds one',
  async () => {
    const ana = await world.person()
    const made = await ana.in()('POST /teams', { body: { name: ' Ground crew ' } })
    expect(made.status).toBe(201)
    expect(made.headers).toMatchObject({ etag: '"1"', location: `/teams/${made.body.id}` })
    expect(made.body).toMatchObject({
      name: 'Ground crew',
      second_factor_required: false,
      session_idle_seconds: null,
      session_seconds: null,
      allowed_networks: [],
      version: 1,
    })
    const { id } = made.body
    expect((await ana.in(id)(`GET /teams/${id}`)).body).toEqual(made.body)
    const member = await ana.in(id)(`GET /teams/${id}/members/${ana.id}`)
    expect(member.body).toMatchObject({ account_id: ana.id, email: ana.email, roles: ['owner'] })
    const entries = await world.entriesOf(id)
    expect(entries).toMatchObject([
      { action: 'team.created', actor: { type: 'account', id: ana.id }, details: { after: { name: 'Ground crew' } } },
      { action: 'member.joined', resource: { id: ana.id }, details: { after: { roles: ['owner'] } } },
    ])

    const body = { name: 'Refused' }
    const narrow = { client_id: newId(), scope: ['team:read', 'team:write'] as const }
    expectProblem(await ana.in(undefined, narrow)('POST /teams', { body }), 'PERMISSION_DENIED')
    expectProblem(await ana.in(undefined, { assurance: 'enrolment' })('POST /teams', { body }), 'SECOND_FACTOR_REQUIRED')
    expectProblem(await world.nobody('POST /teams', { body }), 'NOT_AUTHENTICATED')
    for (const wrong of [{}, { name: '' }, { name: 'A', id: newId() }, { name: 'A', roles: ['owner'] }]) {
      expectProblem(await ana.in()('POST /teams', { body: wrong }), 'VALIDATION_FAILED')
    }
    expect((await ana.in()('GET /teams')).body.items).toHaveLength(1)
  },
)

control('TEAM-6', 'a founding that is sent twenty times at once under one key founds one team', async () => {
  const ana = await world.person()
  const headers = key()
  const call = () => ana.in()('POST /teams', { body: { name: 'Once' }, headers })
  const answers = await Promise.all(Array.from({ length: 20 }, call))
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect((await ana.in()('GET /teams')).body.items).toHaveLength(1)
  expectProblem(await ana.in()('POST /teams', { body: { name: 'Other' }, headers }), 'IDEMPOTENCY_KEY_REUSED')
  expectProblem(
    await ana.in()('POST /teams', { body: { name: 'A' }, headers: { 'idempotency-key': 'with blank' } }),
    'IDEMPOTENCY_KEY_INVALID',
  )
  const bob = await world.person()
  expect((await bob.in()('POST /teams', { body: { name: 'Once' }, headers })).body.id).not.toBe(answers[0]!.body.id)
  world.clock.aheadMs = 86_400_001
  const nextDay = await call()
  world.clock.aheadMs = 0
  expect(nextDay.body.id).not.toBe(answers[0]!.body.id)
})

control(
  'TEAM-2',
  'a person lists all of their teams and no others, and reaches by path only the one that they are in',
  async () => {
    const { founder, team, own } = await founded()
    const { team: second } = { team: (await founder.in()('POST /teams', { body: { name: 'Second' } })).body }
    const stranger = await founded()
    for (const ask of [founder.in(), own, founder.in(second.id)]) {
      const { items, next_cursor } = (await ask('GET /teams')).body
      expect(items.map(({ id, roles }: { id: string; roles: string[] }) => [id, roles])).toEqual([
        [team.id, ['owner']],
        [second.id, ['owner']],
      ])
      expect(next_cursor).toBeNull()
    }
    const first = (await own('GET /teams?limit=1')).body
    expect(first.items).toHaveLength(1)
    expect((await own(`GET /teams?limit=1&cursor=${first.next_cursor}`)).body).toMatchObject({
      items: [{ id: second.id }],
      next_cursor: null,
    })
    expectProblem(await own('GET /teams?cursor=nonsense'), 'VALIDATION_FAILED')

    // Of a client that acts for them, the one team that its token is for, if it may see that.
    const delegated = founder.in(team.id, { client_id: newId(), scope: ['team:read'] })
    expect((await delegated('GET /teams')).body.items.map(({ id }: { id: string }) => id)).toEqual([team.id])
    expectProblem(await founder.in(team.id, { client_id: newId(), scope: ['audit:read'] })('GET /teams'), 'PERMISSION_DENIED')

    for (const id of [second.id, stranger.team.id]) {
      for (const call of ['GET', 'DELETE'] as const) {
        const answer = await own(`${call} /teams/${id}`)
        expectProblem(answer, 'NOT_FOUND')
        expect(withoutTrace(answer)).toEqual(withoutTrace(await own(`${call} /teams/${newId()}`)))
      }
    }
    expectProblem(await founder.in()(`GET /teams/${team.id}`), 'PERMISSION_DENIED')
  },
)

control('TEAM-3', 'a policy that would shut out its author, or is not freshly signed for, is refused', async () => {
  const { founder, team, own } = await founded()
  const change = (ask: typeof own, body: object) => ask(`PATCH /teams/${team.id}`, { body, headers: { 'if-match': '*' } })
  for (const policy of [
    { second_factor_required: true },
    { session_idle_seconds: 600 },
    { session_seconds: 3_600 },
    { allowed_networks: ['127.0.0.0/8'] },
  ]) {
    expectProblem(await change(founder.in(team.id, { minutesAgo: 11 }), policy), 'STEP_UP_REQUIRED')
  }
  expect((await change(founder.in(team.id, { minutesAgo: 11 }), { name: 'Renamed' })).status).toBe(200)
  const single = founder.in(team.id, { assurance: 'single' })
  expectProblem(await change(single, { second_factor_required: true }), 'SECOND_FACTOR_REQUIRED')
  const outside = await change(own, { allowed_networks: ['192.0.2.0/24', '2001:db8::/32'] })
  expectProblem(outside, 'VALIDATION_FAILED')
  expect(outside.body.errors).toEqual([
    { pointer: '#/allowed_networks', detail: 'would shut out the address that you come from' },
  ])
  const wrong: [object, string][] = [
    [{ allowed_networks: ['127.0.0.1', '10.0.0.0/33'] }, '#/allowed_networks/1'],
    [{ allowed_networks: ['0.0.0.0/0'] }, '#/allowed_networks/0'],
    [{ allowed_networks: ['everywhere'] }, '#/allowed_networks/0'],
    [{ session_idle_seconds: 59 }, '#/session_idle_seconds'],
    [{ session_seconds: 2_592_001 }, '#/session_seconds'],
    [{ second_factor_required: 'yes' }, '#/second_factor_required'],
  ]
  for (const [body, pointer] of wrong) {
    const answer = await change(own, body)
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors[0].pointer).toBe(pointer)
  }
  expect((await own(`GET /teams/${team.id}`)).body).toEqual({
    ...team,
    name: 'Renamed',
    version: 2,
    updated_at: expect.any(String),
  })
})

control('TEAM-4', 'a policy counts for the next call of everybody, and the trail tells what it was before', async () => {
  const { founder, team, own } = await founded()
  const policy = {
    second_factor_required: true,
    session_idle_seconds: 600,
    session_seconds: 3_600,
    allowed_networks: ['127.0.0.0/8', '::1'],
  }
  const changed = await own(`PATCH /teams/${team.id}`, { body: policy, headers: { 'if-match': '"1"' } })
  expect(changed.body).toMatchObject({ ...policy, version: 2 })
  expect(await world.signalsAbout(team.id)).toEqual(['principal'])
  expect((await world.entriesOf(team.id)).at(-1)).toMatchObject({
    action: 'team.policy_changed',
    details: { before: { second_factor_required: false, allowed_networks: [] }, after: policy },
  })
  expectProblem(await founder.in(team.id, { assurance: 'single' })(`GET /teams/${team.id}`), 'SECOND_FACTOR_REQUIRED')
  expect((await own(`GET /teams/${team.id}`)).status).toBe(200)
  await world.admin.query(`update directory.teams set allowed_networks = '{192.0.2.0/24}' where team_id = $1`, [team.id])
  expectProblem(await own(`GET /teams/${team.id}`), 'ADDRESS_NOT_ALLOWED')
  // They can still see which team it is, and leave it.
  expect((await own('GET /teams')).body.items).toHaveLength(1)
})

control('TEAM-5', 'a deletion is told beforehand, needs a fresh sign-in, and leaves nobody in the team', async () => {
  const { founder, team, own } = await founded()
  const bystander = await founded()
  const body = { email: 'new@skykeep.test', roles: ['reader'] }
  await own(`POST /teams/${team.id}/invitations`, { body })
  const role = (await own('POST /roles', { body: { name: 'Watch', permissions: ['aircraft:read'] } })).body
  await own('POST /clients', { body: { name: 'Feed', roles: [role.id] } })
  await own('POST /aircraft', { body: { registration: 'HB-END' } })
  await furnishedCloud(world.admin, team.id, 'end')
  const session = await world.session(founder.id, team.id)
  const told = await own(`GET /teams/${team.id}/deletion`)
  expect(told.body).toEqual({
    team_id: team.id,
    name: team.name,
    lost: {
      ...{ members: 1, invitations: 1, roles: 1, clients: 1, aircraft: 1, certificates: 0, events: 0 },
      ...{ connections: 1, machines: 1, schedules: 0 },
    },
    kept: { audit_entries: 0 },
  })
  expectProblem(await founder.in(team.id, { minutesAgo: 11 })(`DELETE /teams/${team.id}`), 'STEP_UP_REQUIRED')
  expect((await own(`DELETE /teams/${team.id}`, { headers: { 'if-match': '"1"' } })).status).toBe(204)

  await expect(own('GET /teams')).rejects.toMatchObject({ code: 'TOKEN_REVOKED' })
  expect((await founder.in()('GET /teams')).body.items).toEqual([])
  for (const table of ['memberships', 'invitations', 'roles', 'clients']) {
    const { rows } = await world.admin.query(`select from directory.${table} where team_id = $1`, [team.id])
    expect({ table, rows: rows.length }).toEqual({ table, rows: 0 })
  }
  for (const table of ['connections', 'connection_keys', 'lanes', 'machines']) {
    const { rows } = await world.admin.query(`select from automation.${table} where team_id = $1`, [team.id])
    expect({ table, rows: rows.length }).toEqual({ table, rows: 0 })
  }
  const { rows } = await world.admin.query('select selected_team, ended_at from identity.sessions where id = $1', [session])
  expect(rows).toEqual([{ selected_team: null, ended_at: null }])
  expect(await world.signalsAbout(team.id, founder.id)).toEqual(expect.arrayContaining(['principal', 'principal']))
  expect((await world.entriesOf(team.id)).at(-1)).toMatchObject({ action: 'team.deleted', details: { members: 1 } })
  expect((await bystander.own(`GET /teams/${bystander.team.id}`)).status).toBe(200)
})

test('what a deletion takes is counted, events and audit entries too', async () => {
  const { team, own } = await founded()
  await world.admin.query('create table telemetry.events_any partition of telemetry.events default')
  await world.admin.query(
    `insert into telemetry.events (team_id, aircraft_id, ts, event_id, batch_id, ordinal, implausible)
      select $1, gen_random_uuid(), now(), gen_random_uuid(), 1, 0, false from generate_series(1, 3)`,
    [team.id],
  )
  await world.admin.query(
    `insert into audit.entries (team_id, index, team_index, id, at, leaf, leaf_hash, action, outcome, actor_type, actor_id, personal)
      select $1, n, n, gen_random_uuid(), now(), '{}', sha256(''), 'team.created', 'success', 'system', 'test', '{}' from generate_series(0, 4) n`,
    [team.id],
  )
  const { body } = await own(`GET /teams/${team.id}/deletion`)
  expect([body.lost.events, body.kept.audit_entries]).toEqual([3, 5])
})
