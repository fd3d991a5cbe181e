import { equalBytes, fromBase64 } from './bytes.ts'
import { type Checkpoint, verifyCheckpoint } from './checkpoint.ts'
import type { FaultCode, ReportFault } from './faults.ts'
import type { Hash } from './hash.ts'
import { hasShape, isCount, isStrings } from './shape.ts'
import { verifyConsistency } from './tree-checks.ts'
import type { ExportTree } from './tree-cover.ts'
import type { VerifierKey } from './verifier-key.ts'

/** A consistency proof between two sizes of the tree, its hashes in base64. */
export type ConsistencyProof = { from: number; to: number; proof: string[] }

export const isConsistencyProof = (value: unknown): value is ConsistencyProof =>
  hasShape(value, { from: isCount, to: isCount, proof: isStrings })

/** The earlier checkpoints that somebody kept, if they are of this log and signed by it; the others are told. */
export async function openWitnesses(
  notes: readonly string[],
  origin: string,
  keys: readonly VerifierKey[],
  report: ReportFault,
): Promise<Checkpoint[]> {
  const opened: Checkpoint[] = []
  for (const [i, note] of notes.entries()) {
    const verdict = await verifyCheckpoint(note, keys)
    if (verdict.ok && verdict.checkpoint.origin === origin) opened.push(verdict.checkpoint)
    else tell(report, 'witness_untrusted', `witnessed checkpoint ${i + 1}: ${verdict.ok ? 'of another log' : verdict.reason}`)
  }
  return opened
}

/** Whether the tree of the checkpoint has grown out of each witnessed one: a tail cut off or a past rewritten shows here. */
export function checkWitnesses(tree: ExportTree, { consistency, hash, report }: WitnessChecks): void {
  const { size } = tree.checkpoint
  for (const witness of tree.witnesses) {
    const seen = `a tree of ${witness.size} entries was witnessed`
    const grown = witness.size <= size && hasGrown(witness, tree, consistency, hash)
    if (witness.size > size) tell(report, 'witness_ahead', `${seen}, the checkpoint is of ${size}: the end was cut off`)
    else if (grown === undefined) tell(report, 'witness_unproven', `${seen}: a consistency proof to ${size} is needed`)
    else if (!grown) tell(report, 'witness_differs', `${seen}, with another root: the past was rewritten, or the proof is wrong`)
  }
}

type WitnessChecks = { consistency: readonly ConsistencyProof[]; hash: Hash; report: ReportFault }

function hasGrown(witness: Checkpoint, { checkpoint, cover }: ExportTree, consistency: readonly ConsistencyProof[], hash: Hash) {
  const known = witness.size === checkpoint.size ? checkpoint.root : cover.rootAt(witness.size)
  if (known !== undefined) return equalBytes(known, witness.root)
  const given = consistency.find(({ from, to }) => from === witness.size && to === checkpoint.size)
  if (given === undefined && witness.size > 0) return undefined
  const proof = (given?.proof ?? []).map(fromBase64)
  const claim = { from: witness.size, to: checkpoint.size, from_root: witness.root, to_root: checkpoint.root }
  return proof.every((part) => part !== null) && verifyConsistency({ ...claim, proof }, hash)
}

// A witness stands in no line of the export; what it disagrees with is the checkpoint on the first.
const tell = (report: ReportFault, code: FaultCode, detail: string) => report({ line: 1, code, detail })
