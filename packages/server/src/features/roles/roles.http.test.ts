import { machinePermissions, type Permission, permissionNames, permissions, roleNames, standardRoles } from '@skykeep/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'

let world: CrewWorld
beforeAll(async () => {
  world = await crewWorld()
})
afterAll(() => world.close())

test('anybody may read the list of permissions, which is closed', async () => {
  const crew = await world.crew()
  for (const ask of [crew.owner, (await world.person()).in(), crew.may()]) {
    const { body } = await ask('GET /permissions')
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(permissionNames)
    expect(body.items[0]).toEqual({ name: 'team:read', description: permissions['team:read'], machines_only: false })
    expect(body.next_cursor).toBeNull()
  }
  expectProblem(await world.nobody('GET /permissions'), 'NOT_AUTHENTICATED')
  expectProblem(await crew.owner('GET /permissions?all=1'), 'VALIDATION_FAILED')
})

test('a role is made, listed after the standard ones, read, changed and deleted, and each change has its entry', async () => {
  const crew = await world.crew()
  const body = {
    name: ' Night watch ',
    description: 'Looks at night.',
    permissions: ['aircraft:read', 'telemetry:read', 'aircraft:read'],
  }
  const made = await crew.owner('POST /roles', { body, headers: { 'idempotency-key': 'one' } })
  expect(made.status).toBe(201)
  expect(made.headers).toMatchObject({ etag: '"1"', location: `/roles/${made.body.id}` })
  expect(made.body).toMatchObject({
    name: 'Night watch',
    kind: 'own',
    holders: 'anybody',
    permissions: ['aircraft:read', 'telemetry:read'],
  })
  expect((await crew.owner('POST /roles', { body, headers: { 'idempotency-key': 'one' } })).body).toEqual(made.body)
  expect((await crew.owner(`GET /roles/${made.body.id}`)).body).toEqual(made.body)

  const all = (await crew.owner('GET /roles')).body
  expect(all.items.map(({ id }: { id: string }) => id)).toEqual([...roleNames, made.body.id])
  expect(all.items[0]).toMatchObject({
    id: 'owner',
    name: 'Owner',
    kind: 'standard',
    holders: 'people',
    version: 1,
    created_at: null,
  })
  const seen: string[] = []
  for (let query = '?limit=5'; ; ) {
    const page = (await crew.owner(`GET /roles${query}`)).body
    seen.push(...page.items.map(({ id }: { id: string }) => id))
    if (page.next_cursor === null) break
    query = `?limit=5&cursor=${page.next_cursor}`
  }
  expect(seen).toEqual([...roleNames, made.body.id])
  expectProblem(await crew.owner('GET /roles?cursor=nonsense'), 'VALIDATION_FAILED')

  const patch = { permissions: ['audit:read'] }
  const changed = await crew.owner(`PATCH /roles/${made.body.id}`, { body: patch, headers: { 'if-match': '"1"' } })
  expect(changed.body).toMatchObject({ name: 'Night watch', ...patch, version: 2 })
  expect(changed.headers.etag).toBe('"2"')
  const headers = { 'if-match': '"1"' }
  expectProblem(await crew.owner(`PATCH /roles/${made.body.id}`, { body: patch, headers }), 'PRECONDITION_FAILED')
  expectProblem(await crew.owner(`DELETE /roles/${made.body.id}`, { headers }), 'PRECONDITION_FAILED')
  expect((await crew.owner(`DELETE /roles/${made.body.id}`)).status).toBe(204)
  expectProblem(await crew.owner(`GET /roles/${made.body.id}`), 'NOT_FOUND')
  const entries = (await world.entriesOf(crew.id)).filter(({ resource }) => resource?.type === 'role')
  expect(entries).toMatchObject([
    { action: 'role.created', details: { after: { name: 'Night watch' } } },
    { action: 'role.updated', details: { before: { permissions: ['aircraft:read', 'telemetry:read'] }, after: patch } },
    { action: 'role.deleted', details: { before: { name: 'Night watch', ...patch } } },
  ])
})

