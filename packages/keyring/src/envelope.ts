import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { KeyRingError } from './key-ring-error.ts'
import { type RandomBytes, secureRandom } from './outside.ts'

const FORMAT = 'sk1'
const CIPHER = 'aes-256-gcm'
// 96 bits: the only nonce length for which GCM needs no extra hashing. Random, so at most 2^32 seals per key (NIST SP 800-38D §8.3).
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SHAPE = /^sk1\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]+)$/

/** A 256-bit key with the name under which envelopes refer to it. */
export interface EnvelopeKey {
  id: string
  key: KeyObject | Uint8Array
}

/** Where a secret lives. An envelope opens only there. */
export interface Place {
  team_id: string | null
  table: string
  column: string
  row: string
  version: number
}

/**
 * Seals bytes as `sk1.<key id>.<base64url(nonce ‖ ciphertext ‖ tag)>`.
 *
 * @example
 * const key = { id: 'dk_1', key: new Uint8Array(32).fill(7) }
 * const place = associatedData({ team_id: 't-1', table: 'connections', column: 'private_key', row: 'c-1', version: 1 })
 * const envelope = sealEnvelope(key, Buffer.from('s3cret'), place)
 * envelope.startsWith('sk1.dk_1.') // => true
 * Buffer.from(openEnvelope(key, envelope, place)).toString() // => 's3cret'
 */
export function sealEnvelope(key: EnvelopeKey, plaintext: Uint8Array, aad: string, random: RandomBytes = secureRandom): string {
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key.key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(aad))
  const body = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return `${FORMAT}.${key.id}.${body.toString('base64url')}`
}

/** Opens what {@link sealEnvelope} sealed with the same key and the same associated data, and nothing else. */
export function openEnvelope(key: EnvelopeKey, envelope: string, aad: string): Uint8Array {
  const { key_id, body } = parseEnvelope(envelope)
  if (key_id !== key.id) throw new KeyRingError('ENVELOPE_REFUSED')
  // The tag length is fixed here: a decipher that takes any length would accept a four-byte tag.
  const decipher = createDecipheriv(CIPHER, key.key, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(aad))
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  const plaintext = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES))
  try {
    decipher.final()
  } catch {
    // The cause is left out on purpose: it knows nothing more, and what was decrypted so far is not authentic.
    throw new KeyRingError('ENVELOPE_REFUSED')
  }
  return plaintext
}

/**
 * Takes an envelope apart without opening it.
 *
 * @example
 * parseEnvelope('sk1.dk_1.' + 'A'.repeat(40)).key_id // => 'dk_1'
 */
export function parseEnvelope(envelope: string): { key_id: string; body: Buffer } {
  const [, key_id, text] = SHAPE.exec(envelope) ?? []
  if (key_id === undefined || text === undefined) throw new KeyRingError('ENVELOPE_MALFORMED')
  const body = Buffer.from(text, 'base64url')
  // One spelling only: the unused bits of the last character would otherwise let a changed text pass as the same envelope.
  if (body.length < NONCE_BYTES + TAG_BYTES || body.toString('base64url') !== text) throw new KeyRingError('ENVELOPE_MALFORMED')
  return { key_id, body }
}

/**
 * The canonical text of a place, `team|table|column|row|version`. Parts are escaped, so two places never share a text;
 * what belongs to no team has an empty first part, which no team id can be.
 *
 * @example
 * associatedData({ team_id: null, table: 'signing_keys', column: 'sealed', row: 'a|b', version: 2 }) // => '|signing_keys|sealed|a%7Cb|2'
 */
export function associatedData({ team_id, table, column, row, version }: Place): string {
  if (!Number.isSafeInteger(version) || version < 1) throw new KeyRingError('CONTEXT_INVALID')
  return [team_id === null ? '' : escapedPart(team_id), ...[table, column, row].map(escapedPart), version].join('|')
}

/** One part of a canonical text: never empty, and free of the separator. */
export function escapedPart(part: string): string {
  if (typeof part !== 'string' || part === '' || !part.isWellFormed()) throw new KeyRingError('CONTEXT_INVALID')
  return encodeURIComponent(part)
}
