import { createHash, createPrivateKey, randomBytes, webcrypto } from 'node:crypto'
import { CertificateError } from './certificate-error.ts'
import type { X509Certificate } from './x509.ts'

const DAY = 86_400_000
// Clocks of aircraft and fresh machines lag; a certificate that begins "now" would be refused by them.
const BACKDATED_MS = 5 * 60_000

/** A certificate as it leaves us. */
export interface IssuedCertificate {
  pem: string
  /** The certificate and the authorities above it without the root: what a TLS peer sends. */
  chainPem: string
  /** Hexadecimal, small letters. */
  serial: string
  not_before: Date
  not_after: Date
  /** SHA-256 of the DER, base64url: `x5t#S256` of RFC 8705. */
  thumbprint: string
}

/** With its private key (PKCS#8, DER), which the caller seals. */
export interface CertificateWithKey extends IssuedCertificate {
  privateKeyPkcs8: Uint8Array
}

export interface Validity {
  notBefore: Date
  notAfter: Date
}

/**
 * The name under which a token is bound to a certificate (`x5t#S256`).
 *
 * @example
 * thumbprint(Buffer.from('der')) // => 'UFDYDSLs1HHqVd9wNAQsHgQTQf9AZuf2_zjiC3IN-Oo'
 */
export function thumbprint(der: Uint8Array | ArrayBuffer): string {
  return createHash('sha256').update(new Uint8Array(der)).digest('base64url')
}

/** PEM of a PKCS#8 key, as `node:tls` and other programs want it. */
export function privateKeyPem(pkcs8: Uint8Array): string {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }).export({
    type: 'pkcs8',
    format: 'pem',
  }) as string
}

/** 16 random bytes, positive and always of full length: 126 bits that nobody can guess (CA/Browser Forum asks for 64). */
export function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytes.toString('hex')
}

/** From a little before now, in whole seconds, as X.509 knows no smaller part; never longer than the authority itself lives. */
export function validity({ now, days, daysMax, until }: { now: Date; days: number; daysMax: number; until?: Date }): Validity {
  if (!Number.isInteger(days) || days < 1 || days > daysMax) throw new CertificateError('VALIDITY_REFUSED')
  const end = Math.min(now.getTime() + days * DAY, until?.getTime() ?? Number.POSITIVE_INFINITY)
  return { notBefore: wholeSeconds(now.getTime() - BACKDATED_MS), notAfter: wholeSeconds(end) }
}

export function issued(certificate: X509Certificate, authoritiesPem: string): IssuedCertificate {
  const pem = `${certificate.toString('pem').trimEnd()}\n`
  return {
    pem,
    chainPem: pem + authoritiesPem,
    serial: certificate.serialNumber,
    not_before: certificate.notBefore,
    not_after: certificate.notAfter,
    thumbprint: thumbprint(certificate.rawData),
  }
}

export async function exportedPkcs8(key: webcrypto.CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', key))
}

const wholeSeconds = (ms: number) => new Date(Math.floor(ms / 1_000) * 1_000)
