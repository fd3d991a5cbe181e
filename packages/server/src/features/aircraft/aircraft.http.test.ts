import { generateKeyPairSync } from 'node:crypto'
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

const someKeys = () => {
  const { kty, crv, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  return { keys: [{ kty, crv, x, y }] }
}

const anAircraft = (more: object = {}) => ({ registration: `T-${newId().slice(-12)}`, ...more })

test('an aircraft is registered, read, listed, changed and deleted, and each change has its audit entry', async () => {
  const { id: team_id, owner } = await world.team()
  const sent = { registration: 'hb-jna ', icao24: '4B1814', name: 'Säntis', tier: 'premium' }

  const made = await owner('POST /aircraft', { body: sent })
  expect(made.status).toBe(201)
  expect(made.headers).toMatchObject({ etag: '"1"', location: `/aircraft/${made.body.id}` })
  expect(made.body).toMatchObject({
    registration: 'HB-JNA',
    icao24: '4b1814',
    name: 'Säntis',
    tier: 'premium',
    status: 'active',
    version: 1,
  })
  expect(made.body).not.toHaveProperty('team_id')

  const read = await owner(`GET /aircraft/${made.body.id}`)
  expect(read.body).toEqual(made.body)
  expect(read.headers.etag).toBe('"1"')
  expect((await owner('GET /aircraft')).body).toEqual({ items: [made.body], next_cursor: null })

  const changed = await owner(`PATCH /aircraft/${made.body.id}`, { body: { name: null, tier: 'standard' } })
  expect(changed.body).toMatchObject({ registration: 'HB-JNA', name: null, tier: 'standard', version: 2 })
  expect(changed.headers.etag).toBe('"2"')

  expect((await owner(`DELETE /aircraft/${made.body.id}`)).status).toBe(204)
  expectProblem(await owner(`GET /aircraft/${made.body.id}`), 'NOT_FOUND')

  const entries = (await world.entriesOf(team_id)).filter(({ resource }) => resource?.type === 'aircraft')
  expect(entries.map(({ action }) => action)).toEqual(['aircraft.registered', 'aircraft.updated', 'aircraft.deleted'])
  expect(entries[1]?.details).toEqual({ before: { name: 'Säntis', tier: 'premium' }, after: { name: null, tier: 'standard' } })
})

test('a list is filtered, and its pages hold every aircraft once', async () => {
  const { owner } = await world.team()
  const made = []
  for (let i = 0; i < 5; i++) made.push((await owner('POST /aircraft', { body: anAircraft({ icao24: `00000${i}` }) })).body)
  await owner(`POST /aircraft/${made[0].id}/revoke`)

  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const { body } = await owner(`GET /aircraft?limit=2${cursor}`)
    seen.push(...body.items.map(({ id }: { id: string }) => id))
    if (body.next_cursor === null) break
    cursor = `&cursor=${body.next_cursor}`
  }
  expect(seen).toEqual(made.map(({ id }) => id))

  const found = async (query: string) => (await owner(`GET /aircraft?${query}`)).body.items.map(({ id }: { id: string }) => id)
  expect(await found(`registration=${made[1].registration.toLowerCase()}`)).toEqual([made[1].id])
  expect(await found('icao24=000003')).toEqual([made[3].id])
  expect(await found('status=revoked')).toEqual([made[0].id])
  expect(await found('status=active&icao24=000000')).toEqual([])
  const bad = await owner('GET /aircraft?cursor=elsewhere')
  expectProblem(bad, 'VALIDATION_FAILED')
  expect(bad.body.errors).toEqual([{ pointer: '#/query/cursor', detail: 'is not a cursor of this list' }])
})

