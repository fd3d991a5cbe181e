import { createPrivateKey, sign } from 'node:crypto'
import { CertificateError } from './certificate-error.ts'
import { der, derInteger, derSequence, derTime } from './der.ts'
import { openAuthority, type SigningAuthority } from './sign-certificate.ts'
import { AuthorityKeyIdentifierExtension, PemConverter, type X509Certificate } from './x509.ts'

const SERIAL = /^[0-9a-f]{1,40}$/i
const VERSION_2 = derInteger(1n)
const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex')
const REASON_CODE = Buffer.from('0603551d15', 'hex')
const CRL_NUMBER = Buffer.from('0603551d14', 'hex')
// RFC 5280 §5.2.3: twenty octets at most, the first bit stays free.
const NUMBER_MAX = 2n ** 159n

// There is no "hold": what is revoked stays revoked. "Unspecified" is said by leaving the reason out, as RFC 5280 §5.3.1 wants it.
const reasonCodes = {
  key_compromise: 1,
  authority_compromise: 2,
  affiliation_changed: 3,
  superseded: 4,
  cessation_of_operation: 5,
  privilege_withdrawn: 9,
} as const

export type RevocationReason = keyof typeof reasonCodes

export interface RevokedCertificate {
  /** Hexadecimal. */
  serial: string
  at: Date
  reason?: RevocationReason
}

export interface NewRevocationList {
  authority: SigningAuthority
  revoked: readonly RevokedCertificate[]
  /** Grows with each list of this authority. */
  number: number | bigint
  thisUpdate: Date
  /** After this the list counts for nothing, and TLS listeners that use it refuse everybody: publish the next one in time. */
  nextUpdate: Date
}

/**
 * Signs the list of revoked certificates of one authority.
 *
 * Written here and not by the X.509 library: that takes a time that grows with the square of the list (seconds for 4,000
 * entries), and writes entries without a reason in a form that the RFC forbids.
 *
 * @example
 * const authority = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, now })
 * const revoked = [{ serial: '4a01', at: now, reason: 'key_compromise' }]
 * const nextUpdate = new Date(now.getTime() + 86_400_000)
 * const list = await buildCrl({ authority, revoked, number: 1, thisUpdate: now, nextUpdate })
 * list.pem.startsWith('-----BEGIN X509 CRL-----') // => true
 */
export async function buildCrl(about: NewRevocationList): Promise<{ pem: string; der: Uint8Array }> {
  if (!isSensible(about)) throw new CertificateError('REVOCATION_REFUSED')
  const { certificate } = await openAuthority(about.authority, about.thisUpdate)
  const content = await signedPart(about, certificate)
  const key = createPrivateKey({ key: Buffer.from(about.authority.privateKeyPkcs8), format: 'der', type: 'pkcs8' })
  const signature = der(0x03, Buffer.of(0), sign('sha256', content, key))
  const list = derSequence(content, ECDSA_WITH_SHA256, signature)
  return { pem: `${PemConverter.encode(list, 'X509 CRL').trimEnd()}\n`, der: list }
}

async function signedPart(
  { revoked, number, thisUpdate, nextUpdate }: NewRevocationList,
  authority: X509Certificate,
): Promise<Buffer> {
  const issuer = Buffer.from(authority.subjectName.toArrayBuffer())
  const keyId = Buffer.from((await AuthorityKeyIdentifierExtension.create(authority.publicKey)).rawData)
  const extensions = derSequence(keyId, extension(CRL_NUMBER, derInteger(BigInt(number))))
  // An empty list is left out, not written: RFC 5280 §5.1.2.6.
  const entries = revoked.length > 0 ? [derSequence(...revoked.map(entry))] : []
  const times = [derTime(thisUpdate), derTime(nextUpdate)]
  return derSequence(VERSION_2, ECDSA_WITH_SHA256, issuer, ...times, ...entries, der(0xa0, extensions))
}

function entry({ serial, at, reason }: RevokedCertificate): Buffer {
  const why = reason ? [derSequence(extension(REASON_CODE, Buffer.of(0x0a, 0x01, reasonCodes[reason])))] : []
  return derSequence(derInteger(BigInt(`0x${serial}`)), derTime(at), ...why)
}

const extension = (oid: Uint8Array, value: Uint8Array) => derSequence(oid, der(0x04, value))

function isSensible({ revoked, number, thisUpdate, nextUpdate }: NewRevocationList): boolean {
  if (!revoked.every(({ serial }) => SERIAL.test(serial))) return false
  const serials = new Set(revoked.map(({ serial }) => BigInt(`0x${serial}`)))
  const isNumber = typeof number === 'bigint' || Number.isSafeInteger(number)
  return nextUpdate > thisUpdate && serials.size === revoked.length && isNumber && number >= 0 && number < NUMBER_MAX
}
