import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import { expectProblem } from '../../testing/http.ts'

let world: CrewWorld
beforeAll(async () => {
  world = await crewWorld()
})
afterAll(() => world.close())

test('permissions are explained: by which role, and what stands in the way', async () => {
  const crew = await world.crew()
  const role = await crew.role('Watch', 'aircraft:read', 'audit:read')
  const bob = await crew.add('Bob', 'reader', role.id)
  const explain = async () => (await crew.owner(`GET /teams/${crew.id}/members/${bob.id}/permissions`)).body
  const explained = await explain()
  const given = Object.fromEntries(
    explained.permissions.map(({ name, roles }: { name: string; roles: string[] }) => [name, roles]),
  )
  expect(given).toMatchObject({ 'aircraft:read': ['reader', role.id], 'audit:read': [role.id], 'team:read': ['reader'] })
  expect(new Set(Object.keys(given))).toEqual(await world.permissionsIn(bob, crew.id))
  expect(explained).toMatchObject({ account_id: bob.id, obstacles: [], unknown_roles: [] })
  expect(explained.permissions[0].description).toMatch(/\S/)

  const gone = newId()
  await world.admin.query(`update directory.memberships set roles = roles || $2 where account_id = $1`, [bob.id, [gone, 'root']])
  await world.admin.query(`update directory.roles set permissions = permissions || '{telemetry:erase}' where id = $1`, [role.id])
  expect((await explain()).unknown_roles.toSorted()).toEqual([gone, 'root', 'telemetry:erase'].toSorted())

  const codes = async () => (await explain()).obstacles.map(({ problem }: { problem: string }) => problem)
  await world.admin.query('update identity.accounts set password_is_short = true where id = $1', [bob.id])
  expect(await codes()).toEqual(['SECOND_FACTOR_REQUIRED'])
  const policy = `update directory.teams set second_factor_required = true, allowed_networks = '{127.0.0.0/8}' where team_id = $1`
  await world.admin.query(policy, [crew.id])
  expect(await codes()).toEqual(['SECOND_FACTOR_REQUIRED', 'ADDRESS_NOT_ALLOWED'])
  expect((await explain()).obstacles[0].detail).toContain('the account has none')
  await world.admin.query(
    `insert into identity.totp_factors (account_id, sealed_secret, created_at, confirmed_at) values ($1, 'sealed', now(), now())`,
    [bob.id],
  )
  expect((await explain()).obstacles[0].detail).toContain('only sessions that were begun with one')
  await world.admin.query(`update identity.accounts set status = 'disabled' where id = $1`, [bob.id])
  expect(await codes()).toEqual(['SIGN_IN_REFUSED', 'SECOND_FACTOR_REQUIRED', 'ADDRESS_NOT_ALLOWED'])
})

control('MEMBER-10', 'M-10 giving and taking rights needs a fresh sign-in: members, invitations, roles, clients', async () => {
  const crew = await world.crew()
  const bob = await crew.add('Bob', 'reader')
  const role = await crew.role('Watch', 'aircraft:read')
  const client = (await crew.owner('POST /clients', { body: { name: 'Feed' } })).body
  const stale = crew.founder.in(crew.id, { minutesAgo: 11 })
  const calls = [
    [`PATCH /teams/${crew.id}/members/${bob.id}`, { roles: ['owner'] }],
    [`DELETE /teams/${crew.id}/members/${bob.id}`],
    [`POST /teams/${crew.id}/invitations`, { email: 'a@skykeep.test', roles: ['owner'] }],
    ['POST /roles', { name: 'New', permissions: ['aircraft:read'] }],
    [`PATCH /roles/${role.id}`, { permissions: ['audit:read'] }],
    [`DELETE /roles/${role.id}`],
    ['POST /clients', { name: 'New' }],
    [`PATCH /clients/${client.id}`, { name: 'Other' }],
    [`DELETE /clients/${client.id}`],
    [`POST /clients/${client.id}/secret`, {}],
    [`POST /clients/${client.id}/certificates`, { csr: 'x'.repeat(100) }],
    [`DELETE /teams/${crew.id}`],
  ] as const
  for (const [call, body] of calls) {
    expectProblem(await stale(call, { body }), 'STEP_UP_REQUIRED')
    // Nine minutes are fresh: it goes on to the next question, here the version that nobody has.
    const headers = { 'if-match': '"999"' }
    if (/^(PATCH|DELETE)/.test(call)) {
      expectProblem(await crew.founder.in(crew.id, { minutesAgo: 9 })(call, { body, headers }), 'PRECONDITION_FAILED')
    }
  }
})
