import { fromBase64, toBase64, toHex, utf8 } from './bytes.ts'
import { canonicalize, type JsonValue } from './canonical.ts'
import type { AuditEntry } from './entry.ts'
import { defaultHash, type Hash } from './hash.ts'
import { hasShape } from './shape.ts'

/** A personal value (address, e-mail …) with the salt of its commitment. Erasing both leaves every proof valid. */
export type Personal = { salt: string; value: JsonValue }
export type PersonalVerdict = 'matches' | 'erased' | 'differs'

/** Salt for one commitment; never used twice, or equal values would show. */
export const newSalt = (): string => toBase64(crypto.getRandomValues(new Uint8Array(SALT_BYTES)))

/**
 * What an entry says instead of a personal value: a hash that tells nothing once the salt is gone.
 * Throws a TypeError when the salt has less than 16 bytes.
 *
 * @example entry.commitments.address = commit(salt, '192.0.2.7')  // 64 hexadecimal digits
 */
export function commit(salt: string, value: JsonValue, hash: Hash = defaultHash): string {
  // Addresses and e-mails are few enough to try all of them: without enough salt the commitment would give away an erased value.
  if ((fromBase64(salt)?.length ?? 0) < SALT_BYTES) throw new TypeError(`a salt is base64 of at least ${SALT_BYTES} bytes`)
  return toHex(hash(utf8(`${DOMAIN}\n${canonicalize({ salt, value })}`)))
}

/**
 * How the personal values beside an entry stand to its commitments, name by name. A value that was never committed to differs.
 *
 * @example checkPersonal(entry, { address: { salt, value: '192.0.2.7' } })  // { address: 'matches', user_agent: 'erased' }
 */
export function checkPersonal(
  entry: Pick<AuditEntry, 'commitments'>,
  personal: Record<string, Personal>,
  hash: Hash = defaultHash,
): Record<string, PersonalVerdict> {
  const names = new Set([...Object.keys(entry.commitments), ...Object.keys(personal)])
  return Object.fromEntries([...names].map((name) => [name, verdict(own(entry.commitments, name), own(personal, name), hash)]))
}

const SALT_BYTES = 16

// Says what is hashed, so that no commitment can be mistaken for a leaf or for a hash made elsewhere.
const DOMAIN = 'skykeep.personal.v1'

function verdict(commitment: string | undefined, personal: Personal | undefined, hash: Hash): PersonalVerdict {
  if (personal === undefined) return 'erased'
  if (!hasShape(personal, { salt: () => true, value: () => true })) return 'differs'
  try {
    return commit(personal.salt, personal.value, hash) === commitment ? 'matches' : 'differs'
  } catch {
    return 'differs' // no salt worth the name, or a value that is not JSON
  }
}

const own = <T>(record: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined
