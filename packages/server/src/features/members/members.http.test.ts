import { standardRoles } from '@skykeep/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'

const everyRead = standardRoles.reader.permissions

let world: CrewWorld
beforeAll(async () => {
  world = await crewWorld()
})
afterAll(() => world.close())

test('members are listed page by page, with what they are, and read alone', async () => {
  const crew = await world.crew()
  const bob = await crew.add('Bob', 'operator', 'auditor')
  const cleo = await crew.add('Cleo', 'reader')
  await world.session(bob.id, crew.id, new Date('2026-11-22T08:00:00Z'))
  await world.session(bob.id, newId(), new Date('2026-12-24T08:00:00Z'))
  const all = (await crew.owner(`GET /teams/${crew.id}/members`)).body
  expect(all).toMatchObject({
    items: [{ roles: ['owner'] }, { name: 'Bob' }, { name: 'Cleo', last_seen_at: null }],
    next_cursor: null,
  })
  expect(all.items[1]).toEqual({
    account_id: bob.id,
    name: 'Bob',
    email: bob.email,
    roles: ['operator', 'auditor'],
    version: 1,
    joined_at: expect.any(String),
    last_seen_at: '2026-11-22T08:00:00.000Z', // in this team, whatever they did elsewhere
  })
  const first = (await crew.owner(`GET /teams/${crew.id}/members?limit=2`)).body
  const rest = (await crew.owner(`GET /teams/${crew.id}/members?limit=2&cursor=${first.next_cursor}`)).body
  expect([...first.items, ...rest.items]).toEqual(all.items)
  const one = await crew.owner(`GET /teams/${crew.id}/members/${cleo.id}`)
  expect(one.body).toEqual(all.items[2])
  expect(one.headers.etag).toBe('"1"')
})

test('roles are replaced, from the version that was read, and the trail tells both', async () => {
  const crew = await world.crew()
  const bob = await crew.add('Bob', 'reader')
  const role = await crew.role('Watch', 'aircraft:read', 'audit:read')
  const path = `/teams/${crew.id}/members/${bob.id}` as const
  const changed = await crew.owner(`PATCH ${path}`, {
    body: { roles: ['operator', role.id.toUpperCase(), 'operator'] },
    headers: { 'if-match': '"1"' },
  })
  expect(changed.body).toMatchObject({ roles: ['operator', role.id], version: 2 })
  expect(changed.headers.etag).toBe('"2"')
  expectProblem(
    await crew.owner(`PATCH ${path}`, { body: { roles: ['reader'] }, headers: { 'if-match': '"1"' } }),
    'PRECONDITION_FAILED',
  )
  expect(await world.signalsAbout(bob.id)).toContain('principal')
  const entries = (await world.entriesOf(crew.id)).filter(({ resource }) => resource?.id === bob.id)
  expect(entries).toMatchObject([
    { action: 'member.joined' },
    { action: 'member.roles_changed', details: { before: { roles: ['reader'] }, after: { roles: ['operator', role.id] } } },
  ])
  expect((await bob.in(crew.id)('GET /audit-nothing')).status).toBe(404)
  expect([...(await world.permissionsIn(bob, crew.id))]).toEqual(expect.arrayContaining(['audit:read', 'aircraft:credential']))
})

test('only roles that a person can have are given: unknown, foreign and machine roles are named', async () => {
  const crew = await world.crew()
  const elsewhere = await world.crew()
  const foreign = await elsewhere.role('Theirs', 'aircraft:read')
  const bob = await crew.add('Bob', 'reader')
  const cases: [unknown[], string][] = [
    [['reader', 'ground_control'], '#/roles/1'],
    [['service'], '#/roles/0'],
    [['superuser'], '#/roles/0'],
    [[newId()], '#/roles/0'],
    [['reader', foreign.id], '#/roles/1'],
    [[], '#/roles'],
    [['reader', 1], '#/roles/1'],
  ]
  for (const [roles, pointer] of cases) {
    const answer = await crew.owner(`PATCH /teams/${crew.id}/members/${bob.id}`, { body: { roles } })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([pointer])
  }
  const theirs = await crew.owner(`PATCH /teams/${crew.id}/members/${bob.id}`, { body: { roles: [foreign.id] } })
  const nobodys = await crew.owner(`PATCH /teams/${crew.id}/members/${bob.id}`, { body: { roles: [newId()] } })
  expect(withoutTrace(theirs)).toEqual(withoutTrace(nobodys))
})