test('a wrong body is refused with the field, and nothing is registered', async () => {
  const { owner } = await world.team()
  const wrong: [object, string][] = [
    [{}, '#/registration'],
    [{ registration: 'x'.repeat(16) }, '#/registration'],
    [{ registration: 7 }, '#/registration'],
    [anAircraft({ icao24: 'zzzzzz' }), '#/icao24'],
    [anAircraft({ tier: 'gold' }), '#/tier'],
    [anAircraft({ team_id: newId() }), '#/team_id'],
    [anAircraft({ id: newId() }), '#/id'],
    [anAircraft({ status: 'active' }), '#/status'],
    [anAircraft({ role: 'admin' }), '#/role'],
    [anAircraft({ jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }] } }), '#/jwks/keys/0'],
  ]
  for (const [body, pointer] of wrong) {
    const answer = await owner('POST /aircraft', { body })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  }
  expect((await owner('GET /aircraft')).body.items).toEqual([])
})

test('a registration is taken once in a team, and free in another', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  const body = anAircraft()
  expect((await ours.owner('POST /aircraft', { body })).status).toBe(201)
  expectProblem(await ours.owner('POST /aircraft', { body }), 'AIRCRAFT_REGISTRATION_TAKEN')
  expect((await theirs.owner('POST /aircraft', { body })).status).toBe(201)
})

test('a change from an older version is refused, and If-Match: * takes whatever is there', async () => {
  const { owner } = await world.team()
  const { body } = await owner('POST /aircraft', { body: anAircraft() })
  const url = `/aircraft/${body.id}` as const
  expect((await owner(`PATCH ${url}`, { body: { name: 'first' }, headers: { 'if-match': '"1"' } })).status).toBe(200)
  for (const stale of ['"1"', 'W/"2"', '"1", "7"', '"elsewhere"']) {
    expectProblem(await owner(`PATCH ${url}`, { body: { name: 'late' }, headers: { 'if-match': stale } }), 'PRECONDITION_FAILED')
    expectProblem(await owner(`DELETE ${url}`, { headers: { 'if-match': stale } }), 'PRECONDITION_FAILED')
  }
  expectProblem(await owner(`PATCH ${url}`, { body: { name: 'odd' }, headers: { 'if-match': '2' } }), 'VALIDATION_FAILED')
  expect((await owner(`GET ${url}`)).body).toMatchObject({ name: 'first', version: 2 })
  expect((await owner(`PATCH ${url}`, { body: { name: 'any' }, headers: { 'if-match': '*' } })).body.version).toBe(3)
  expect((await owner(`DELETE ${url}`, { headers: { 'if-match': '"9", "3"' } })).status).toBe(204)
})

control('AIRCRAFT-1', 'every call needs its permission and nobody is let in without a token', async () => {
  const { owner, may } = await world.team()
  const { id } = (await owner('POST /aircraft', { body: anAircraft() })).body
  const calls = [
    ['GET /aircraft', 'aircraft:read', undefined],
    ['POST /aircraft', 'aircraft:write', anAircraft()],
    [`GET /aircraft/${id}`, 'aircraft:read', undefined],
    [`PATCH /aircraft/${id}`, 'aircraft:write', { name: 'theirs' }],
    [`DELETE /aircraft/${id}`, 'aircraft:write', undefined],
    [`POST /aircraft/${id}/certificates`, 'aircraft:credential', { csr: 'x'.repeat(100) }],
    [`GET /aircraft/${id}/certificates`, 'aircraft:read', undefined],
    [`POST /aircraft/${id}/secret`, 'aircraft:credential', {}],
    [`POST /aircraft/${id}/revoke`, 'aircraft:credential', {}],
  ] as const
  const others = ['team:read', 'team:write', 'client:write', 'telemetry:read', 'telemetry:write', 'config:write'] as const
  for (const [call, permission, body] of calls) {
    const rest = (['aircraft:read', 'aircraft:write', 'aircraft:credential'] as const).filter((name) => name !== permission)
    const refused = await may(...others, ...rest)(call, { body })
    expectProblem(refused, 'PERMISSION_DENIED')
    expect(refused.body.detail).toContain(permission)
    expectProblem(await world.nobody(call, { body }), 'NOT_AUTHENTICATED')
  }
  expect((await owner(`GET /aircraft/${id}`)).body.version).toBe(1)
})

