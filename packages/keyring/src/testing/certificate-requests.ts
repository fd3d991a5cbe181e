import { webcrypto } from 'node:crypto'
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from '../x509.ts'

const algorithms = {
  'ec-p256': { name: 'ECDSA', namedCurve: 'P-256' },
  'ec-p384': { name: 'ECDSA', namedCurve: 'P-384' },
  'ec-p521': { name: 'ECDSA', namedCurve: 'P-521' },
  ed25519: { name: 'Ed25519' },
  'rsa-1024': rsa(1024, 65_537),
  'rsa-2048': rsa(2048, 65_537),
  'rsa-2048-exponent-3': rsa(2048, 3),
}

export type RequestKey = keyof typeof algorithms

export interface NewRequest {
  key?: RequestKey
  hash?: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'
  /** What the sender would like to be. */
  subject?: string
  sanUris?: string[]
}

/** What an aircraft or a machine sends to get a certificate, with the key it keeps. */
export async function certificateRequest({
  key = 'ec-p256',
  hash = 'SHA-256',
  subject = 'CN=wish',
  sanUris = [],
}: NewRequest = {}) {
  const keys = await newKeys(key, hash)
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: { name: keys.privateKey.algorithm.name, hash },
    extensions: sanUris.length > 0 ? [new SubjectAlternativeNameExtension(sanUris.map((value) => ({ type: 'url', value })))] : [],
  })
  const privateKeyPkcs8 = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return { csrPem: request.toString('pem'), der: new Uint8Array(request.rawData), privateKeyPkcs8 }
}

function newKeys(key: RequestKey, hash: string): Promise<webcrypto.CryptoKeyPair> {
  const algorithm = { ...algorithms[key], ...(key.startsWith('rsa') && { hash }) }
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>
}

function rsa(modulusLength: number, exponent: number) {
  const publicExponent = exponent === 3 ? new Uint8Array([3]) : new Uint8Array([1, 0, 1])
  return { name: 'RSASSA-PKCS1-v1_5', modulusLength, publicExponent }
}
