import { X509Certificate } from 'node:crypto'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { ecJwk } from '../../testing/public-jwks.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const isValid = async (id: string, secret: string) => world.proofs.secretMatches(await world.proofs.findPrincipal(id), secret)

control('CLIENT-4', 'a rotated secret is void at once, or when the overlap ends, and never are more than two valid', async () => {
  const { owner } = await world.team()
  const { id, client_secret: first } = (await owner('POST /clients', { body: { name: 'Rotated' } })).body
  const rotate = async (overlap_seconds?: number) =>
    (await owner(`POST /clients/${id}/secret`, overlap_seconds === undefined ? {} : { body: { overlap_seconds } })).body

  const second = await rotate()
  expect(second).toEqual({ client_id: id, client_secret: expect.any(String), former_valid_until: null })
  expect([await isValid(id, first), await isValid(id, second.client_secret)]).toEqual([false, true])

  const third = await rotate(3_600)
  expect(Math.round((Date.parse(third.former_valid_until) - Date.now()) / 60_000)).toBe(60)
  expect([await isValid(id, second.client_secret), await isValid(id, third.client_secret)]).toEqual([true, true])

  const fourth = await rotate(3_600)
  const valid = [second, third, fourth].map(({ client_secret }) => isValid(id, client_secret))
  expect(await Promise.all(valid)).toEqual([false, true, true])

  world.clock.aheadMs = 3_600_001
  const later = [await isValid(id, third.client_secret), await isValid(id, fourth.client_secret)]
  world.clock.aheadMs = 0
  expect(later).toEqual([false, true])
})

test('rotations at the same moment leave one valid secret, or two with an overlap', async () => {
  const { owner } = await world.team()
  const { id } = (await owner('POST /clients', { body: { name: 'Busy' } })).body
  for (const [overlap_seconds, valid] of [
    [0, 1],
    [60, 2],
  ]) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => owner(`POST /clients/${id}/secret`, { body: { overlap_seconds } })),
    )
    const checks = await Promise.all(answers.map(({ body }) => isValid(id, body.client_secret)))
    expect(checks.filter(Boolean)).toHaveLength(valid!)
  }
})

control('CLIENT-5', 'a secret is shown once: no later answer, no row and no audit entry has it', async () => {
  const { owner, id: team_id } = await world.team()
  const { id, client_secret } = (await owner('POST /clients', { body: { name: 'Quiet' } })).body
  const rotated = (await owner(`POST /clients/${id}/secret`)).body.client_secret
  const shown = [await owner(`GET /clients/${id}`), await owner('GET /clients')].map(({ body }) => body)
  const stored = await world.admin.query('select * from directory.secrets where principal_id = $1', [id])
  const logged = world.lines
  for (const secret of [client_secret, rotated]) {
    expect(JSON.stringify([shown, stored.rows, await world.entriesOf(team_id), logged])).not.toContain(secret.slice(12, 40))
  }
})

control('CLIENT-6', 'nobody gets a credential of a client in hand that may do what they may not', async () => {
  const { owner, may } = await world.team()
  const strong = (await owner('POST /clients', { body: { name: 'Strong', roles: ['auditor'] } })).body
  const body = { name: 'Strong TLS', roles: ['auditor'], auth_method: 'tls_client_auth' }
  const strongTls = (await owner('POST /clients', { body })).body
  const clerk = may('client:read', 'client:write', 'weather:read')
  const { csrPem } = await certificateRequest()
  for (const answer of [
    await clerk(`POST /clients/${strong.id}/secret`),
    await clerk(`POST /clients/${strongTls.id}/certificates`, { body: { csr: csrPem } }),
  ]) {
    expectProblem(answer, 'PERMISSION_DENIED')
    expect(answer.body.detail).toContain('audit:read, audit:export')
  }
  expect(await isValid(strong.id, strong.client_secret)).toBe(true)
  expect((await clerk(`DELETE /clients/${strong.id}`)).status).toBe(204)
  expect(await isValid(strong.id, strong.client_secret)).toBe(false)
})

test('a client is given only what its method uses', async () => {
  const { owner } = await world.team()
  const { csrPem } = await certificateRequest()
  const secret = (await owner('POST /clients', { body: { name: 'S' } })).body
  const keys = (await owner('POST /clients', { body: { name: 'K', auth_method: 'private_key_jwt', jwks: { keys: [ecJwk()] } } }))
    .body
  const mismatch = await owner(`POST /clients/${secret.id}/certificates`, { body: { csr: csrPem } })
  expectProblem(mismatch, 'AUTH_METHOD_MISMATCH')
  expect(mismatch.body.detail).toBe('It authenticates by client_secret; this is for tls_client_auth.')
  expectProblem(await owner(`POST /clients/${keys.id}/secret`), 'AUTH_METHOD_MISMATCH')
  for (const body of [{ overlap_seconds: -1 }, { overlap_seconds: 30 * 86_400 + 1 }, { overlap: 1 }]) {
    expectProblem(await owner(`POST /clients/${secret.id}/secret`, { body }), 'VALIDATION_FAILED')
  }
  expect(await isValid(secret.id, secret.client_secret)).toBe(true)
})

control('CLIENT-7', 'a certificate of a client names the client, counts for it alone, and is revoked by its serial', async () => {
  const { owner, id: team_id } = await world.team()
  const { id } = (await owner('POST /clients', { body: { name: 'TLS', auth_method: 'tls_client_auth' } })).body
  const { csrPem } = await certificateRequest({ subject: 'CN=somebody else' })
  const issued = await owner(`POST /clients/${id}/certificates`, { body: { csr: csrPem, days: 1 } })
  expect(issued.status).toBe(201)
  const certificate = new X509Certificate(issued.body.certificate)
  expect([certificate.subject, certificate.subjectAltName]).toEqual([`CN=${id}`, `URI:urn:skykeep:client:${id}`])

  const principal = (await world.proofs.findPrincipal(id))!
  expect(await world.proofs.registeredCertificate(principal, issued.body.thumbprint)).not.toBeNull()
  expectProblem(await owner(`DELETE /clients/${id}/certificates/abcd`), 'NOT_FOUND')
  expect((await owner(`DELETE /clients/${id}/certificates/${issued.body.serial}`)).status).toBe(204)
  expect((await owner(`DELETE /clients/${id}/certificates/${issued.body.serial}`)).status).toBe(204)
  expect(await world.proofs.registeredCertificate(principal, issued.body.thumbprint)).toBeNull()
  expect(await world.signalsAbout(issued.body.thumbprint)).toEqual(['certificate'])
  expect((await owner(`GET /clients/${id}/certificates`)).body.items).toMatchObject([{ revoked_at: expect.any(String) }])
  const actions = (await world.entriesOf(team_id)).map(({ action }) => action)
  expect(actions.filter((action) => action.startsWith('client.certificate'))).toEqual([
    'client.certificate_issued',
    'client.certificate_revoked',
  ])
})