test('what does not fit is refused with a pointer, and a name is taken once', async () => {
  const crew = await world.crew()
  const cases: [object, string][] = [
    [{ name: '' }, '#/name'],
    [{ name: 'a\nb' }, '#/name'],
    [{ description: 'x'.repeat(401) }, '#/description'],
    [{ permissions: [] }, '#/permissions'],
    [{ permissions: ['*'] }, '#/permissions/0'],
    [{ permissions: ['aircraft:read', 'aircraft:*'] }, '#/permissions/1'],
    [{ id: newId() }, '#/id'],
    [{ team_id: newId() }, '#/team_id'],
  ]
  for (const [wrong, pointer] of cases) {
    const answer = await crew.owner('POST /roles', { body: { name: 'Watch', permissions: ['aircraft:read'], ...wrong } })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors[0].pointer).toBe(pointer)
  }
  const { id } = await crew.role('Watch', 'aircraft:read')
  const other = await crew.role('Other', 'aircraft:read')
  expectProblem(await crew.owner(`PATCH /roles/${id}`, { body: {} }), 'VALIDATION_FAILED')
  expectProblem(await crew.owner('POST /roles', { body: { name: 'Watch', permissions: ['aircraft:read'] } }), 'ROLE_NAME_TAKEN')
  expectProblem(await crew.owner(`PATCH /roles/${other.id}`, { body: { name: 'Watch' } }), 'ROLE_NAME_TAKEN')
  const elsewhere = await world.crew()
  expect((await elsewhere.role('Watch', 'aircraft:read')).id).not.toBe(id)
})

control(
  'ROLES-3',
  'R-02 a role or permission in the store that does not exist gives nothing, and is told to the operator',
  async () => {
    const crew = await world.crew()
    const role = await crew.role('Watch', 'aircraft:read')
    const bob = await crew.add('Bob', role.id)
    const elsewhere = await (await world.crew()).role('Theirs', 'audit:read')
    await world.admin.query(`update directory.memberships set roles = $2 where account_id = $1`, [
      bob.id,
      ['root', 'Owner', 'OWNER', '*', newId(), elsewhere.id, '__proto__', 'constructor', role.id],
    ])
    await world.admin.query(
      `update directory.roles set permissions = '{aircraft:read,*,team:*,TEAM:DELETE,"",toString}' where id = $1`,
      [role.id],
    )
    expect([...(await world.permissionsIn(bob, crew.id))]).toEqual(['aircraft:read'])
    expect(world.unknownGrants.at(-1)).toEqual(expect.arrayContaining(['root', '__proto__', 'team:*', elsewhere.id]))
    const client = (await crew.owner('POST /clients', { body: { name: 'Feed', permissions: ['aircraft:read'] } })).body
    await world.admin.query(
      `update directory.clients set roles = '{root}', permissions = '{aircraft:read,everything}' where id = $1`,
      [client.id],
    )
    const found = await world.proofs.findPrincipal(client.id)
    expect([...found!.permissions]).toEqual(['aircraft:read'])
    expectProblem(await bob.in(crew.id)(`GET /teams/${crew.id}`), 'PERMISSION_DENIED')
  },
)

control('ROLES-4', 'R-03 no role holds what its author lacks, nor what only machines do', async () => {
  const crew = await world.crew()
  const admin = (await crew.add('Adam', 'admin')).in(crew.id)
  const make = (ask: typeof admin, ...names: Permission[]) => ask('POST /roles', { body: { name: newId(), permissions: names } })
  const beyond = await make(admin, 'aircraft:read', 'team:delete')
  expectProblem(beyond, 'PERMISSION_DENIED')
  expect(beyond.body.detail).toContain('team:delete')
  expectProblem(await make(crew.may('role:write', 'aircraft:read'), 'aircraft:read', 'audit:read'), 'PERMISSION_DENIED')
  const narrow = crew.founder.in(crew.id, { client_id: newId(), scope: ['role:write'] })
  expectProblem(await make(narrow, 'aircraft:read'), 'PERMISSION_DENIED')
  for (const name of machinePermissions) {
    const answer = await make(crew.owner, 'aircraft:read', name)
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors).toEqual([{ pointer: '#/permissions/1', detail: 'is for machines only' }])
  }
  // Neither later, by a change; nor is what somebody lacks taken out of a role.
  const ending = await crew.role('Ending', 'team:delete', 'aircraft:read')
  const { body: watch } = await make(admin, 'aircraft:read')
  expectProblem(
    await admin(`PATCH /roles/${watch.id}`, { body: { permissions: ['aircraft:read', 'team:delete'] } }),
    'PERMISSION_DENIED',
  )
  expectProblem(await admin(`PATCH /roles/${ending.id}`, { body: { permissions: ['aircraft:read'] } }), 'PERMISSION_DENIED')
  expectProblem(await crew.owner(`PATCH /roles/${watch.id}`, { body: { permissions: ['telemetry:write'] } }), 'VALIDATION_FAILED')
  expect((await crew.owner(`GET /roles/${ending.id}`)).body).toMatchObject({
    permissions: ['team:delete', 'aircraft:read'],
    version: 1,
  })
})

