import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto'
import { CertificateError } from './certificate-error.ts'
import { newSerial, type Validity } from './certificates.ts'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  type Name,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

// P-256 for all authorities: what every TLS library takes, small in each handshake, 128 bits of strength.
export const AUTHORITY_KEY = { name: 'ECDSA', namedCurve: 'P-256' }
export const AUTHORITY_SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' }

/** What is needed to issue: exactly what is stored of an authority, with its private key opened. */
export interface SigningAuthority {
  pem: string
  chainPem: string
  /** PKCS#8, DER. */
  privateKeyPkcs8: Uint8Array
}

/** An authority that was found fit to sign at this moment. */
export interface OpenedAuthority {
  certificate: X509Certificate
  key: webcrypto.CryptoKey
  pathLength: number | undefined
}

export async function openAuthority({ pem, privateKeyPkcs8 }: SigningAuthority, now: Date): Promise<OpenedAuthority> {
  const certificate = new X509Certificate(pem)
  const constraints = certificate.getExtension(BasicConstraintsExtension)
  const isValid = certificate.notBefore <= now && now < certificate.notAfter
  if (!constraints?.ca || !isValid || !isKeyOf(certificate, privateKeyPkcs8)) throw new CertificateError('AUTHORITY_REFUSED')
  const key = await webcrypto.subtle.importKey('pkcs8', new Uint8Array(privateKeyPkcs8), AUTHORITY_KEY, false, ['sign'])
  return { certificate, key, pathLength: constraints.pathLength }
}

/** Signs with the authority, adding what every certificate below an authority has: a serial and both key identifiers. */
export async function signCertificate(
  authority: OpenedAuthority,
  about: { subject: Name; publicKeySpki: Uint8Array<ArrayBuffer>; valid: Validity; extensions: Extension[] },
): Promise<X509Certificate> {
  return X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: about.subject,
    // The name is taken over byte by byte: verifiers compare encodings, not texts.
    issuer: authority.certificate.subjectName,
    ...about.valid,
    publicKey: about.publicKeySpki,
    signingKey: authority.key,
    signingAlgorithm: AUTHORITY_SIGNATURE,
    extensions: [
      ...about.extensions,
      await SubjectKeyIdentifierExtension.create(about.publicKeySpki),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  })
}

// A key that was sealed next to the wrong certificate would issue what nobody accepts, and we would hear of it from an aircraft.
function isKeyOf(certificate: X509Certificate, pkcs8: Uint8Array): boolean {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).equals(Buffer.from(certificate.publicKey.rawData))
}
