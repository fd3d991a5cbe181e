import { webcrypto } from 'node:crypto'
import { type AlternativeNames, alternativeNames, subjectName } from './certificate-names.ts'
import { type CertificateWithKey, exportedPkcs8, issued, newSerial, validity } from './certificates.ts'
import { endExtensions } from './issue.ts'
import { SubjectKeyIdentifierExtension, X509CertificateGenerator } from './x509.ts'

const DAYS_MAX = 3 * 366
const RSA = { name: 'RSASSA-PKCS1-v1_5', publicExponent: new Uint8Array([1, 0, 1]) }

export type SelfSignedKey = 'ec-p256' | 'rsa-2048' | 'rsa-3072' | 'rsa-4096'
export type SelfSignedHash = 'SHA-256' | 'SHA-384' | 'SHA-512'

export interface NewSelfSigned extends AlternativeNames {
  commonName: string
  key: SelfSignedKey
  hash?: SelfSignedHash
  purpose: 'client' | 'server'
  days: number
  now: Date
}

/**
 * A key with a certificate that vouches only for itself, for where the other side registers the certificate: a connection
 * to a cloud, or a client with `self_signed_tls_client_auth`.
 *
 * @example
 * const own = await selfSigned({ commonName: 'connection c-1', key: 'rsa-2048', hash: 'SHA-512', purpose: 'client', days: 365, now })
 * readClientCertificate(own.pem).thumbprint === own.thumbprint // => true
 */
export async function selfSigned(about: NewSelfSigned): Promise<CertificateWithKey> {
  const { commonName, hash = 'SHA-256', purpose, days, now } = about
  const keys = await newKeys(about.key, hash)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: subjectName(commonName),
    keys,
    ...validity({ now, days, daysMax: DAYS_MAX }),
    signingAlgorithm: { name: keys.privateKey.algorithm.name, hash },
    extensions: [
      ...endExtensions(purpose === 'client' ? 'clientAuth' : 'serverAuth'),
      ...alternativeNames(about),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { ...issued(certificate, ''), privateKeyPkcs8: await exportedPkcs8(keys.privateKey) }
}

function newKeys(key: SelfSignedKey, hash: SelfSignedHash): Promise<webcrypto.CryptoKeyPair> {
  const usages: webcrypto.KeyUsage[] = ['sign', 'verify']
  if (key === 'ec-p256') return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, usages)
  return webcrypto.subtle.generateKey({ ...RSA, modulusLength: Number(key.slice('rsa-'.length)), hash }, true, usages)
}