control('ROLES-5', 'R-06 a changed role counts for the next call of everybody who has it, people and clients', async () => {
  const crew = await world.crew()
  const role = await crew.role('Watch', 'aircraft:read', 'team:read')
  const bob = await crew.add('Bob', role.id)
  const client = (await crew.owner('POST /clients', { body: { name: 'Feed', roles: [role.id] } })).body
  const person = world.claimsOf(bob.id, crew.id)
  const machine = { ...world.claimsOf(client.id, crew.id), sid: undefined }
  const both = async () =>
    Promise.all([person, machine].map(async (claims) => [...(await world.principals.of(claims)).permissions]))
  expect(await both()).toEqual([
    ['aircraft:read', 'team:read'],
    ['aircraft:read', 'team:read'],
  ])
  await crew.owner(`PATCH /roles/${role.id}`, { body: { permissions: ['team:read'] } })
  expect(await world.signalsAbout(crew.id)).toContain('principal')
  // What a process does that hears the signal: everybody in the team is read anew.
  world.principals.forget(crew.id)
  expect(await both()).toEqual([['team:read'], ['team:read']])
  expectProblem(await bob.in(crew.id)('GET /aircraft'), 'PERMISSION_DENIED')
})

control('ROLES-6', 'a role that somebody has is not deleted, and one that is deleted is given to nobody', async () => {
  const crew = await world.crew()
  const [held, offered, used] = [
    await crew.role('Held', 'aircraft:read'),
    await crew.role('Offered', 'aircraft:read'),
    await crew.role('Used', 'aircraft:read'),
  ]
  const bob = await crew.add('Bob', held.id)
  const { body: invitation } = await crew.owner(`POST /teams/${crew.id}/invitations`, {
    body: { email: 'o@skykeep.test', roles: [offered.id] },
  })
  const { body: client } = await crew.owner('POST /clients', { body: { name: 'Feed', roles: [used.id] } })
  for (const { id } of [held, offered, used]) expectProblem(await crew.owner(`DELETE /roles/${id}`), 'ROLE_IN_USE')
  await crew.owner(`PATCH /teams/${crew.id}/members/${bob.id}`, { body: { roles: ['reader'] } })
  await crew.owner(`DELETE /teams/${crew.id}/invitations/${invitation.id}`)
  await crew.owner(`PATCH /clients/${client.id}`, { body: { roles: [] } })
  for (const { id } of [held, offered, used]) expect((await crew.owner(`DELETE /roles/${id}`)).status).toBe(204)

  for (let round = 0; round < 10; round++) {
    const { id } = await crew.role(`Round ${round}`, 'aircraft:read')
    const [given, deleted] = await Promise.all([
      crew.owner(`PATCH /teams/${crew.id}/members/${bob.id}`, { body: { roles: [id] } }),
      crew.owner(`DELETE /roles/${id}`),
    ])
    expect([given.status, deleted.status]).toEqual(given.status === 200 ? [200, 409] : [400, 204])
  }
})

test('a role is changed while it is given to members, clients and invited people, and nobody waits for each other for ever', async () => {
  const crew = await world.crew()
  const role = await crew.role('Watch', 'aircraft:read')
  const bob = await crew.add('Bob', 'reader')
  const calls = Array.from({ length: 40 }, (_, n) => {
    if (n % 4 === 0) return crew.owner('POST /clients', { body: { name: `Feed ${n}`, roles: [role.id] } })
    if (n % 4 === 1) return crew.owner(`PATCH /roles/${role.id}`, { body: { description: `Change ${n}` } })
    if (n % 4 === 2) return crew.owner(`PATCH /teams/${crew.id}/members/${bob.id}`, { body: { roles: [role.id, 'reader'] } })
    return crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: `i${n}@skykeep.test`, roles: [role.id] } })
  })
  const answers = await Promise.all(calls)
  expect(answers.filter(({ status }) => status >= 300)).toEqual([])
})

