import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { ecJwk, rsaJwk } from '../../testing/public-jwks.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const thumbprint = 'A'.repeat(43)

test('a client is created, read, listed, changed and deleted, and each change has its audit entry', async () => {
  const { id: team_id, owner } = await world.team()
  const made = await owner('POST /clients', { body: { name: ' Tower ', roles: ['ground_control', 'ground_control'] } })
  expect(made.status).toBe(201)
  expect(made.headers).toMatchObject({ etag: '"1"', location: `/clients/${made.body.id}` })
  const { client_secret, client_id, ...client } = made.body
  expect(client_id).toBe(client.id)
  expect(client_secret).toMatch(/^sk_client_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/)
  expect(client).toMatchObject({ name: 'Tower', roles: ['ground_control'], auth_method: 'client_secret', last_used_at: null })
  expect(client).not.toHaveProperty('team_id')

  expect((await owner(`GET /clients/${client.id}`)).body).toEqual(client)
  expect((await owner('GET /clients')).body).toEqual({ items: [client], next_cursor: null })
  const patch = { roles: [], permissions: ['telemetry:read'] }
  const changed = await owner(`PATCH /clients/${client.id}`, { body: patch, headers: { 'if-match': '"1"' } })
  expect(changed.body).toMatchObject({ name: 'Tower', ...patch, version: 2 })
  expect((await owner(`DELETE /clients/${client.id}`)).status).toBe(204)
  expectProblem(await owner(`GET /clients/${client.id}`), 'NOT_FOUND')

  const entries = (await world.entriesOf(team_id)).filter(({ resource }) => resource?.type === 'client')
  expect(entries.map(({ action }) => action)).toEqual(['client.created', 'client.updated', 'client.deleted'])
  expect(entries[1]?.details).toEqual({ before: { roles: ['ground_control'], permissions: [] }, after: patch })
})

test('each method of authentication takes the proof material that is its own, and only that', async () => {
  const { owner } = await world.team()
  const jwks = { keys: [ecJwk(), rsaJwk()] }
  const fitting: [object, boolean][] = [
    [{ auth_method: 'client_secret' }, true],
    [{ auth_method: 'private_key_jwt', jwks }, false],
    [{ auth_method: 'self_signed_tls_client_auth', certificate_thumbprints: [thumbprint] }, false],
    [{ auth_method: 'tls_client_auth' }, false],
  ]
  for (const [body, hasSecret] of fitting) {
    const answer = await owner('POST /clients', { body: { name: newId(), ...body } })
    expect(answer.body).toMatchObject(body)
    expect('client_secret' in answer.body).toBe(hasSecret)
  }
  const unfit: [object, string][] = [
    [{ auth_method: 'private_key_jwt' }, '#/jwks'],
    [{ auth_method: 'self_signed_tls_client_auth' }, '#/certificate_thumbprints'],
    [{ auth_method: 'client_secret', jwks }, '#/jwks'],
    [{ auth_method: 'tls_client_auth', certificate_thumbprints: [thumbprint] }, '#/certificate_thumbprints'],
    [{ auth_method: 'private_key_jwt', jwks: { keys: [{ ...ecJwk(), x: ecJwk().x }] } }, '#/jwks/keys/0'],
    [{ auth_method: 'private_key_jwt', jwks: { keys: [ecJwk(), { ...ecJwk(), d: 'private' }] } }, '#/jwks/keys/1/d'],
    [{ auth_method: 'private_key_jwt', jwks: { keys: [{ ...rsaJwk(), e: 'Aw' }] } }, '#/jwks/keys/0'],
    [{ auth_method: 'none' }, '#/redirect_uris'],
    [{ auth_method: 'client_secret_basic' }, '#/auth_method'],
    [{ expires_at: new Date(Date.now() - 1_000).toISOString() }, '#/expires_at'],
    [{ expires_at: '2030-02-30T00:00:00Z' }, '#/expires_at'],
    [{ roles: ['superuser'] }, '#/roles/0'],
    [{ permissions: ['*:*'] }, '#/permissions/0'],
    [{ team_id: newId() }, '#/team_id'],
    [{ client_secret: 'chosen' }, '#/client_secret'],
    [{ name: '' }, '#/name'],
  ]
  for (const [body, pointer] of unfit) {
    const answer = await owner('POST /clients', { body: { name: newId(), ...body } })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  }
  expect((await owner('GET /clients')).body.items).toHaveLength(fitting.length)
})

