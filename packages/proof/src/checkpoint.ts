import { fromBase64, toBase64 } from './bytes.ts'
import { HASH_BYTES, isHash } from './hash.ts'
import { verifyNote } from './note-check.ts'
import type { VerifierKey } from './verifier-key.ts'

/** What a log says of itself at one moment: the tree's size and root. */
export type Checkpoint = { origin: string; size: number; root: Uint8Array; extensions?: string[] }

/**
 * The text of a checkpoint (C2SP tlog-checkpoint), to be signed as a note. Throws a TypeError for what the format cannot say.
 *
 * @example formatCheckpoint({ origin: 'skykeep.example/audit', size: 0, root: merkleRoot([]) })
 * // 'skykeep.example/audit\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'
 */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  if (![origin, ...extensions].every(isLine))
    throw new TypeError('the lines of a checkpoint are not empty and have no control characters')
  if (!Number.isSafeInteger(size) || size < 0) throw new TypeError('the size of a tree is a whole number')
  if (!isHash(root)) throw new TypeError(`a root has ${HASH_BYTES} bytes`)
  return `${[origin, size, toBase64(root), ...extensions].join('\n')}\n`
}

/** The checkpoint in the text of a note, or null when it is none. Trust it only when the note's signature was verified. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (typeof text !== 'string' || !text.endsWith('\n')) return null
  const [origin, size, base64, ...extensions] = text.slice(0, -1).split('\n')
  const root = fromBase64(base64)
  if (!isLine(origin) || !extensions.every(isLine) || !isHash(root)) return null
  if (size === undefined || !/^(0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) return null
  return { origin, size: Number(size), root, ...(extensions.length > 0 ? { extensions } : {}) }
}

export type CheckpointVerdict =
  | { ok: true; checkpoint: Checkpoint }
  | { ok: false; reason: 'malformed' | 'unknown_signer' | 'bad_signature' | 'not_by_origin' }

/**
 * The checkpoint in a signed note, if the log itself signed it: by a key whose name is the checkpoint's origin, as C2SP advises.
 * Signatures of witnesses alone do not make a checkpoint, and one log's key makes none for another.
 *
 * @example
 * const verdict = await verifyCheckpoint(note, [key])
 * if (verdict.ok) verdict.checkpoint.size
 */
export async function verifyCheckpoint(note: string, keys: readonly VerifierKey[]): Promise<CheckpointVerdict> {
  const verdict = await verifyNote(note, keys)
  if (!verdict.ok) return verdict
  const checkpoint = parseCheckpoint(verdict.text)
  if (checkpoint === null) return { ok: false, reason: 'malformed' }
  const byOrigin = verdict.signed_by.some(({ name }) => name === checkpoint.origin)
  return byOrigin ? { ok: true, checkpoint } : { ok: false, reason: 'not_by_origin' }
}

// No control characters: one would end the line, or hide what stands on it.
const isLine = (line: unknown): line is string => typeof line === 'string' && /^[ -\uffff]+$/.test(line) && line.isWellFormed()
