import { createPublicKey, type KeyObject } from 'node:crypto'
import { CertificateError } from './certificate-error.ts'
import { isOneSequence } from './der.ts'
import { Pkcs10CertificateRequest } from './x509.ts'

// A request with RSA 4096 has 1.7 kB. Larger input is refused before any parser sees it.
const REQUEST_CHARS_MAX = 16_384
const PEM = /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END \1?CERTIFICATE REQUEST-----\s*$/
const RSA_BITS_MIN = 2_048
// Above 8192 bits a single signature check takes so long that requests become a weapon.
const RSA_BITS_MAX = 8_192
// NIST SP 800-131A: smaller public exponents are not accepted.
const RSA_EXPONENT_MIN = 65_537n
const CURVES = new Set(['prime256v1', 'secp384r1'])
const HASHES = new Set(['SHA-256', 'SHA-384', 'SHA-512'])

/**
 * Takes from a certificate request the only thing that is taken from it: its public key (SPKI, DER), after its strength and
 * the proof that the sender holds the private part were checked. Subject and extensions are wishes, and are not read.
 */
export async function publicKeyOfRequest(csrPem: string): Promise<Uint8Array<ArrayBuffer>> {
  const request = parsed(csrPem)
  // Strength first: checking the signature of a key of any size is what an attacker would like us to do.
  const key = keyOf(request)
  if (!isAcceptable(key)) throw new CertificateError('REQUEST_KEY_REFUSED')
  if (!(await isSignedByItself(request))) throw new CertificateError('REQUEST_SIGNATURE_INVALID')
  // Written anew by OpenSSL, so that nothing but the key itself gets from the request into the certificate.
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }))
}

function parsed(csrPem: string): Pkcs10CertificateRequest {
  const base64 = csrPem.length <= REQUEST_CHARS_MAX ? PEM.exec(csrPem)?.[2] : undefined
  const der = Buffer.from(base64 ?? '', 'base64')
  if (!isOneSequence(der)) throw new CertificateError('REQUEST_MALFORMED')
  try {
    return new Pkcs10CertificateRequest(der)
  } catch (cause) {
    throw new CertificateError('REQUEST_MALFORMED', { cause })
  }
}

function keyOf(request: Pkcs10CertificateRequest): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' })
  } catch (cause) {
    throw new CertificateError('REQUEST_KEY_REFUSED', { cause })
  }
}

function isAcceptable({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case 'rsa': {
      const bits = details?.modulusLength ?? 0
      return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX && (details?.publicExponent ?? 0n) >= RSA_EXPONENT_MIN
    }
    case 'ec':
      return CURVES.has(details?.namedCurve ?? '')
    default:
      return asymmetricKeyType === 'ed25519'
  }
}

async function isSignedByItself(request: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    const { name, hash } = request.signatureAlgorithm as { name: string; hash?: { name: string } }
    return (name === 'Ed25519' || HASHES.has(hash?.name ?? '')) && (await request.verify())
  } catch {
    // Whatever the reason: an unknown algorithm, one that does not fit the key, a signature that cannot be decoded.
    return false
  }
}