control('TENANCY-21', 'T-04 the aircraft of another team answers exactly as one that never existed', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  const { id } = (await theirs.owner('POST /aircraft', { body: anAircraft() })).body
  const { csrPem } = await certificateRequest()
  const calls = [
    ['GET', ''],
    ['PATCH', '', { name: 'mine now' }],
    ['DELETE', ''],
    ['GET', '/certificates'],
    ['POST', '/certificates', { csr: csrPem }],
    ['POST', '/secret'],
    ['POST', '/revoke'],
    ['POST', '/revoke', { serial: 'abcd' }],
  ] as const
  for (const [method, path, body] of calls) {
    const other = await ours.owner(`${method} /aircraft/${id}${path}`, { body })
    const nothing = await ours.owner(`${method} /aircraft/${newId()}${path}`, { body })
    expectProblem(other, 'NOT_FOUND')
    expect(withoutTrace(other)).toEqual(withoutTrace(nothing))
  }
  expect((await ours.owner('GET /aircraft')).body.items).toEqual([])
  expect((await theirs.owner(`GET /aircraft/${id}`)).body).toMatchObject({ version: 1, status: 'active', name: null })
})

control('AIRCRAFT-2', 'nobody makes an aircraft that may do what they may not', async () => {
  const { may } = await world.team()
  const registrar = may('aircraft:read', 'aircraft:write', 'aircraft:credential', 'weather:read')
  const premium = await registrar('POST /aircraft', { body: anAircraft({ tier: 'premium' }) })
  expectProblem(premium, 'PERMISSION_DENIED')
  expect(premium.body.detail).toContain('contacts:read')
  const late = await registrar('POST /aircraft', { body: anAircraft({ backfill: true }) })
  expectProblem(late, 'PERMISSION_DENIED')
  expect(late.body.detail).toContain('telemetry:backfill')

  const plain = (await registrar('POST /aircraft', { body: anAircraft() })).body
  expectProblem(await registrar(`PATCH /aircraft/${plain.id}`, { body: { tier: 'premium' } }), 'PERMISSION_DENIED')
  expectProblem(await registrar(`PATCH /aircraft/${plain.id}`, { body: { backfill: true } }), 'PERMISSION_DENIED')
  expect((await registrar(`GET /aircraft/${plain.id}`)).body).toEqual(plain)

  const generous = may('aircraft:write', 'contacts:read', 'telemetry:backfill')
  expect((await generous('POST /aircraft', { body: anAircraft({ tier: 'premium', backfill: true }) })).status).toBe(201)
})

control('AIRCRAFT-3', 'nobody gets a credential of an aircraft in hand that may do what they may not', async () => {
  const { owner, may } = await world.team()
  const { id } = (await owner('POST /aircraft', { body: anAircraft({ tier: 'premium', backfill: true }) })).body
  const lesser = may('aircraft:read', 'aircraft:write', 'aircraft:credential', 'weather:read')
  const { csrPem } = await certificateRequest()
  for (const answer of [
    await lesser(`POST /aircraft/${id}/secret`),
    await lesser(`POST /aircraft/${id}/certificates`, { body: { csr: csrPem } }),
    await lesser(`PATCH /aircraft/${id}`, { body: { tier: 'standard', backfill: false, jwks: someKeys() } }),
  ]) {
    expectProblem(answer, 'PERMISSION_DENIED')
    expect(answer.body.detail).toContain('telemetry:backfill, contacts:read')
  }
  const writer = may('aircraft:read', 'aircraft:write')
  const planted = await writer(`PATCH /aircraft/${id}`, { body: { jwks: someKeys() } })
  expectProblem(planted, 'PERMISSION_DENIED')
  expect(planted.body.detail).toContain('aircraft:credential')
  expect((await writer(`GET /aircraft/${id}`)).body).toMatchObject({ jwks: null, version: 1 })
  expect((await lesser(`POST /aircraft/${id}/revoke`)).status).toBe(200)
})
