import { createHmac, randomBytes } from 'node:crypto'

/** Crockford's base32: no letter that is taken for a digit, so that a code can be read from paper. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
export const CODES = 10
/** Four groups of four letters of five bits each: 80 bits. */
const LETTERS = 16
const GROUP = /.{4}(?=.)/g

/** A set of codes, as they are shown: `k7md-2x9q-w4tz-8hcn`. */
export const newRecoveryCodes = (): string[] => Array.from({ length: CODES }, newRecoveryCode)

// 256 is a multiple of 32, so every letter is as likely as any other.
const newRecoveryCode = (): string =>
  [...randomBytes(LETTERS)]
    .map((byte) => ALPHABET[byte % ALPHABET.length])
    .join('')
    .replace(GROUP, '$&-')

/** What was typed, as it was shown but without hyphens: in any case, with any spaces, and with the letters that look like digits. */
const folded = (typed: string): string =>
  typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')

/** What is stored in place of a code, under the key of its set. */
export const hashOfRecoveryCode = (key: Uint8Array, typed: string): string =>
  createHmac('sha256', key).update(folded(typed)).digest('base64url')
