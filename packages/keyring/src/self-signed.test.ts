import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { privateKeyPem } from './certificates.ts'
import { selfSigned } from './self-signed.ts'
import { X509Certificate as ParsedCertificate } from './x509.ts'

const now = new Date('2026-01-01T12:00:00Z')

test('a connection gets an RSA key and a certificate signed with SHA-512', async () => {
  const own = await selfSigned({
    commonName: 'connection c-1',
    key: 'rsa-2048',
    hash: 'SHA-512',
    purpose: 'client',
    days: 365,
    now,
  })
  const certificate = new X509Certificate(own.pem)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.checkPrivateKey(createPrivateKey(privateKeyPem(own.privateKeyPkcs8)))).toBe(true)
  expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
  expect(new ParsedCertificate(own.pem).signatureAlgorithm.hash).toEqual({ name: 'SHA-512' })
  expect([certificate.ca, certificate.subject, own.chainPem]).toEqual([false, 'CN=connection c-1', own.pem])
})

test('a name or a time that a certificate must not have is refused', async () => {
  const about = { commonName: 'c-1', key: 'ec-p256', purpose: 'client', days: 365, now } as const
  await expect(selfSigned({ ...about, commonName: 'a=b' })).rejects.toThrow(expect.objectContaining({ code: 'NAME_REFUSED' }))
  await expect(selfSigned({ ...about, days: 2_000 })).rejects.toThrow(expect.objectContaining({ code: 'VALIDITY_REFUSED' }))
})
