import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Email, normalizeEmail } from './email.ts'

test('[MAIL-1] A-16 one mailbox has one spelling: other case, full-width letters and signs, a confusable @, another form of the domain', () => {
  const spellings = [
    'ana@example.com',
    'Ana@Example.COM',
    '  ana@example.com\t',
    'ana\uff20example.com',
    'ana\ufe6bexample.com',
    'ａｎａ@ｅｘａｍｐｌｅ．ｃｏｍ',
    'ANA@EXAMPLE\u3002com',
    'ana@example\uff61com',
    '\u00a0ana@ℰxample.com',
  ]
  expect(spellings.map(normalizeEmail)).toEqual(spellings.map(() => 'ana@example.com'))
  for (const spelling of ['ana@bücher.example', 'ana@BÜCHER.example', 'ana@bu\u0308cher.example', 'ana@XN--bcher-kva.example']) {
    expect(normalizeEmail(spelling)).toBe('ana@xn--bcher-kva.example')
  }
  expect(normalizeEmail('\u212Aen@example.com')).toBe('ken@example.com') // the sign for kelvin
  // What is another mailbox stays another one.
  expect(normalizeEmail('ana+fleet@example.com')).toBe('ana+fleet@example.com')
  expect(normalizeEmail('ana@ex\u0430mple.com')).not.toBe('ana@example.com') // a Cyrillic а: another domain, as DNS knows it
})

test.each([
  ['nothing', ''],
  ['no @', 'ana.example.com'],
  ['two @', 'ana@mail@example.com'],
  ['two @, one of them full-width', 'ana\uff20mail@example.com'],
  ['no name', '@example.com'],
  ['a letter of another script', '\u0430na@example.com'],
  ['an umlaut before the @', 'änä@example.com'],
  ['an invisible character', 'a\u200bna@example.com'],
  ['a soft hyphen in the domain', 'ana@exam\u00adple.com'],
  ['a joiner in the domain', 'ana@exam\u200dple.com'],
  ['quotes', '"ana"@example.com'],
  ['a space', 'ana keller@example.com'],
  ['a comment', 'ana(x)@example.com'],
  ['a name and brackets', 'Ana <ana@example.com>'],
  ['two addresses', 'ana@example.com,bob@example.com'],
  ['a header', 'ana@example.com\r\nBcc: bob@example.com'],
  ['a header in the local part', 'ana\nBcc: bob@example.com'],
  ['a null', 'ana\u0000@example.com'],
  ['two dots', 'ana..keller@example.com'],
  ['a dot at the end', 'ana.@example.com'],
  ['a domain without a dot', 'ana@localhost'],
  ['a domain with a dot at the end', 'ana@example.com.'],
  ['an address as a domain', 'ana@127.0.0.1'],
  ['a number as a domain', 'ana@2130706433.1'],
  ['an address in brackets', 'ana@[127.0.0.1]'],
  ['a port', 'ana@example.com:25'],
  ['a path', 'ana@example.com/x'],
  ['an escape', 'ana@example.co%6d'],
  ['an underscore', 'ana@ex_ample.com'],
  ['a hyphen at the start of a label', 'ana@-example.com'],
  ['a local part of 65 characters', `${'a'.repeat(65)}@example.com`],
  ['a label of 64 characters', `ana@${'a'.repeat(64)}.com`],
  ['255 characters', `${'a'.repeat(60)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.ee`],
])('refused: %s', (_what, text) => {
  expect(normalizeEmail(text)).toBeNull()
  expect(Email.safeParse(text).success).toBe(false)
})

test('what comes out is ASCII, comes out the same again, and is never longer than a mail server takes', () => {
  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  const likely = fc.tuple(part, fc.constantFrom('@', '\uff20', '\ufe6b'), part, fc.constantFrom('.', '\u3002'), part)
  fc.assert(
    fc.property(
      fc.oneof(
        likely.map((parts) => parts.join('')),
        fc.emailAddress(),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const address = normalizeEmail(text)
        if (address === null) return
        expect(address).toMatch(/^[\x21-\x3f\x5b-\x7e]{1,64}@[a-z0-9.-]{3,253}$/)
        expect(address.length).toBeLessThanOrEqual(254)
        expect(normalizeEmail(address)).toBe(address)
        expect(normalizeEmail(address.toUpperCase())).toBe(address)
      },
    ),
    { numRuns: 3_000 },
  )
  expect(normalizeEmail(`${'a'.repeat(60)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(62)}.ee`)).toHaveLength(254)
})

test('the schema hands on the one spelling, names its fault, and shows as an address in the document', () => {
  expect(z.strictObject({ email: Email }).parse({ email: 'Ana@Example.com' })).toEqual({ email: 'ana@example.com' })
  const { error } = Email.safeParse('ana')
  expect(error?.issues.map(({ message }) => message)).toEqual(['must be an e-mail address, its part before the @ in ASCII'])
  expect(Email.safeParse(`${' '.repeat(400)}ana@example.com`).success).toBe(false)
  expect(z.toJSONSchema(Email, { io: 'input' })).toMatchObject({ type: 'string', format: 'email', maxLength: 320 })
})