control(
  'MEMBER-1',
  'every call about members and invitations needs its permission, and nobody is let in without a token',
  async () => {
    const crew = await world.crew()
    const bob = await crew.add('Bob', 'reader')
    const calls = [
      [`GET /teams/${crew.id}/members`, 'member:read'],
      [`GET /teams/${crew.id}/members/${bob.id}`, 'member:read'],
      [`GET /teams/${crew.id}/members/${bob.id}/permissions`, 'member:read'],
      [`PATCH /teams/${crew.id}/members/${bob.id}`, 'member:write', { roles: ['reader'] }],
      [`DELETE /teams/${crew.id}/members/${bob.id}`, 'member:write'],
      [`GET /teams/${crew.id}/invitations`, 'member:read'],
      [`POST /teams/${crew.id}/invitations`, 'member:write', { email: 'a@skykeep.test', roles: ['reader'] }],
      [`DELETE /teams/${crew.id}/invitations/${newId()}`, 'member:write'],
    ] as const
    for (const [call, permission, body] of calls) {
      const others = (['member:read', 'member:write', 'team:write', 'role:write', 'client:write'] as const).filter(
        (name) => name !== permission,
      )
      const refused = await crew.may(...others)(call, { body })
      expectProblem(refused, 'PERMISSION_DENIED')
      expect(refused.body.detail).toContain(permission)
      expectProblem(await world.nobody(call, { body }), 'NOT_AUTHENTICATED')
    }
    expect((await crew.owner(`GET /teams/${crew.id}/members/${bob.id}`)).body).toMatchObject({ roles: ['reader'], version: 1 })
  },
)

control('MEMBER-2', 'nobody gives or takes what they lack, neither by a role nor by removing somebody', async () => {
  const crew = await world.crew()
  const [admin, auditor, bob] = [
    await crew.add('Adam', 'admin'),
    await crew.add('Ida', 'auditor'),
    await crew.add('Bob', 'reader'),
  ]
  const asAdmin = admin.in(crew.id)
  const path = (id: string) => `/teams/${crew.id}/members/${id}` as const
  const owner = crew.founder
  const refused = [
    await asAdmin(`PATCH ${path(bob.id)}`, { body: { roles: ['owner'] } }),
    await asAdmin(`PATCH ${path(admin.id)}`, { body: { roles: ['admin', 'owner'] } }),
    await asAdmin(`PATCH ${path(owner.id)}`, { body: { roles: ['reader'] } }),
    await asAdmin(`DELETE ${path(owner.id)}`),
    await asAdmin(`POST /teams/${crew.id}/invitations`, { body: { email: 'x@skykeep.test', roles: ['owner'] } }),
  ]
  for (const answer of refused) {
    expectProblem(answer, 'PERMISSION_DENIED')
    expect(answer.body.detail).toContain('team:delete')
  }
  // A client with the one permission, but not with what the auditor has.
  const clerk = crew.may('member:write', 'member:read', 'role:read')
  expectProblem(await clerk(`DELETE ${path(auditor.id)}`), 'PERMISSION_DENIED')
  expectProblem(await clerk(`PATCH ${path(auditor.id)}`, { body: { roles: ['auditor'] } }), 'PERMISSION_DENIED')
  // Of a token that was made for less, only that counts.
  const narrow = owner.in(crew.id, { client_id: newId(), scope: ['member:write'] })
  expectProblem(await narrow(`DELETE ${path(bob.id)}`), 'PERMISSION_DENIED')
  expect((await asAdmin(`DELETE ${path(auditor.id)}`)).status).toBe(204)
  expect((await crew.owner(`GET ${path(owner.id)}`)).body).toMatchObject({ roles: ['owner'], version: 1 })
})

