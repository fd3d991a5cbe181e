import { X509Certificate as NodeCertificate } from 'node:crypto'
import { CertificateError } from './certificate-error.ts'
import { thumbprint } from './certificates.ts'
import { isOneSequence } from './der.ts'
import { AuthorityKeyIdentifierExtension, SubjectAlternativeNameExtension, X509Certificate } from './x509.ts'

const PEM = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/
const CERTIFICATE_BYTES_MAX = 16_384
// No control characters: a line break or a zero byte in a name makes two readers read two names.
const PLAIN_TEXT = /^[\x20-\x7e\u00a0-\uffff]+$/

/** What a certificate says about its holder. Nothing here was verified: the TLS listener does that before. */
export interface ClientCertificateFacts {
  commonName: string
  sanUris: string[]
  /** Hexadecimal, small letters. */
  serial: string
  thumbprint: string
  notBefore: Date
  notAfter: Date
  /** The name of the authority as text, for people. Compare `issuerKeyId` where it matters. */
  issuer: string
  /** Key identifier of the authority, hexadecimal: equal to the team's authority, or the certificate is of another team. */
  issuerKeyId: string | undefined
}

/**
 * Reads a client certificate by its structure and never by its printed form, in which a name can pose as two. Refuses
 * a certificate without exactly one common name.
 *
 * @example
 * const own = await selfSigned({ commonName: 'a-1', key: 'ec-p256', purpose: 'client', days: 1, now, sanUris: ['urn:skykeep:aircraft:a-1'] })
 * readClientCertificate(own.pem).sanUris // => ['urn:skykeep:aircraft:a-1']
 * readClientCertificate(own.pem).serial === own.serial // => true
 */
export function readClientCertificate(input: Uint8Array | string | NodeCertificate): ClientCertificateFacts {
  const certificate = parsed(derOf(input))
  const [commonName, ...others] = reading(() => certificate.subjectName.getField('CN'))
  if (commonName === undefined) throw new CertificateError('COMMON_NAME_MISSING')
  if (others.length > 0 || !PLAIN_TEXT.test(commonName)) throw new CertificateError('COMMON_NAME_AMBIGUOUS')
  return reading(() => ({
    commonName,
    sanUris: sanUrisOf(certificate),
    serial: certificate.serialNumber,
    thumbprint: thumbprint(certificate.rawData),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    issuer: certificate.issuer,
    issuerKeyId: certificate.getExtension(AuthorityKeyIdentifierExtension)?.keyId,
  }))
}

function sanUrisOf(certificate: X509Certificate): string[] {
  const [extension, ...others] = certificate.getExtensions(SubjectAlternativeNameExtension)
  if (others.length > 0) throw new CertificateError('CERTIFICATE_MALFORMED')
  return (extension?.names.items ?? []).filter(({ type }) => type === 'url').map(({ value }) => value)
}

function derOf(input: Uint8Array | string | NodeCertificate): Uint8Array {
  if (input instanceof NodeCertificate) return input.raw
  if (typeof input !== 'string') return input
  const base64 = PEM.exec(input)?.[1]
  if (base64 === undefined) throw new CertificateError('CERTIFICATE_MALFORMED')
  return Buffer.from(base64, 'base64')
}

function parsed(der: Uint8Array): X509Certificate {
  if (der.length > CERTIFICATE_BYTES_MAX || !isOneSequence(der)) throw new CertificateError('CERTIFICATE_MALFORMED')
  return reading(() => new X509Certificate(new Uint8Array(der)))
}

// The library parses parts when they are asked for, and each may throw its own kind of error.
function reading<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    throw cause instanceof CertificateError ? cause : new CertificateError('CERTIFICATE_MALFORMED', { cause })
  }
}
