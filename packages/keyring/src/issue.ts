import { webcrypto } from 'node:crypto'
import { alternativeNames, subjectName } from './certificate-names.ts'
import { type CertificateWithKey, exportedPkcs8, type IssuedCertificate, issued, validity } from './certificates.ts'
import { publicKeyOfRequest } from './request-key.ts'
import { AUTHORITY_KEY, openAuthority, type SigningAuthority, signCertificate } from './sign-certificate.ts'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
} from './x509.ts'

// A year: how long a lost aircraft may matter if every other control fails.
const CLIENT_DAYS_MAX = 366
// 398 days: the longest life browsers accept of a server.
const SERVER_DAYS_MAX = 398

export interface ClientCertificateOrder {
  csrPem: string
  authority: SigningAuthority
  /** The id of the principal, as we know it. Never what the request asks for. */
  commonName: string
  sanUris: readonly string[]
  days: number
  now: Date
}

export interface ServerCertificateOrder {
  authority: SigningAuthority
  dnsNames: readonly string[]
  ipAddresses: readonly string[]
  days: number
  now: Date
}

/**
 * Issues a client certificate for the key in the request. Who it speaks for comes from us; the request only proves
 * that its sender holds the private key.
 *
 * @example
 * const authority = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, now })
 * const sanUris = ['urn:skykeep:aircraft:a-1']
 * const certificate = await issueFromCsr({ csrPem, authority, commonName: 'a-1', sanUris, days: 365, now })
 * readClientCertificate(certificate.pem).commonName // => 'a-1'
 */
export async function issueFromCsr({
  csrPem,
  authority,
  commonName,
  sanUris,
  days,
  now,
}: ClientCertificateOrder): Promise<IssuedCertificate> {
  const publicKeySpki = await publicKeyOfRequest(csrPem)
  const opened = await openAuthority(authority, now)
  const certificate = await signCertificate(opened, {
    subject: subjectName(commonName),
    publicKeySpki,
    valid: validity({ now, days, daysMax: CLIENT_DAYS_MAX, until: opened.certificate.notAfter }),
    extensions: [...endExtensions('clientAuth'), ...alternativeNames({ sanUris })],
  })
  return issued(certificate, authority.chainPem)
}

/** Makes a key (ECDSA P-256) and a certificate for a TLS server with these names. The first name is the common name, too. */
export async function issueServerCertificate(order: ServerCertificateOrder): Promise<CertificateWithKey> {
  const { authority, dnsNames, ipAddresses, days, now } = order
  const opened = await openAuthority(authority, now)
  const names = alternativeNames({ dnsNames, ipAddresses })
  const keys = await webcrypto.subtle.generateKey(AUTHORITY_KEY, true, ['sign', 'verify'])
  const certificate = await signCertificate(opened, {
    subject: subjectName((dnsNames[0] ?? ipAddresses[0] ?? '').replace('*.', '')),
    publicKeySpki: new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey)),
    valid: validity({ now, days, daysMax: SERVER_DAYS_MAX, until: opened.certificate.notAfter }),
    extensions: [...endExtensions('serverAuth'), ...names],
  })
  return { ...issued(certificate, authority.chainPem), privateKeyPkcs8: await exportedPkcs8(keys.privateKey) }
}

/** A certificate that is the end of its chain: no authority, signatures only, for one purpose. */
export function endExtensions(purpose: 'clientAuth' | 'serverAuth'): Extension[] {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage[purpose]]),
  ]
}
