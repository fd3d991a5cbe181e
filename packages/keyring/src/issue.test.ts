import { createPrivateKey, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from './authority.ts'
import { readClientCertificate } from './client-certificate.ts'
import { issueFromCsr, issueServerCertificate } from './issue.ts'
import { certificateRequest, type NewRequest, type RequestKey } from './testing/certificate-requests.ts'

const now = new Date('2026-01-01T12:00:00Z')
const commonName = 'a-1'
const sanUris = ['urn:skykeep:aircraft:a-1']
const refused = (code: string) => expect.objectContaining({ name: 'CertificateError', code })

let root: Authority
let team: Authority
beforeAll(async () => {
  root = await createAuthority({ commonName: 'Skykeep root', validYears: 10, pathLength: 1, now })
  team = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, parent: root, purposes: ['client'], now })
})

const issue = (
  csrPem: string,
  over: Partial<{ days: number; commonName: string; sanUris: string[]; now: Date; authority: Authority }> = {},
) => issueFromCsr({ csrPem, authority: team, commonName, sanUris, days: 365, now, ...over })
const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex')
// A P-256 key ends with its point: 66 octets of bit string, of which the first says that no bits are unused.
const pointIn = (der: Uint8Array) => {
  const at = Buffer.from(der).indexOf(Buffer.from('03420004', 'hex')) + 3
  return Buffer.from(der).subarray(at, at + 65)
}
const pemOf = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`

test.each<RequestKey>(['rsa-2048', 'ec-p256', 'ec-p384', 'ed25519'])(
  'a request with a %s key gets a certificate for that key',
  async (key) => {
    const { csrPem, privateKeyPkcs8 } = await certificateRequest({ key, hash: key === 'ec-p384' ? 'SHA-384' : 'SHA-256' })
    const made = await issue(csrPem)
    const certificate = new X509Certificate(made.pem)
    expect(certificate.verify(new X509Certificate(team.pem).publicKey)).toBe(true)
    expect(
      certificate.checkPrivateKey(createPrivateKey({ key: Buffer.from(privateKeyPkcs8), format: 'der', type: 'pkcs8' })),
    ).toBe(true)
    expect(made.chainPem).toBe(made.pem + team.pem)
    expect(made.serial).toBe(certificate.serialNumber.toLowerCase())
    expect(made.thumbprint).toBe(Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'))
  },
)

test('[PKI-13] who the certificate speaks for comes from us: subject and extensions of the request change nothing', async () => {
  const { csrPem } = await certificateRequest({ subject: 'CN=a-2, CN=admin, O=root', sanUris: ['urn:skykeep:aircraft:a-2'] })
  const { pem } = await issue(csrPem)
  expect(readClientCertificate(pem)).toMatchObject({ commonName, sanUris, issuer: 'CN=Team t-1' })
  const certificate = new X509Certificate(pem)
  expect([certificate.subject, certificate.ca, certificate.keyUsage]).toEqual(['CN=a-1', false, ['1.3.6.1.5.5.7.3.2']])
  expect(certificate.subjectAltName).toBe('URI:urn:skykeep:aircraft:a-1')
})

test.each<[string, NewRequest]>([
  ['RSA with 1024 bits', { key: 'rsa-1024' }],
  ['RSA with the exponent 3', { key: 'rsa-2048-exponent-3' }],
  ['the curve P-521', { key: 'ec-p521' }],
])('a key of %s is refused', async (_, request) => {
  await expect(issue((await certificateRequest(request)).csrPem)).rejects.toThrow(refused('REQUEST_KEY_REFUSED'))
})

test('a request signed with SHA-1 is refused', async () => {
  const { csrPem } = await certificateRequest({ key: 'rsa-2048', hash: 'SHA-1' })
  await expect(issue(csrPem)).rejects.toThrow(refused('REQUEST_SIGNATURE_INVALID'))
})

test("a request for somebody else's public key is refused, since its sender cannot sign it", async () => {
  const [mine, theirs] = [await certificateRequest(), await certificateRequest()]
  const patched = Buffer.from(mine.der)
  Buffer.from(pointIn(theirs.der)).copy(patched, patched.indexOf(pointIn(mine.der)))
  await expect(issue(pemOf(patched))).rejects.toThrow(refused('REQUEST_SIGNATURE_INVALID'))
})

test('a request with any signed byte changed gets nothing, and no change whatever gets a certificate for another key', async () => {
  const { der } = await certificateRequest()
  const signed_until = Buffer.from(der).indexOf(ECDSA_WITH_SHA256)
  await fc.assert(
    fc.asyncProperty(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const changed = der.map((byte, index) => (index === at ? byte ^ mask : byte))
      const outcome = await issue(pemOf(changed)).catch((error) => error)
      if (outcome instanceof Error) expect(outcome.name).toBe('CertificateError')
      else {
        expect(at).toBeGreaterThan(signed_until)
        expect(new X509Certificate(outcome.pem).raw.includes(pointIn(der))).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})

test('text that is not one request is refused before it is parsed', async () => {
  const { csrPem } = await certificateRequest()
  for (const text of [
    '',
    'x',
    csrPem + csrPem,
    csrPem.slice(0, -20),
    team.pem,
    pemOf(Buffer.alloc(20_000)),
    pemOf(Buffer.from('0500', 'hex')),
  ])
    await expect(issue(text)).rejects.toThrow(refused('REQUEST_MALFORMED'))
})

test('random bytes are refused as a request, whatever they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      await expect(issue(pemOf(bytes))).rejects.toThrow(expect.objectContaining({ name: 'CertificateError' }))
    }),
    { numRuns: 100 },
  )
})

test.each([
  ['NAME_REFUSED', { commonName: 'a,CN=b' }],
  ['NAME_REFUSED', { commonName: '' }],
  ['NAME_REFUSED', { sanUris: ['no uri'] }],
  ['NAME_REFUSED', { sanUris: ['urn:a\nURI:b'] }],
  ['VALIDITY_REFUSED', { days: 0 }],
  ['VALIDITY_REFUSED', { days: 367 }],
  ['AUTHORITY_REFUSED', { now: new Date('2040-01-01') }],
])('the order is refused with %s: %o', async (code, over) => {
  const { csrPem } = await certificateRequest()
  await expect(issue(csrPem, over)).rejects.toThrow(refused(code))
})

test('what was issued to a client cannot be used as an authority', async () => {
  const { csrPem, privateKeyPkcs8 } = await certificateRequest()
  const client = { ...(await issue(csrPem)), privateKeyPkcs8 }
  await expect(issue(csrPem, { authority: client })).rejects.toThrow(refused('AUTHORITY_REFUSED'))
})

test('a certificate does not outlive the authority that issued it', async () => {
  const { csrPem } = await certificateRequest()
  const late = new Date(team.not_after.getTime() - 10 * 86_400_000)
  expect((await issue(csrPem, { now: late })).not_after).toEqual(team.not_after)
})

test('a server certificate has its names and addresses, and serves for nothing else', async () => {
  const server = await issueServerCertificate({
    authority: root,
    dnsNames: ['localhost', 'gw.example'],
    ipAddresses: ['127.0.0.1', '::1'],
    days: 90,
    now,
  })
  const certificate = new X509Certificate(server.pem)
  expect([certificate.checkHost('gw.example'), certificate.checkIP('127.0.0.1'), certificate.checkHost('other.example')]).toEqual(
    ['gw.example', '127.0.0.1', undefined],
  )
  expect([certificate.keyUsage, certificate.ca]).toEqual([['1.3.6.1.5.5.7.3.1'], false])
  const order = { authority: root, dnsNames: ['localhost'], ipAddresses: [], days: 90, now }
  await expect(issueServerCertificate({ ...order, dnsNames: [] })).rejects.toThrow(refused('NAME_REFUSED'))
  await expect(issueServerCertificate({ ...order, dnsNames: ['a b'] })).rejects.toThrow(refused('NAME_REFUSED'))
  await expect(issueServerCertificate({ ...order, ipAddresses: ['1.2.3'] })).rejects.toThrow(refused('NAME_REFUSED'))
  await expect(issueServerCertificate({ ...order, days: 399 })).rejects.toThrow(refused('VALIDITY_REFUSED'))
})
