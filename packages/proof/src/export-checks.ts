import type { Fault } from './faults.ts'
import type { Hash } from './hash.ts'
import type { VerifierKey } from './verifier-key.ts'
import type { ConsistencyProof } from './witness.ts'

export type ExportChecks = {
  /** Keys of the log, got elsewhere than from the file. Several during a rotation. */
  keys: readonly VerifierKey[]
  /** Signed notes of earlier checkpoints that somebody kept. */
  witness?: readonly string[]
  /** Proofs from those checkpoints to the one of the export; an export of the whole installation needs none. */
  consistency?: readonly ConsistencyProof[]
  hash?: Hash
}

export type ExportReport = {
  ok: boolean
  origin: string | null
  /** Null: the whole installation. */
  team_id: string | null
  /** Entries in the tree of the checkpoint; null when it is not to be trusted. */
  size: number | null
  entries: number
  batches: number
  records: number
  /** The first thousand, in the order of the file. */
  faults: Fault[]
  fault_count: number
}
