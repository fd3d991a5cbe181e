import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

test('a machine sees exactly its own team, in the list and alone', async () => {
  const { id, owner } = await world.team()
  await world.team()
  const one = await owner(`GET /teams/${id}`)
  expect(one.body).toMatchObject({ id, version: 1 })
  expect(one.headers.etag).toBe('"1"')
  expect((await owner('GET /teams')).body).toEqual({ items: [one.body], next_cursor: null })
  expect((await owner(`GET /teams/${id.toUpperCase()}`)).body).toEqual(one.body)
})

test('a rename needs the version it starts from, and is audited with both names', async () => {
  const { id, owner } = await world.team()
  const before = (await owner(`GET /teams/${id}`)).body
  expectProblem(await owner(`PATCH /teams/${id}`, { body: { name: 'Blind' } }), 'PRECONDITION_REQUIRED')
  expectProblem(
    await owner(`PATCH /teams/${id}`, { body: { name: 'Late' }, headers: { 'if-match': '"2"' } }),
    'PRECONDITION_FAILED',
  )
  for (const body of [{}, { name: '' }, { name: 'x'.repeat(81) }, { name: 'A', id: newId() }, { name: 'line\nbreak' }]) {
    expectProblem(await owner(`PATCH /teams/${id}`, { body, headers: { 'if-match': '"1"' } }), 'VALIDATION_FAILED')
  }
  expect((await owner(`GET /teams/${id}`)).body).toEqual(before)

  const renamed = await owner(`PATCH /teams/${id}`, { body: { name: 'Ground crew' }, headers: { 'if-match': '"1"' } })
  expect(renamed.body).toMatchObject({ name: 'Ground crew', version: 2 })
  expect(renamed.headers.etag).toBe('"2"')
  const entries = (await world.entriesOf(id)).filter(({ action }) => action.startsWith('team.'))
  expect(entries).toMatchObject([
    { action: 'team.created', details: { after: { name: before.name } } },
    { action: 'team.updated', details: { before: { name: before.name }, after: { name: 'Ground crew' } } },
  ])
})

test('twenty renames from the same version: one is done', async () => {
  const { id, owner } = await world.team()
  const headers = { 'if-match': '"1"' }
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => owner(`PATCH /teams/${id}`, { body: { name: `Name ${i}` }, headers })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)])
})

control('TENANCY-22', 'another team answers exactly as one that never existed, and no machine founds a team', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  for (const [method, body] of [['GET'], ['PATCH', { name: 'Taken over' }], ['DELETE']] as const) {
    const headers = { 'if-match': '*' }
    const other = await ours.owner(`${method} /teams/${theirs.id}`, { body, headers })
    const nothing = await ours.owner(`${method} /teams/${newId()}`, { body, headers })
    expectProblem(other, 'NOT_FOUND')
    expect(withoutTrace(other)).toEqual(withoutTrace(nothing))
  }
  expect((await theirs.owner(`GET /teams/${theirs.id}`)).body.version).toBe(1)
  expectProblem(await ours.owner('POST /teams', { body: { name: 'Mine' } }), 'PERMISSION_DENIED')
})

control('TENANCY-23', 'reading, renaming and deleting a team each need their permission', async () => {
  const { id, may } = await world.team()
  const calls = [
    ['GET /teams', 'team:read'],
    [`GET /teams/${id}`, 'team:read'],
    [`PATCH /teams/${id}`, 'team:write'],
    [`GET /teams/${id}/deletion`, 'team:delete'],
    [`DELETE /teams/${id}`, 'team:delete'],
  ] as const
  for (const [call, permission] of calls) {
    const others = (['team:read', 'team:write', 'team:delete', 'client:write', 'config:write'] as const).filter(
      (name) => name !== permission,
    )
    const sent = { headers: { 'if-match': '*' }, ...(call.startsWith('PATCH') && { body: { name: 'Refused' } }) }
    const refused = await may(...others)(call, sent)
    expectProblem(refused, 'PERMISSION_DENIED')
    expect(refused.body.detail).toContain(permission)
    expectProblem(await world.nobody(call, sent), 'NOT_AUTHENTICATED')
  }
})

control(
  'TENANCY-24',
  'T-12 a deleted team leaves no principal, no key and no row behind, and no other team is touched',
  async () => {
    const [gone, stays] = [await world.team(), await world.team()]
    const client = (await gone.owner('POST /clients', { body: { name: 'Gone' }, headers: { 'idempotency-key': 'once' } })).body
    const aircraft = (await gone.owner('POST /aircraft', { body: { registration: 'HB-GONE' } })).body
    const { csrPem } = await certificateRequest()
    const { thumbprint } = (await gone.owner(`POST /aircraft/${aircraft.id}/certificates`, { body: { csr: csrPem } })).body
    const kept = (await stays.owner('POST /clients', { body: { name: 'Stays' }, headers: { 'idempotency-key': 'once' } })).body

    expectProblem(await gone.owner(`DELETE /teams/${gone.id}`, { headers: { 'if-match': '"7"' } }), 'PRECONDITION_FAILED')
    expect((await gone.owner(`DELETE /teams/${gone.id}`, { headers: { 'if-match': '"1"' } })).status).toBe(204)

    expectProblem(await gone.owner(`GET /teams/${gone.id}`), 'NOT_FOUND')
    // For a moment its tokens are still believed: nothing new comes of them.
    expectProblem(await gone.owner('POST /clients', { body: { name: 'Late' } }), 'TOKEN_REVOKED')
    expectProblem(await gone.owner('POST /aircraft', { body: { registration: 'HB-LATE' } }), 'TOKEN_REVOKED')
    const keyed = { body: { name: 'Late' }, headers: { 'idempotency-key': 'late' } }
    expectProblem(await gone.owner('POST /clients', keyed), 'TOKEN_REVOKED')
    for (const id of [client.id, aircraft.id]) {
      expect(await world.proofs.findPrincipal(id)).toBeNull()
      expect(await world.signalsAbout(id)).toContain('principal')
    }
    expect(await world.signalsAbout(thumbprint)).toEqual(['certificate'])
    const tables = ['teams', 'clients', 'aircraft', 'secrets', 'authorities', 'certificates', 'idempotent_answers']
    for (const table of tables) {
      const { rows } = await world.admin.query(`select from directory.${table} where team_id = $1`, [gone.id])
      expect({ table, rows: rows.length }).toEqual({ table, rows: 0 })
    }
    const keys = await world.admin.query('select wrapped_key, destroyed_at from identity.data_keys where owner_team = $1', [
      gone.id,
    ])
    expect(keys.rows.length).toBeGreaterThan(0)
    for (const key of keys.rows) expect(key).toEqual({ wrapped_key: null, destroyed_at: expect.any(Date) })

    expect((await world.proofs.findPrincipal(kept.id))?.active).toBe(true)
    const repeated = await stays.owner('POST /clients', { body: { name: 'Stays' }, headers: { 'idempotency-key': 'once' } })
    expect(repeated.body).toEqual(kept) // sealed under the team's own key, which is still there
    expect((await world.teams.all()).map(({ id }) => id)).not.toContain(gone.id)
    expect((await world.entriesOf(gone.id)).at(-1)).toMatchObject({ action: 'team.deleted', details: { data_keys_destroyed: 2 } })
  },
)
