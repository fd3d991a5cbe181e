import { createHmac } from 'node:crypto'

/** Eight letters without vowels, so that no word comes out, and without those that look like digits: 20^8 codes, of which few live. */
export const USER_CODE_CHARSET = 'base-20'
export const USER_CODE_MASK = '****-****'

/** What a person may type for it: in either case, with or without the dash. */
export const userCodeOf = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** As it is shown. */
export const shownUserCode = (typed: string): string => userCodeOf(typed).replace(/^(.{4})(?=.)/, '$1-')

export type HashUserCode = (typed: string) => string

/**
 * The name under which a user code is stored. Under a key that the database does not hold: all codes there are could be tried against
 * a plain hash within minutes.
 */
export const userCodeHasher =
  (key: string): HashUserCode =>
  (typed) =>
    createHmac('sha256', key).update(userCodeOf(typed)).digest('base64url')
