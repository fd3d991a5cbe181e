import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { decryptPkcs8, encryptPkcs8, newPassphrase } from './encrypted-pkcs8.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' })
const passphrase = newPassphrase()
const pem = await encryptPkcs8(pkcs8, passphrase)

test('OpenSSL opens what we encrypted, with the passphrase only', () => {
  expect(createPrivateKey({ key: pem, passphrase }).export({ type: 'pkcs8', format: 'der' })).toEqual(pkcs8)
  expect(() => createPrivateKey({ key: pem, passphrase: newPassphrase() })).toThrow()
})

test('it comes back as it was, and looks different each time', async () => {
  expect(Buffer.from(await decryptPkcs8(pem, passphrase))).toEqual(pkcs8)
  expect(await encryptPkcs8(pkcs8, passphrase)).not.toBe(pem)
  expect(passphrase).toMatch(/^[\w-]{43}$/)
})

test('another passphrase, other rounds, a cut text and one that is none are refused', async () => {
  const bytes = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')
  const rounds = bytes.indexOf(Buffer.from('0203033450', 'hex'))
  expect(rounds).toBeGreaterThan(0)
  const weaker = Buffer.from(bytes)
  weaker.writeUInt8(1, rounds + 4)
  const asPem = (der: Buffer) =>
    `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${der.toString('base64')}\n-----END ENCRYPTED PRIVATE KEY-----\n`
  await expect(decryptPkcs8(pem, newPassphrase())).rejects.toThrow(expect.objectContaining({ code: 'ENVELOPE_REFUSED' }))
  for (const bad of [asPem(weaker), asPem(bytes.subarray(0, 200)), asPem(bytes.subarray(0, 3)), 'no key', '']) {
    await expect(decryptPkcs8(bad, passphrase)).rejects.toThrow(expect.objectContaining({ code: 'ENVELOPE_MALFORMED' }))
  }
})
