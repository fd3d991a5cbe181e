export { canonicalize, type JsonValue } from './canonical.ts'
export { type Checkpoint, type CheckpointVerdict, formatCheckpoint, parseCheckpoint, verifyCheckpoint } from './checkpoint.ts'
export { type AuditEntry, BATCH_COMMITTED, type BatchCommitment, entryHash, recordHash } from './entry.ts'
export { isAuditEntry } from './entry-shape.ts'
export type { ExportChecks, ExportReport } from './export-checks.ts'
export {
  type BatchLine,
  type EndLine,
  type EntryLine,
  type ExportLine,
  exportLine,
  type HeaderLine,
} from './export-lines.ts'
export { describeReport } from './export-report.ts'
export type { Fault, FaultCode } from './faults.ts'
export { emptyRoot, type Hash, leafHash, leafHashOf, nodeHash } from './hash.ts'
export { linesOf } from './lines.ts'
export { type Note, type NoteSignature, type NoteSigner, parseNote, signNote } from './note.ts'
export { type NoteVerdict, verifyNote, webCryptoSigner } from './note-check.ts'
export { checkPersonal, commit, newSalt, type Personal, type PersonalVerdict } from './personal.ts'
export { type RootBuilder, rootBuilder } from './root-builder.ts'
export {
  type NodeRef,
  nodesForAppend,
  proveConsistency,
  proveInclusion,
  type ReadNodes,
  rootOf,
  type StoredNode,
} from './stored-tree.ts'
export { consistencyProof, inclusionProof, merkleRoot } from './tree.ts'
export { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './tree-checks.ts'
export { encodeVerifierKey, parseVerifierKey, type VerifierKey, verifierKey } from './verifier-key.ts'
export { verifyExport } from './verify-export.ts'
export type { ConsistencyProof } from './witness.ts'
