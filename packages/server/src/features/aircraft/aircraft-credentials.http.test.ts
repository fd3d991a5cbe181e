import { X509Certificate } from 'node:crypto'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'
import { proofService } from '../credentials/proofs.service.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

async function teamWithAircraft() {
  const team = await world.team()
  const { id } = (await team.owner('POST /aircraft', { body: { registration: `T-${newId().slice(-12)}` } })).body
  return { ...team, id: id as string, team_id: team.id }
}

const signed = async (owner: Awaited<ReturnType<typeof teamWithAircraft>>['owner'], id: string) => {
  const { csrPem } = await certificateRequest()
  return (await owner(`POST /aircraft/${id}/certificates`, { body: { csr: csrPem, days: 30 } })).body
}

test('a certificate is issued by the team’s own authority below the root, for 30 days, and listed', async () => {
  const { owner, id } = await teamWithAircraft()
  const { csrPem } = await certificateRequest()
  const answer = await owner(`POST /aircraft/${id}/certificates`, { body: { csr: csrPem, days: 30 } })
  expect(answer.status).toBe(201)
  const { body } = answer
  const own = new X509Certificate(body.certificate)
  const authority = new X509Certificate(body.chain.slice(body.certificate.length))
  const root = new X509Certificate(world.installation.pem)
  expect(own.verify(authority.publicKey) && own.checkIssued(authority)).toBe(true)
  expect(authority.verify(root.publicKey) && authority.checkIssued(root)).toBe(true)
  expect(own.serialNumber.toLowerCase()).toBe(body.serial)
  expect(own.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(Buffer.from(body.thumbprint, 'base64url').toString('hex'))
  expect(own.ca).toBe(false)
  expect(Math.round((Date.parse(body.not_after) - Date.now()) / 86_400_000)).toBe(30)

  const listed = await owner(`GET /aircraft/${id}/certificates`)
  const { serial, thumbprint, not_before, not_after } = body
  expect(listed.body).toEqual({ items: [{ serial, thumbprint, not_before, not_after, revoked_at: null }], next_cursor: null })
})

control('PKI-1', 'a certificate names the aircraft it was ordered for, whatever the request says', async () => {
  const { owner, id } = await teamWithAircraft()
  const victim = newId()
  const wish = { subject: `CN=${victim}`, sanUris: [`urn:skykeep:aircraft:${victim}`] }
  const { csrPem } = await certificateRequest(wish)
  const { body } = await owner(`POST /aircraft/${id}/certificates`, { body: { csr: csrPem } })
  const certificate = new X509Certificate(body.certificate)
  expect(certificate.subject).toBe(`CN=${id}`)
  expect(certificate.subjectAltName).toBe(`URI:urn:skykeep:aircraft:${id}`)
})

control('PKI-2', 'a request that proves no key, or a weak one, is refused with the reason and nothing is issued', async () => {
  const { owner, id } = await teamWithAircraft()
  const { csrPem } = await certificateRequest()
  const forged = csrPem.replace(
    /(.{20})-----END/s,
    (_, last: string) => `${last.replace(/[a-zA-Z]/, (letter) => (letter === 'A' ? 'B' : 'A'))}-----END`,
  )
  const requests: [string, RegExp][] = [
    ['x'.repeat(200), /not one certificate request/],
    [forged, /signed|not one certificate request/],
    [(await certificateRequest({ key: 'rsa-1024' })).csrPem, /RSA of 2048/],
    [(await certificateRequest({ key: 'rsa-2048', hash: 'SHA-1' })).csrPem, /outdated hash/],
  ]
  for (const [csr, reason] of requests) {
    const answer = await owner(`POST /aircraft/${id}/certificates`, { body: { csr } })
    expectProblem(answer, 'CERTIFICATE_REQUEST_REFUSED')
    expect(answer.body.errors).toEqual([{ pointer: '#/csr', detail: expect.stringMatching(reason) }])
  }
  for (const days of [0, 367, 1.5, '30']) {
    expectProblem(await owner(`POST /aircraft/${id}/certificates`, { body: { csr: csrPem, days } }), 'VALIDATION_FAILED')
  }
  expect((await owner(`GET /aircraft/${id}/certificates`)).body.items).toEqual([])
})

test('a team that needs its authority twenty times at once gets one', async () => {
  const { owner, team_id, id } = await teamWithAircraft()
  const issued = await Promise.all(Array.from({ length: 20 }, () => signed(owner, id)))
  const authorities = new Set(issued.map(({ certificate, chain }) => chain.slice(certificate.length)))
  expect(authorities.size).toBe(1)
  expect(new Set(issued.map(({ serial }) => serial)).size).toBe(20)
  const made = (await world.entriesOf(team_id)).filter(({ action }) => action === 'authority.created')
  expect(made).toHaveLength(1)
})

control('AIRCRAFT-4', 'a new secret makes the former one void, and neither is stored or audited in clear', async () => {
  const { owner, id, team_id } = await teamWithAircraft()
  const first = await owner(`POST /aircraft/${id}/secret`)
  expect(first.status).toBe(201)
  const second = await owner(`POST /aircraft/${id}/secret`, { body: {} })
  const principal = (await world.proofs.findPrincipal(id))!
  expect(world.proofs.secretMatches(principal, first.body.client_secret)).toBe(false)
  expect(world.proofs.secretMatches(principal, second.body.client_secret)).toBe(true)
  expect(world.proofs.secretMatches(null, second.body.client_secret)).toBe(false)

  const stored = await world.admin.query('select * from directory.secrets where principal_id = $1', [id])
  expect(stored.rows).toHaveLength(1)
  const everything = JSON.stringify([stored.rows, await world.entriesOf(team_id)])
  expect(everything).not.toContain(second.body.client_secret)
  expect(everything).not.toContain(second.body.client_secret.slice(12, 40))
})

control(
  'AIRCRAFT-5',
  'a revoked aircraft has lost secrets, certificates and its way back, and every process is told',
  async () => {
    const { owner, id, team_id } = await teamWithAircraft()
    const { client_secret } = (await owner(`POST /aircraft/${id}/secret`)).body
    const certificate = await signed(owner, id)
    const before = (await world.proofs.findPrincipal(id))!
    expect(await world.proofs.registeredCertificate(before, certificate.thumbprint)).toMatchObject({ serial: certificate.serial })

    const revoked = await owner(`POST /aircraft/${id}/revoke`, { body: { reason: 'stolen' } })
    expect(revoked.body).toMatchObject({ status: 'revoked', version: 2 })
    const after = (await world.proofs.findPrincipal(id))!
    expect(after.active).toBe(false)
    expect(after.secret_hashes).toEqual([])
    expect(world.proofs.secretMatches(after, client_secret)).toBe(false)
    // Asked with what was known before: the store must refuse it by itself.
    expect(await world.proofs.registeredCertificate(before, certificate.thumbprint)).toBeNull()
    const { csrPem } = await certificateRequest()
    expectProblem(await owner(`POST /aircraft/${id}/secret`), 'AIRCRAFT_REVOKED')
    expectProblem(await owner(`POST /aircraft/${id}/certificates`, { body: { csr: csrPem } }), 'AIRCRAFT_REVOKED')

    const refused = await world.admin.query('select * from identity.revoked_certificates where thumbprint = $1', [
      certificate.thumbprint,
    ])
    expect(refused.rows).toHaveLength(1)
    expect(await world.signalsAbout(certificate.thumbprint)).toEqual(['certificate'])
    expect((await world.signalsAbout(id)).length).toBeGreaterThan(1)

    expect((await owner(`POST /aircraft/${id}/revoke`, { body: { reason: 'again' } })).body.version).toBe(2)
    const entries = (await world.entriesOf(team_id)).filter(({ action }) => action === 'aircraft.revoked')
    expect(entries).toMatchObject([{ reason: 'stolen', details: { before: { status: 'active' }, after: { status: 'revoked' } } }])
  },
)

control('AIRCRAFT-6', 'one certificate is revoked without the others, by its serial and for its own aircraft only', async () => {
  const { owner, id, team_id } = await teamWithAircraft()
  const [lost, kept] = [await signed(owner, id), await signed(owner, id)]
  const other = (await owner('POST /aircraft', { body: { registration: `T-${newId().slice(-12)}` } })).body
  expectProblem(await owner(`POST /aircraft/${other.id}/revoke`, { body: { serial: lost.serial } }), 'NOT_FOUND')
  expectProblem(await owner(`POST /aircraft/${id}/revoke`, { body: { serial: 'abcdef' } }), 'NOT_FOUND')

  const answer = await owner(`POST /aircraft/${id}/revoke`, { body: { serial: lost.serial.toUpperCase() } })
  expect(answer.body).toMatchObject({ status: 'active', version: 1 })
  const principal = (await world.proofs.findPrincipal(id))!
  expect(await world.proofs.registeredCertificate(principal, lost.thumbprint)).toBeNull()
  expect(await world.proofs.registeredCertificate(principal, kept.thumbprint)).not.toBeNull()
  const foreign = (await world.proofs.findPrincipal(other.id))!
  expect(await world.proofs.registeredCertificate(foreign, kept.thumbprint)).toBeNull()

  await owner(`POST /aircraft/${id}/revoke`, { body: { serial: lost.serial } })
  const actions = (await world.entriesOf(team_id)).map(({ action }) => action)
  expect(actions.filter((action) => action === 'aircraft.certificate_revoked')).toHaveLength(1)
})

control('AIRCRAFT-7', 'a deleted aircraft is nobody: no proof of it counts, and its certificates are refused', async () => {
  const { owner, id } = await teamWithAircraft()
  const { client_secret } = (await owner(`POST /aircraft/${id}/secret`)).body
  const certificate = await signed(owner, id)
  const before = (await world.proofs.findPrincipal(id))!
  expect(world.proofs.secretMatches(before, client_secret)).toBe(true)
  expect((await owner(`DELETE /aircraft/${id}`)).status).toBe(204)
  expect(await world.proofs.findPrincipal(id)).toBeNull()
  expect(await world.proofs.registeredCertificate(before, certificate.thumbprint)).toBeNull()
  expect(await world.signalsAbout(certificate.thumbprint)).toEqual(['certificate'])
})

test('a certificate that has ended counts no longer', async () => {
  const { owner, id } = await teamWithAircraft()
  const certificate = await signed(owner, id)
  const principal = (await world.proofs.findPrincipal(id))!
  const later = { now: () => new Date(Date.now() + 31 * 86_400_000) }
  const proofs = proofService({ db: world.db, clock: later })
  expect(await proofs.registeredCertificate(principal, certificate.thumbprint)).toBeNull()
})