control('ROLES-7', 'a team has fifty roles and not one more, also when many are made at once', async () => {
  const crew = await world.crew()
  await world.admin.query(
    `insert into directory.roles (team_id, id, name, permissions, created_at, updated_at)
      select $1, gen_random_uuid(), 'Role ' || n, '{aircraft:read}', now(), now() from generate_series(1, 45) n`,
    [crew.id],
  )
  const make = () => crew.owner('POST /roles', { body: { name: newId(), permissions: ['aircraft:read'] } })
  const answers = await Promise.all(Array.from({ length: 12 }, make))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
  expect(answers.filter(({ body }) => body.code === 'ROLE_LIMIT_REACHED')).toHaveLength(7)
})

control('ROLES-8', 'no role of a team passes for a standard one, and nobody changes those', async () => {
  const crew = await world.crew()
  const watch = await crew.role('Watch', 'aircraft:read')
  for (const name of ['owner', 'Owner', 'OWNER', ' owner ', 'Ｏｗｎｅｒ', 'Ground control', 'ground_control', 'ground-control']) {
    expectProblem(await crew.owner('POST /roles', { body: { name, permissions: ['aircraft:read'] } }), 'ROLE_NAME_TAKEN')
    expectProblem(await crew.owner(`PATCH /roles/${watch.id}`, { body: { name } }), 'ROLE_NAME_TAKEN')
  }
  for (const name of roleNames) {
    const answer = await crew.owner(`GET /roles/${name}`)
    expect(answer.body).toMatchObject({ id: name, name: standardRoles[name].title, permissions: standardRoles[name].permissions })
    expectProblem(await crew.owner(`PATCH /roles/${name}`, { body: { permissions: ['aircraft:read'] } }), 'PERMISSION_DENIED')
    expectProblem(await crew.owner(`DELETE /roles/${name}`), 'PERMISSION_DENIED')
  }
  expectProblem(await crew.owner('GET /roles/root'), 'VALIDATION_FAILED')
})

control('ROLES-9', 'reading and writing roles each need their permission, and another team’s role is not there', async () => {
  const [ours, theirs] = [await world.crew(), await world.crew()]
  const { id } = await theirs.role('Theirs', 'aircraft:read')
  const calls = [
    ['GET', 'role:read'],
    ['PATCH', 'role:write', { permissions: ['aircraft:read'] }],
    ['DELETE', 'role:write'],
  ] as const
  for (const [method, permission, body] of calls) {
    const other = await ours.owner(`${method} /roles/${id}`, { body })
    expectProblem(other, 'NOT_FOUND')
    expect(withoutTrace(other)).toEqual(withoutTrace(await ours.owner(`${method} /roles/${newId()}`, { body })))
    const lacking = permission === 'role:read' ? 'role:write' : 'role:read'
    expectProblem(
      await theirs.may(lacking, 'team:write', 'member:write')(`${method} /roles/${id}`, { body }),
      'PERMISSION_DENIED',
    )
  }
  for (const [call, lacking] of [
    ['GET /roles', 'role:write'],
    ['POST /roles', 'role:read'],
  ] as const) {
    const body = call === 'POST /roles' ? { name: 'New', permissions: ['aircraft:read'] } : undefined
    expectProblem(await theirs.may(lacking, 'aircraft:read')(call, { body }), 'PERMISSION_DENIED')
    expectProblem(await world.nobody(call, { body }), 'NOT_AUTHENTICATED')
  }
  expect((await ours.owner('GET /roles')).body.items).toHaveLength(roleNames.length)
  expect((await theirs.owner(`GET /roles/${id}`)).body.version).toBe(1)
})

control('ROLES-10', 'R-07 a token that a client has for a person does what both the roles and its scope name', async () => {
  const crew = await world.crew()
  const bob = await crew.add('Bob', 'reader')
  const may = async (scope: Permission[]) => [...(await world.permissionsIn(bob, crew.id, { client_id: newId(), scope }))].sort()
  expect(await may(['aircraft:read', 'audit:read', 'team:delete'])).toEqual(['aircraft:read'])
  expect(await may([])).toEqual([])
  const delegated = bob.in(crew.id, { client_id: newId(), scope: ['aircraft:read', 'member:write'] })
  expect((await delegated('GET /aircraft')).status).toBe(200)
  expectProblem(await delegated(`GET /teams/${crew.id}`), 'PERMISSION_DENIED')
  expectProblem(await delegated(`DELETE /teams/${crew.id}/members/${crew.founder.id}`), 'PERMISSION_DENIED')
  expectProblem(await delegated('GET /account/activity'), 'PERMISSION_DENIED')
})
