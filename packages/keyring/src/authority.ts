import { webcrypto } from 'node:crypto'
import { CertificateError } from './certificate-error.ts'
import { subjectName } from './certificate-names.ts'
import { type CertificateWithKey, exportedPkcs8, issued, newSerial, type Validity, validity } from './certificates.ts'
import { AUTHORITY_KEY, AUTHORITY_SIGNATURE, openAuthority, type SigningAuthority, signCertificate } from './sign-certificate.ts'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

const YEARS_MAX = 30
const DAYS_PER_YEAR = 365

export type CertificatePurpose = 'client' | 'server'

/** A new authority. Its `chainPem` is empty for a root, which nobody needs to be sent. */
export type Authority = CertificateWithKey & SigningAuthority

export interface NewAuthority {
  commonName: string
  validYears: number
  /** How many authorities may stand below it: 0 for one that issues to end users only. */
  pathLength: number
  /** The authority above; left out for a root. */
  parent?: SigningAuthority
  /** What its certificates may be used for. `['client']` for the authority of a team: stolen, it still cannot pose as a server. */
  purposes?: readonly CertificatePurpose[]
  now: Date
}

/**
 * Makes an authority (ECDSA P-256): a root, or one below `parent`.
 *
 * @example
 * const root = await createAuthority({ commonName: 'Skykeep root', validYears: 10, pathLength: 1, now })
 * const team = await createAuthority({ commonName: 'Team t-1', validYears: 5, pathLength: 0, parent: root, purposes: ['client'], now })
 * team.chainPem === team.pem // => true
 * root.chainPem // => ''
 */
export async function createAuthority(about: NewAuthority): Promise<Authority> {
  const { commonName, validYears, parent, now } = about
  if (!Number.isInteger(about.pathLength) || about.pathLength < 0) throw new CertificateError('AUTHORITY_REFUSED')
  const above = parent && (await openAuthority(parent, now))
  if (above?.pathLength !== undefined && above.pathLength <= about.pathLength) throw new CertificateError('AUTHORITY_REFUSED')
  const keys = await webcrypto.subtle.generateKey(AUTHORITY_KEY, true, ['sign', 'verify'])
  const publicKeySpki = new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey))
  const subject = subjectName(commonName)
  const extensions = authorityExtensions(about)
  const days = validYears * DAYS_PER_YEAR
  const valid = validity({ now, days, daysMax: YEARS_MAX * DAYS_PER_YEAR, until: above?.certificate.notAfter })
  const certificate = above
    ? await signCertificate(above, { subject, publicKeySpki, valid, extensions })
    : await rootCertificate(commonName, keys, valid, extensions)
  const made = issued(certificate, parent?.chainPem ?? '')
  return { ...made, chainPem: parent ? made.chainPem : '', privateKeyPkcs8: await exportedPkcs8(keys.privateKey) }
}

async function rootCertificate(
  commonName: string,
  keys: webcrypto.CryptoKeyPair,
  valid: Validity,
  extensions: Extension[],
): Promise<X509Certificate> {
  return X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: subjectName(commonName),
    keys,
    ...valid,
    signingAlgorithm: AUTHORITY_SIGNATURE,
    extensions: [...extensions, await SubjectKeyIdentifierExtension.create(keys.publicKey)],
  })
}

function authorityExtensions({ pathLength, purposes = [] }: NewAuthority): Extension[] {
  const usages = purposes.map((purpose) => (purpose === 'client' ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth))
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ...(usages.length > 0 ? [new ExtendedKeyUsageExtension(usages)] : []),
  ]
}
