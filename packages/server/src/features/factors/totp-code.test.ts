import { expect, test } from 'vitest'
import { base32Of, newTotpSecret, stepOfCode, totpUri } from './totp-code.ts'

// RFC 6238, appendix B, of which apps show the last six digits.
const secret = Buffer.from('12345678901234567890')
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at second %d the code of the standard is %s', (seconds, code) => {
  expect(stepOfCode(secret, code, new Date(seconds * 1_000))).toBe(Math.floor(seconds / 30))
})

test('a code is known one step before and after, and by the step that it belongs to', () => {
  const step = Math.floor(59 / 30)
  const at = (steps: number) => stepOfCode(secret, '287082', new Date((step + steps) * 30_000))
  expect([-2, -1, 0, 1, 2].map(at)).toEqual([null, step, step, step, null])
})

test('what is not six digits is no code', () => {
  for (const text of ['', '28708', '2870822', '28708a', '２８７０８２', '\u0000287082', '-87082', '287 82', 'é28708']) {
    expect([text, stepOfCode(secret, text, new Date(59_000))]).toEqual([text, null])
  }
})

test('a secret has 160 bits, and the link for the app holds it with the name of the account', () => {
  const made = newTotpSecret()
  expect(made).toHaveLength(20)
  expect(base32Of(made)).toMatch(/^[A-Z2-7]{32}$/)
  const uri = new URL(totpUri(made, 'ana+fleet@example.com'))
  expect(uri.href).toMatch(/^otpauth:\/\/totp\/Skykeep:ana%2Bfleet%40example\.com\?/)
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: 'Skykeep',
    secret: base32Of(made),
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
