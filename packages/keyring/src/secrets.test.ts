import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashSecret, looksLikeSecret, newSecret, secretMatches } from './secrets.ts'

test('a secret has a prefix for scanners, 43 digits for 256 random bits, and a checksum', () => {
  expect(newSecret('client')).toMatch(/^sk_client_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/)
  const secrets = new Set(Array.from({ length: 500 }, () => newSecret('client')))
  expect(secrets.size).toBe(500)
})

test('all 256 bits of the randomness are in the secret', () => {
  const of = (bytes: Uint8Array) => newSecret('client', () => bytes)
  expect(of(new Uint8Array(32))).toContain(`_${'0'.repeat(43)}_`)
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(255), (bytes, bit) => {
      const flipped = bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(of(flipped)).not.toBe(of(bytes))
    }),
    { numRuns: 100 },
  )
})

test('the shape and the checksum tell a secret from a mistyped one', () => {
  const secret = newSecret('aircraft')
  expect(looksLikeSecret(secret)).toBe(true)
  for (let at = 0; at < secret.length; at++) {
    const other = secret[at] === 'x' ? 'y' : 'x'
    expect(looksLikeSecret(secret.slice(0, at) + other + secret.slice(at + 1)), `position ${at}`).toBe(false)
  }
  for (const text of ['', ` ${secret}`, `${secret}\n`, secret.slice(0, -1), `${secret}${secret}`, 'sk_client_abc_123456'])
    expect(looksLikeSecret(text)).toBe(false)
})

test('a hash matches its secret and no other text', () => {
  const secret = newSecret('client')
  const hash = hashSecret(secret)
  expect(hash).not.toContain(secret.slice(10, 20))
  expect(secretMatches(secret, hash)).toBe(true)
  expect([newSecret('client'), '', hash, secret.slice(1)].map((text) => secretMatches(text, hash))).toEqual([
    false,
    false,
    false,
    false,
  ])
})

test.each(['', 'sha256:', 'sha256:short', `sha512:${'A'.repeat(43)}`, `sha256:${'A'.repeat(44)}`])(
  'a stored hash of the form %o matches nothing',
  (hash) => {
    expect(secretMatches('', hash)).toBe(false)
    expect(secretMatches(newSecret('client'), hash)).toBe(false)
  },
)

test.each(['', 'C', 'a', '1st', 'with_line', 'a'.repeat(17)])('the kind %o is refused', (kind) => {
  expect(() => newSecret(kind)).toThrow(RangeError)
})
