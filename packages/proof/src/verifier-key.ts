import { fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts'
import { defaultHash } from './hash.ts'

/** An Ed25519 public key under a name, in the sense of C2SP signed-note. `id` is its key hash, eight hexadecimal digits. */
export type VerifierKey = { name: string; id: string; public_key: Uint8Array<ArrayBuffer> }

// C2SP signed-note: the type byte of Ed25519 over the note text. Other types (witness cosignatures) are other keys.
const ED25519 = 0x01
const PUBLIC_KEY_BYTES = 32

/**
 * A key to verify notes with. Throws a TypeError for a name or key that no note can carry.
 *
 * @example encodeVerifierKey(verifierKey('skykeep.example/audit', publicKey))  // 'skykeep.example/audit+1a2b3c4d+AV…'
 */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new TypeError('a key name is not empty and has no spaces and no plus')
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new TypeError('an Ed25519 public key has 32 bytes')
  return { name, id: keyId(name, publicKey), public_key: new Uint8Array(publicKey) }
}

/** The text form `name+id+base64(0x01 ‖ public key)` that other tools read too. */
export const encodeVerifierKey = ({ name, id, public_key }: VerifierKey): string =>
  `${name}+${id}+${toBase64(Uint8Array.of(ED25519, ...public_key))}`

/** The key of a text form, or null when it is malformed, not Ed25519, or its id is not the one of its key. */
export function parseVerifierKey(text: string): VerifierKey | null {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text)
  if (parts === null || !isKeyName(parts[1]!)) return null
  const bytes = fromBase64(parts[3])
  if (bytes === null || bytes.length !== 1 + PUBLIC_KEY_BYTES || bytes[0] !== ED25519) return null
  const key = verifierKey(parts[1]!, bytes.subarray(1))
  return key.id === parts[2] ? key : null
}

/** Whether a note can carry a signature by this name. */
export const isKeyName = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && name.isWellFormed() && !/[\s\p{White_Space}\p{Cc}+]/u.test(name)

function keyId(name: string, publicKey: Uint8Array): string {
  const named = utf8(`${name}\n`)
  return toHex(defaultHash(Uint8Array.of(...named, ED25519, ...publicKey)).subarray(0, KEY_ID_BYTES))
}

export const KEY_ID_BYTES = 4

/** The key hash as a signature line carries it. */
export const keyIdBytes = (key: VerifierKey): Uint8Array => fromHex(key.id)!