control('MEMBER-3', 'R-04 the last one who can end the team is neither removed nor demoted, by whatever way', async () => {
  const crew = await world.crew()
  const path = `/teams/${crew.id}/members/${crew.founder.id}` as const
  expectProblem(await crew.owner(`PATCH ${path}`, { body: { roles: ['admin'] } }), 'LAST_OWNER')
  expectProblem(await crew.owner(`DELETE ${path}`), 'LAST_OWNER')
  // The same right by a role of the team: it counts by what it permits.
  const ending = await crew.role('Ending', 'team:delete', ...everyRead, 'member:write', 'role:write')
  const bob = await crew.add('Bob', ending.id)
  expect((await crew.owner(`PATCH ${path}`, { body: { roles: ['admin'] } })).status).toBe(200)
  const asBob = bob.in(crew.id)
  expectProblem(await asBob(`PATCH /roles/${ending.id}`, { body: { permissions: ['team:read', 'role:write'] } }), 'LAST_OWNER')
  expectProblem(await asBob(`DELETE /teams/${crew.id}/members/${bob.id}`), 'LAST_OWNER')
  expect((await world.permissionsIn(bob, crew.id)).has('team:delete')).toBe(true)
  // Whoever has a closed account cannot be the one who is left.
  const cleo = await crew.add('Cleo', 'reader')
  await asBob(`PATCH /teams/${crew.id}/members/${cleo.id}`, { body: { roles: [ending.id] } })
  await world.admin.query(`update identity.accounts set status = 'disabled' where id = $1`, [cleo.id])
  expectProblem(await asBob(`DELETE /teams/${crew.id}/members/${bob.id}`), 'LAST_OWNER')
})

control('MEMBER-3', 'R-04 of two owners who demote each other, or leave, at the same moment, one stays: ten rounds', async () => {
  for (let round = 0; round < 10; round++) {
    const crew = await world.crew()
    const other = await crew.add('Olga', 'owner')
    const [one, two] = [crew.founder, other]
    const demote = (who: typeof one, whom: typeof one) =>
      who.in(crew.id)(`PATCH /teams/${crew.id}/members/${whom.id}`, { body: { roles: ['reader'] } })
    const leave = (who: typeof one) => who.in(crew.id)(`DELETE /teams/${crew.id}/members/${who.id}`)
    const answers = await Promise.all(round % 2 === 0 ? [demote(one, two), demote(two, one)] : [leave(one), leave(two)])
    // Who was demoted first may have been told that they may not, or that they would have been the last.
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
    const { rows } = await world.admin.query(`select from directory.memberships where team_id = $1 and 'owner' = any (roles)`, [
      crew.id,
    ])
    expect(rows).toHaveLength(1)
  }
})

control(
  'MEMBER-4',
  'T-10 who was removed is nobody in the team from the next call on, and their session is in no team',
  async () => {
    const crew = await world.crew()
    const bob = await crew.add('Bob', 'operator')
    const session = await world.session(bob.id, crew.id)
    const claims = world.claimsOf(bob.id, crew.id)
    expect((await world.principals.of(claims)).permissions.has('aircraft:read')).toBe(true)
    expect((await crew.owner(`DELETE /teams/${crew.id}/members/${bob.id}`)).status).toBe(204)
    // What another process remembers goes with the signal; a token that is still valid finds nobody behind it.
    expect(await world.signalsAbout(bob.id)).toContain('principal')
    world.principals.forget(bob.id)
    await expect(world.principals.of(claims)).rejects.toMatchObject({ code: 'TOKEN_REVOKED' })
    expect((await bob.in()('GET /teams')).body.items).toEqual([])
    const { rows } = await world.admin.query('select selected_team from identity.sessions where id = $1', [session])
    expect(rows).toEqual([{ selected_team: null }])
    expectProblem(await crew.owner(`GET /teams/${crew.id}/members/${bob.id}`), 'NOT_FOUND')
    expect((await world.entriesOf(crew.id)).at(-1)).toMatchObject({
      action: 'member.removed',
      resource: { type: 'account', id: bob.id },
      details: { before: { roles: ['operator'] } },
    })
  },
)