test('keys are replaced while the client goes on, and an expiry is set and taken back', async () => {
  const { owner } = await world.team()
  const jwks = { keys: [ecJwk()] }
  const { id } = (await owner('POST /clients', { body: { name: 'Keys', auth_method: 'private_key_jwt', jwks } })).body
  const both = { keys: [...jwks.keys, ecJwk()] }
  expect((await owner(`PATCH /clients/${id}`, { body: { jwks: both } })).body.jwks).toEqual(both)
  expect((await world.proofs.findPrincipal(id))?.jwks).toEqual(both)
  expectProblem(await owner(`PATCH /clients/${id}`, { body: { certificate_thumbprints: [thumbprint] } }), 'VALIDATION_FAILED')
  expectProblem(await owner(`PATCH /clients/${id}`, { body: { jwks: null } }), 'VALIDATION_FAILED')

  const expires_at = '2099-01-01T00:00:00.000Z'
  expect((await owner(`PATCH /clients/${id}`, { body: { expires_at } })).body.expires_at).toBe(expires_at)
  expectProblem(await owner(`PATCH /clients/${id}`, { body: { expires_at: '2020-01-01T00:00:00Z' } }), 'VALIDATION_FAILED')
  expect((await owner(`PATCH /clients/${id}`, { body: { expires_at: null } })).body).toMatchObject({
    expires_at: null,
    version: 4,
  })
})

test('a name is taken once in a team, and a change from an older version is refused', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  const { id } = (await ours.owner('POST /clients', { body: { name: 'One' } })).body
  const other = (await ours.owner('POST /clients', { body: { name: 'Two' } })).body
  expectProblem(await ours.owner('POST /clients', { body: { name: 'One' } }), 'CLIENT_NAME_TAKEN')
  expectProblem(await ours.owner(`PATCH /clients/${other.id}`, { body: { name: 'One' } }), 'CLIENT_NAME_TAKEN')
  expect((await theirs.owner('POST /clients', { body: { name: 'One' } })).status).toBe(201)
  const headers = { 'if-match': '"2"' }
  expectProblem(await ours.owner(`PATCH /clients/${id}`, { body: { name: 'New' }, headers }), 'PRECONDITION_FAILED')
  expectProblem(await ours.owner(`DELETE /clients/${id}`, { headers }), 'PRECONDITION_FAILED')
  expect((await ours.owner(`GET /clients/${id}`)).body).toMatchObject({ name: 'One', version: 1 })
})

control('CLIENT-1', 'every call needs its permission and nobody is let in without a token', async () => {
  const { owner, may } = await world.team()
  const { id } = (await owner('POST /clients', { body: { name: 'Kept' } })).body
  const calls = [
    ['GET /clients', 'client:read', undefined],
    ['POST /clients', 'client:write', { name: 'New' }],
    [`GET /clients/${id}`, 'client:read', undefined],
    [`PATCH /clients/${id}`, 'client:write', { name: 'Theirs' }],
    [`DELETE /clients/${id}`, 'client:write', undefined],
    [`POST /clients/${id}/secret`, 'client:write', {}],
    [`POST /clients/${id}/certificates`, 'client:write', { csr: 'x'.repeat(100) }],
    [`GET /clients/${id}/certificates`, 'client:read', undefined],
    [`DELETE /clients/${id}/certificates/abcd`, 'client:write', undefined],
  ] as const
  for (const [call, permission, body] of calls) {
    const other = permission === 'client:read' ? 'client:write' : 'client:read'
    const refused = await may('team:write', 'aircraft:write', 'aircraft:credential', other)(call, { body })
    expectProblem(refused, 'PERMISSION_DENIED')
    expect(refused.body.detail).toContain(permission)
    expectProblem(await world.nobody(call, { body }), 'NOT_AUTHENTICATED')
  }
  expect((await owner('GET /clients')).body.items).toMatchObject([{ id, version: 1 }])
})

