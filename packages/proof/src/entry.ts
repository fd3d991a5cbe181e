import type { JsonValue } from './canonical.ts'
import { defaultHash, type Hash, leafHashOf } from './hash.ts'

/** One audit entry: exactly what its leaf in the tree is made of. Personal values stand beside it, see `personal.ts`. */
export type AuditEntry = {
  version: 1
  /** Place in the one tree of the installation. */
  index: number
  /** Null for what belongs to no team. */
  team_id: string | null
  /** Place among the entries of the team, without gaps. */
  team_index: number
  /** Leaf hash of the team's entry before this one; null at its first. */
  previous: string | null
  id: string
  at: string
  actor: Named
  credential: Named | null
  action: string
  outcome: 'success' | 'failure' | 'denied' | 'error'
  resource: Named | null
  trace_id: string | null
  reason: string | null
  details: { [name: string]: JsonValue }
  commitments: { [name: string]: string }
}

type Named = { type: string; id: string }

/**
 * The leaf hash of an entry, as the next entry of its team carries it in `previous` (in hexadecimal).
 *
 * @example next.previous === entryHash(entry).toHex()
 */
export const entryHash = (entry: AuditEntry, hash: Hash = defaultHash): Uint8Array => leafHashOf(entry, hash)

/** The action of an entry that commits to a batch of telemetry; its details are a `BatchCommitment`. */
export const BATCH_COMMITTED = 'telemetry.batch_committed'

/** The root is over the record hashes in ordinal order, in hexadecimal. */
export type BatchCommitment = { batch_id: string; count: number; root: string }

/**
 * The leaf hash of a telemetry record in the tree of its batch, and thereby its fingerprint.
 *
 * @example
 * const hashes = records.map((record) => recordHash(record))
 * const details = { batch_id, count: hashes.length, root: merkleRoot(hashes).toHex() }  // proof of one: inclusionProof(hashes, ordinal)
 */
export const recordHash = (record: JsonValue, hash: Hash = defaultHash): Uint8Array => leafHashOf(record, hash)
