import { CertificateError } from './certificate-error.ts'
import { AUTHORITY_SIGNATURE, openAuthority, type SigningAuthority } from './sign-certificate.ts'
import { AuthorityKeyIdentifierExtension, Extension, PemConverter, X509CrlGenerator, X509CrlReason } from './x509.ts'

const CRL_NUMBER = '2.5.29.20'
const SERIAL = /^[0-9a-f]{1,40}$/i

/**
 * Why a certificate was revoked. There is no "hold": what is revoked stays revoked. There is no "unspecified" either: RFC 5280
 * wants it left out, and the library then writes an empty list of extensions, which the RFC forbids.
 */
export type RevocationReason =
  | 'key_compromise'
  | 'authority_compromise'
  | 'affiliation_changed'
  | 'superseded'
  | 'cessation_of_operation'
  | 'privilege_withdrawn'

const reasons = {
  key_compromise: X509CrlReason.keyCompromise,
  authority_compromise: X509CrlReason.cACompromise,
  affiliation_changed: X509CrlReason.affiliationChanged,
  superseded: X509CrlReason.superseded,
  cessation_of_operation: X509CrlReason.cessationOfOperation,
  privilege_withdrawn: X509CrlReason.privilegeWithdrawn,
} as const satisfies Record<RevocationReason, X509CrlReason>

export interface RevokedCertificate {
  /** Hexadecimal. */
  serial: string
  at: Date
  /** If nobody said: `privilege_withdrawn`. */
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
 * @example
 * const authority = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, now })
 * const revoked = [{ serial: '4a01', at: now, reason: 'key_compromise' }]
 * const nextUpdate = new Date(now.getTime() + 86_400_000)
 * const list = await buildCrl({ authority, revoked, number: 1, thisUpdate: now, nextUpdate })
 * list.pem.startsWith('-----BEGIN X509 CRL-----') // => true
 */
export async function buildCrl(about: NewRevocationList): Promise<{ pem: string; der: Uint8Array }> {
  const { authority, revoked, number, thisUpdate, nextUpdate } = about
  const serials = new Set(revoked.map(({ serial }) => serial.toLowerCase()))
  const isSensible =
    nextUpdate > thisUpdate && serials.size === revoked.length && revoked.every(({ serial }) => SERIAL.test(serial))
  if (!isSensible) throw new CertificateError('REVOCATION_REFUSED')
  const { certificate, key } = await openAuthority(authority, thisUpdate)
  const list = await X509CrlGenerator.create({
    issuer: certificate.subjectName,
    thisUpdate,
    nextUpdate,
    signingAlgorithm: AUTHORITY_SIGNATURE,
    signingKey: key,
    extensions: [await AuthorityKeyIdentifierExtension.create(certificate.publicKey), crlNumber(number)],
    entries: revoked.map(({ serial, at, reason = 'privilege_withdrawn' }) => ({
      serialNumber: serial,
      revocationDate: at,
      reason: reasons[reason],
    })),
  })
  // The library would label it CRL, which OpenSSL does not read (RFC 7468 §6).
  return { pem: `${PemConverter.encode(list.rawData, 'X509 CRL').trimEnd()}\n`, der: new Uint8Array(list.rawData) }
}

// RFC 5280 §5.2.3: an INTEGER of at most 20 octets. A leading zero octet keeps it positive.
function crlNumber(number: number | bigint): Extension {
  const digits = BigInt(number).toString(16)
  const octets = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  const positive = octets[0]! > 0x7f ? Buffer.concat([Buffer.of(0), octets]) : octets
  if (BigInt(number) < 0n || positive.length > 20) throw new CertificateError('REVOCATION_REFUSED')
  return new Extension(CRL_NUMBER, false, Buffer.concat([Buffer.of(0x02, positive.length), positive]))
}
