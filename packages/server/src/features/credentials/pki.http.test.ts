import { X509Certificate } from 'node:crypto'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { X509Crl } from '@skykeep/keyring/x509'
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

async function fleet() {
  const team = await world.team()
  const { id } = (await team.owner('POST /aircraft', { body: { registration: `T-${newId().slice(-12)}` } })).body
  return {
    ...team,
    aircraft_id: id as string,
    async certificate() {
      const { csrPem } = await certificateRequest()
      return (await team.owner(`POST /aircraft/${id}/certificates`, { body: { csr: csrPem } })).body
    },
    async list() {
      const answer = await world.nobody(`GET /pki/${team.id}/crl`)
      expect(answer.headers['content-type']).toBe('application/pkix-crl')
      return { crl: new X509Crl(new Uint8Array(answer.raw)), raw: answer.raw }
    },
  }
}

test('anybody can fetch the root certificate', async () => {
  const answer = await world.nobody('GET /pki/root.pem')
  expect(answer.status).toBe(200)
  const root = new X509Certificate(answer.raw)
  expect(root.ca && root.checkIssued(root) && root.verify(root.publicKey)).toBe(true)
})

control(
  'PKI-3',
  'the revocation list is signed by the team’s authority and names what was revoked, from that moment on',
  async () => {
    const { owner, aircraft_id, certificate, list, id } = await fleet()
    const [lost, kept] = [await certificate(), await certificate()]
    const before = await list()
    expect(before.crl.entries).toEqual([])

    await owner(`POST /aircraft/${aircraft_id}/revoke`, { body: { serial: lost.serial } })
    const { crl } = await list()
    expect(crl.entries.map(({ serialNumber }) => serialNumber)).toEqual([lost.serial])
    const authority = new X509Certificate(kept.chain.slice(kept.certificate.length))
    const publicKey = await crypto.subtle.importKey(
      'spki',
      new Uint8Array(authority.publicKey.export({ type: 'spki', format: 'der' })),
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['verify'],
    )
    expect(await crl.verify({ publicKey })).toBe(true)
    expect(crl.issuer).toBe(`CN=Skykeep team ${id}`)
    expect(crl.nextUpdate!.getTime() - Date.now()).toBeGreaterThan(22 * 3_600_000)

    await owner(`POST /aircraft/${aircraft_id}/revoke`)
    expect((await list()).crl.entries.map(({ serialNumber }) => serialNumber).sort()).toEqual([lost.serial, kept.serial].sort())
  },
)

test('a list is signed once for each change and each hour, and its number grows', async () => {
  const { certificate, list, owner, aircraft_id } = await fleet()
  const { serial } = await certificate()
  const first = await list()
  expect((await list()).raw).toEqual(first.raw)
  const numberOf = ({ crl }: { crl: X509Crl }) =>
    BigInt(`0x${Buffer.from(crl.getExtension('2.5.29.20')!.value).subarray(2).toString('hex')}`)

  world.clock.aheadMs = 3_600_000
  const later = await list()
  world.clock.aheadMs = 0
  expect(numberOf(later)).toBe(numberOf(first) + 1n)
  await owner(`POST /aircraft/${aircraft_id}/revoke`, { body: { serial } })
  expect(numberOf(await list())).toBeGreaterThan(numberOf(later))
})

test('a list is to be had in PEM too', async () => {
  const { certificate, id } = await fleet()
  await certificate()
  const answer = await world.nobody(`GET /pki/${id}/crl?format=pem`)
  expect(answer.raw.toString()).toMatch(/^-----BEGIN X509 CRL-----/)
  expectProblem(await world.nobody(`GET /pki/${id}/crl?format=xml`), 'VALIDATION_FAILED')
})

control(
  'PKI-30',
  'after an authority was replaced, its certificates can still be revoked: its list goes on being signed beside that of the new one',
  async () => {
    const { certificate, owner, aircraft_id, id, everything } = await fleet()
    const former = await certificate()
    const rotated = await world.credentials.rotate(everything, id)
    const present = await certificate()
    for (const { serial } of [former, present]) await owner(`POST /aircraft/${aircraft_id}/revoke`, { body: { serial } })
    const serialsOf = async (query: string) => {
      const answer = await world.nobody(`GET /pki/${id}/crl${query}`)
      return new X509Crl(new Uint8Array(answer.raw)).entries.map(({ serialNumber }) => serialNumber)
    }
    expect(await serialsOf('')).toEqual([present.serial])
    expect(await serialsOf(`?authority=${rotated!.former}`)).toEqual([former.serial])
    const pem = (await world.nobody(`GET /pki/${id}/crl?format=pem`)).raw.toString()
    const lists = pem.split(/(?=-----BEGIN)/).map((text) => new X509Crl(text))
    expect(lists.map(({ entries }) => entries[0]!.serialNumber)).toEqual([present.serial, former.serial])
    for (const [at, { certificate: own, chain }] of [present, former].entries()) {
      const { publicKey } = new X509Certificate(chain.slice(own.length))
      const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
      const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify'])
      expect(await lists[at]!.verify({ publicKey: key })).toBe(true)
    }
    expectProblem(await world.nobody(`GET /pki/${id}/crl?authority=${newId()}`), 'NOT_FOUND')
  },
)

control('PKI-4', 'a team without certificates answers exactly as one that never existed', async () => {
  const { id } = await world.team()
  const [without, nothing] = [await world.nobody(`GET /pki/${id}/crl`), await world.nobody(`GET /pki/${newId()}/crl`)]
  expectProblem(without, 'NOT_FOUND')
  expect(withoutTrace(without)).toEqual(withoutTrace(nothing))
})

control('PKI-5', 'what is stored of an authority opens only for its own team and row', async () => {
  const [ours, theirs] = [await fleet(), await fleet()]
  await ours.certificate()
  await theirs.certificate()
  const stored = await world.admin.query('select * from directory.authorities where team_id = any($1)', [[ours.id, theirs.id]])
  expect(JSON.stringify(stored.rows)).not.toContain('PRIVATE KEY')
  // Whoever can write to the database swaps the keys of two teams: nothing is issued with the other's.
  const sealed = stored.rows.find(({ team_id }) => team_id === theirs.id).sealed_key
  await world.admin.query('update directory.authorities set sealed_key = $1 where team_id = $2', [sealed, ours.id])
  const { csrPem } = await certificateRequest()
  const answer = await ours.owner(`POST /aircraft/${ours.aircraft_id}/certificates`, { body: { csr: csrPem } })
  expectProblem(answer, 'INTERNAL')
  expect((await ours.owner(`GET /aircraft/${ours.aircraft_id}/certificates`)).body.items).toHaveLength(1)
})

test('upkeep removes what nobody needs any more and nothing else', async () => {
  const { certificate, owner, aircraft_id } = await fleet()
  const { thumbprint } = await certificate()
  await owner(`POST /aircraft/${aircraft_id}/revoke`)
  const refused = async () =>
    (await world.admin.query('select from identity.revoked_certificates where thumbprint = $1', [thumbprint])).rowCount
  await world.credentials.removeExpired()
  expect([await refused(), await world.signalsAbout(thumbprint)]).toEqual([1, ['certificate']])
  world.clock.aheadMs = 92 * 86_400_000
  await world.credentials.removeExpired()
  world.clock.aheadMs = 0
  expect([await refused(), await world.signalsAbout(thumbprint)]).toEqual([0, []])
})
