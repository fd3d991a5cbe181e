import { webcrypto, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readClientCertificate } from './client-certificate.ts'
import { selfSigned } from './self-signed.ts'
import { type Extension, type JsonName, SubjectAlternativeNameExtension, X509CertificateGenerator } from './x509.ts'

const now = new Date('2026-01-01T12:00:00Z')
const refused = (code: string) => expect.objectContaining({ name: 'CertificateError', code })
const sanUris = ['urn:skykeep:aircraft:a-1']
const own = () =>
  selfSigned({ commonName: 'a-1', key: 'ec-p256', purpose: 'client', days: 30, sanUris, dnsNames: ['a-1.example'], now })

// The library takes texts with their encoding, too, but its type does not say so.
type UnusualName = { [type: string]: { utf8String: string }[] }[]

/** A certificate with any name, as somebody else's authority might make it. */
async function named(name: UnusualName, extensions: Extension[] = []): Promise<Uint8Array> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  return new Uint8Array(
    (await X509CertificateGenerator.createSelfSigned({ name: name as unknown as JsonName, keys, extensions })).rawData,
  )
}
const text = (utf8String: string) => ({ utf8String })

test('PEM, DER and the object of node:crypto give the same facts', async () => {
  const made = await own()
  const parsed = new X509Certificate(made.pem)
  const facts = readClientCertificate(made.pem)
  expect(facts).toEqual({
    commonName: 'a-1',
    sanUris,
    serial: made.serial,
    thumbprint: made.thumbprint,
    notBefore: made.not_before,
    notAfter: made.not_after,
    issuer: 'CN=a-1',
    issuerKeyId: undefined,
  })
  expect(readClientCertificate(parsed)).toEqual(facts)
  expect(readClientCertificate(parsed.raw)).toEqual(facts)
})

test('[PKI-11] several common names are refused, in one part of the name or in two, even when they are equal', async () => {
  for (const name of [
    [{ CN: [text('a-1')] }, { CN: [text('a-2')] }],
    [{ CN: [text('a-1'), text('a-2')] }],
    [{ CN: [text('a-1')] }, { CN: [text('a-1')] }],
  ]) {
    const der = await named(name)
    expect(() => readClientCertificate(der)).toThrow(refused('COMMON_NAME_AMBIGUOUS'))
  }
})

test('[PKI-11] no common name is refused, and so is one that only looks like one', async () => {
  const nameless = await named([{ O: [text('CN=a-1')] }])
  expect(() => readClientCertificate(nameless)).toThrow(refused('COMMON_NAME_MISSING'))
  const empty = await named([])
  expect(() => readClientCertificate(empty)).toThrow(refused('COMMON_NAME_MISSING'))
})

test.each(['a-1\nCN=a-2', 'a-1\0', 'a-1\u0007', ''])(
  '[PKI-11] the common name %o is refused, since two readers could read two names',
  async (name) => {
    const der = await named([{ CN: [text(name)] }])
    expect(() => readClientCertificate(der)).toThrow(refused('COMMON_NAME_AMBIGUOUS'))
  },
)

test('[PKI-11] a name that poses as another in its printed form is read as what it is', async () => {
  const der = await named([{ CN: [text('x, CN=a-1')] }])
  expect(readClientCertificate(der).commonName).toBe('x, CN=a-1')
})

test('two extensions with alternative names are refused', async () => {
  const [one, other] = ['urn:skykeep:aircraft:a-1', 'urn:skykeep:aircraft:a-2'].map(
    (value) => new SubjectAlternativeNameExtension([{ type: 'url', value }]),
  )
  const der = await named([{ CN: [text('a-1')] }], [one!, other!])
  expect(() => readClientCertificate(der)).toThrow(refused('CERTIFICATE_MALFORMED'))
})

test('what is not one certificate is refused with one of our errors, whatever it is', async () => {
  const { pem } = await own()
  for (const input of [
    '',
    'x',
    pem + pem,
    pem.slice(0, -30),
    Buffer.alloc(0),
    Buffer.alloc(20_000),
    Buffer.from('3003020101', 'hex'),
  ])
    expect(() => readClientCertificate(input)).toThrow(refused('CERTIFICATE_MALFORMED'))
  const der = new X509Certificate(pem).raw
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const changed = der.map((byte, index) => (index === at ? byte ^ mask : byte))
      try {
        // A changed signature or key is none of this function's business, but it must be a whole answer then, with its own thumbprint.
        const { commonName, thumbprint } = readClientCertificate(changed)
        expect([typeof commonName, thumbprint === readClientCertificate(der).thumbprint]).toEqual(['string', false])
      } catch (error) {
        expect(error).toEqual(expect.objectContaining({ name: 'CertificateError' }))
      }
    }),
    { numRuns: 150 },
  )
})
