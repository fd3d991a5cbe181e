import { createHash, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type RandomBytes, secureRandom } from './outside.ts'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SECRET_BYTES = 32
// 62^43 > 2^256 and 62^6 > 2^32: a fixed width, so that the shape alone tells a scanner what it found.
const SECRET_DIGITS = 43
const CHECK_DIGITS = 6
const SHAPE = /^(sk_[a-z][a-z0-9]{1,15}_[0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/
const KIND = /^[a-z][a-z0-9]{1,15}$/
const HASH = /^sha256:([A-Za-z0-9_-]{43})$/

/**
 * A secret for a machine: `sk_<kind>_<256 random bits>_<checksum>`. The prefix and the checksum let secret scanners find
 * one in a repository or a log without false alarms, and let us refuse a mistyped one without asking the database.
 *
 * @example
 * const secret = newSecret('client')
 * secret.startsWith('sk_client_') // => true
 * looksLikeSecret(secret) // => true
 */
export function newSecret(kind: string, random: RandomBytes = secureRandom): string {
  if (!KIND.test(kind)) throw new RangeError('The kind of a secret is 2 to 16 small letters and digits')
  const number = BigInt(`0x${Buffer.from(random(SECRET_BYTES)).toString('hex')}`)
  const text = `sk_${kind}_${base62(number, SECRET_DIGITS)}`
  return `${text}_${checksum(text)}`
}

/**
 * What is stored in place of a secret. One SHA-256 is enough: a slow hash makes guessing of *weak* secrets expensive, and
 * nobody guesses 256 random bits. For the same reason no salt is needed, and a secret can be found by its hash.
 * Never use this for what a person chose.
 *
 * @example
 * hashSecret('sk_client_0') // => 'sha256:EnZD_GIEUq5PGEkAmjTqCCHZz6EfJzGPHzU6qL2dgzQ'
 */
export function hashSecret(secret: string): string {
  return `sha256:${createHash('sha256').update(secret, 'utf8').digest('base64url')}`
}

/**
 * True when the hash was made from this secret.
 *
 * @example
 * secretMatches('sk_client_0', hashSecret('sk_client_0')) // => true
 * secretMatches('sk_client_1', hashSecret('sk_client_0')) // => false
 */
export function secretMatches(secret: string, hash: string): boolean {
  const [, text] = HASH.exec(hash) ?? []
  if (text === undefined) return false
  // Compared in constant time: how far two hashes agree must not show, or a hash could be found out digit by digit.
  return timingSafeEqual(createHash('sha256').update(secret, 'utf8').digest(), Buffer.from(text, 'base64url'))
}

/**
 * True when the whole text has the shape of a secret and its checksum is right. Says nothing about whether it is valid.
 *
 * @example
 * looksLikeSecret('sk_client_with_a_typing_error') // => false
 */
export function looksLikeSecret(text: string): boolean {
  const [, body, check] = SHAPE.exec(text) ?? []
  return body !== undefined && checksum(body) === check
}

const checksum = (text: string) => base62(BigInt(crc32(text)), CHECK_DIGITS)

function base62(number: bigint, width: number): string {
  let text = ''
  for (let rest = number; text.length < width; rest /= 62n) text = DIGITS[Number(rest % 62n)] + text
  return text
}