control('TENANCY-25', 'T-04 the client of another team answers exactly as one that never existed', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  const { id } = (await theirs.owner('POST /clients', { body: { name: 'Theirs' } })).body
  const calls = [
    ['GET', ''],
    ['PATCH', '', { roles: ['owner'] }],
    ['DELETE', ''],
    ['POST', '/secret', {}],
    ['GET', '/certificates'],
    ['DELETE', '/certificates/abcd'],
  ] as const
  for (const [method, path, body] of calls) {
    const other = await ours.owner(`${method} /clients/${id}${path}`, { body })
    const nothing = await ours.owner(`${method} /clients/${newId()}${path}`, { body })
    expectProblem(other, 'NOT_FOUND')
    expect(withoutTrace(other)).toEqual(withoutTrace(nothing))
  }
  expect((await ours.owner('GET /clients')).body.items).toEqual([])
  expect((await theirs.owner(`GET /clients/${id}`)).body.version).toBe(1)
})

control('CLIENT-2', 'nobody grants what they lack, by role, by single permission, or later', async () => {
  const { may } = await world.team()
  const clerk = may('client:read', 'client:write', 'weather:read')
  const refusals: [object, string][] = [
    [{ roles: ['owner'] }, 'team:read'],
    [{ roles: ['ground_control'] }, 'contacts:read'],
    [{ permissions: ['audit:read'] }, 'audit:read'],
    [{ roles: ['service'], permissions: ['weather:read', 'telemetry:read'] }, 'telemetry:read'],
  ]
  for (const [grant, missing] of refusals) {
    const answer = await clerk('POST /clients', { body: { name: newId(), ...grant } })
    expectProblem(answer, 'PERMISSION_DENIED')
    expect(answer.body.detail).toContain(missing)
    expect(answer.body.detail).not.toContain('weather:read')
  }
  expect((await clerk('GET /clients')).body.items).toEqual([])
  const { id } = (await clerk('POST /clients', { body: { name: 'Mine', permissions: ['weather:read', 'client:write'] } })).body
  for (const [grant] of refusals) expectProblem(await clerk(`PATCH /clients/${id}`, { body: grant }), 'PERMISSION_DENIED')
  expect((await clerk(`GET /clients/${id}`)).body).toMatchObject({ permissions: ['weather:read', 'client:write'], version: 1 })
})

control(
  'CLIENT-3',
  'nobody changes a client that may do what they may not: its keys would be a way to its permissions',
  async () => {
    const { owner, may } = await world.team()
    const body = { name: 'Owner', roles: ['owner'], auth_method: 'private_key_jwt', jwks: { keys: [ecJwk()] } }
    const strong = (await owner('POST /clients', { body })).body
    const clerk = may('client:read', 'client:write', 'weather:read')
    for (const patch of [{ jwks: { keys: [ecJwk()] } }, { name: 'Mine' }, { expires_at: null }, { roles: [], permissions: [] }]) {
      const answer = await clerk(`PATCH /clients/${strong.id}`, { body: patch })
      expectProblem(answer, 'PERMISSION_DENIED')
      expect(answer.body.detail).toContain('team:delete')
    }
    expect((await owner(`GET /clients/${strong.id}`)).body).toEqual({ ...strong, client_id: undefined })
  },
)