control('MEMBER-5', 'everybody may leave and see what they are, from anywhere, and nothing of others by that way', async () => {
  const crew = await world.crew()
  const [bob, cleo] = [await crew.add('Bob', 'reader'), await crew.add('Cleo', 'reader')]
  await world.admin.query(
    `update directory.teams set second_factor_required = true, allowed_networks = '{192.0.2.0/24}' where team_id = $1`,
    [crew.id],
  )
  const shutOut = bob.in(crew.id, { assurance: 'single' })
  expectProblem(await shutOut(`GET /teams/${crew.id}`), 'SECOND_FACTOR_REQUIRED')
  expect((await shutOut(`GET /teams/${crew.id}/members/${bob.id.toUpperCase()}`)).body).toMatchObject({ account_id: bob.id })
  expect((await shutOut(`GET /teams/${crew.id}/members/${bob.id}/permissions`)).status).toBe(200)
  for (const call of ['GET', 'DELETE'] as const) {
    expectProblem(await shutOut(`${call} /teams/${crew.id}/members/${cleo.id}`), 'SECOND_FACTOR_REQUIRED')
    const delegated = bob.in(crew.id, { client_id: newId(), scope: ['member:read', 'member:write'] })
    expectProblem(await delegated(`${call} /teams/${crew.id}/members/${bob.id}`), 'PERMISSION_DENIED')
  }
  expectProblem(await bob.in()(`DELETE /teams/${crew.id}/members/${bob.id}`), 'NOT_FOUND') // in no team, there is none to leave
  expectProblem(await bob.in(crew.id, { minutesAgo: 11 })(`DELETE /teams/${crew.id}/members/${bob.id}`), 'STEP_UP_REQUIRED')
  expect((await shutOut(`DELETE /teams/${crew.id}/members/${bob.id}`)).status).toBe(204)
  expect((await world.entriesOf(crew.id)).at(-1)).toMatchObject({ action: 'member.left', actor: { id: bob.id } })
})

control(
  'MEMBER-6',
  'the members and invitations of another team, one’s own other team too, answer as if they never existed',
  async () => {
    const [ours, theirs] = [await world.crew(), await world.crew()]
    const bob = await theirs.add('Bob', 'reader')
    const invitation = (
      await theirs.owner(`POST /teams/${theirs.id}/invitations`, { body: { email: 'n@skykeep.test', roles: ['reader'] } })
    ).body
    await theirs.addPerson(ours.founder, 'owner') // a member of both, in the session of one
    const calls = [
      ['GET', '/members'],
      ['GET', `/members/${bob.id}`],
      ['GET', `/members/${bob.id}/permissions`],
      ['PATCH', `/members/${bob.id}`, { roles: ['owner'] }],
      ['DELETE', `/members/${bob.id}`],
      ['DELETE', `/members/${ours.founder.id}`],
      ['GET', '/invitations'],
      ['POST', '/invitations', { email: 'm@skykeep.test', roles: ['reader'] }],
      ['DELETE', `/invitations/${invitation.id}`],
    ] as const
    for (const [method, path, body] of calls) {
      const other = await ours.owner(`${method} /teams/${theirs.id}${path}`, { body })
      const nothing = await ours.owner(`${method} /teams/${newId()}${path}`, { body })
      expectProblem(other, 'NOT_FOUND')
      expect(withoutTrace(other)).toEqual(withoutTrace(nothing))
    }
    // By the path of one's own team neither.
    expectProblem(await ours.owner(`PATCH /teams/${ours.id}/members/${bob.id}`, { body: { roles: ['reader'] } }), 'NOT_FOUND')
    expectProblem(await ours.owner(`DELETE /teams/${ours.id}/invitations/${invitation.id}`), 'NOT_FOUND')
    expect((await theirs.owner(`GET /teams/${theirs.id}/members`)).body.items).toHaveLength(3)
    expect((await theirs.owner(`GET /teams/${theirs.id}/invitations`)).body.items).toHaveLength(1)
  },
)
