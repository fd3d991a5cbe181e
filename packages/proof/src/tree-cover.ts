import { equalBytes, fromBase64 } from './bytes.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { ReportFault } from './faults.ts'
import type { Hash } from './hash.ts'
import { rootBuilder } from './root-builder.ts'
import { disorder, type Seen, tellOnce } from './seen.ts'
import { sequence } from './sequence.ts'
import { verifyInclusion } from './tree-checks.ts'

export type TreeCover = ReturnType<typeof treeCover>

/** A checkpoint that the log signed, earlier ones that somebody kept, and what the export holds of the tree. */
export type ExportTree = { checkpoint: Checkpoint; witnesses: Checkpoint[]; cover: TreeCover }

/**
 * Whether each entry is in the checkpoint's tree: by its own proof, or, when the export should hold the whole tree, because all of them
 * together make its root. Roots at `sizes` (of earlier checkpoints) are kept on the way.
 */
export function treeCover(checkpoint: Checkpoint, isWhole: boolean, sizes: number[], hash: Hash, report: ReportFault) {
  const order = sequence()
  const tree = rootBuilder(hash)
  const roots = new Map<number, Uint8Array>()
  const keepRoot = () => sizes.includes(tree.size) && roots.set(tree.size, tree.root())
  let unproven = 0
  let isInOrder = isWhole
  let isCovered = false
  keepRoot()

  return {
    add(seen: Seen, leafHash: Uint8Array, proof: string[] | undefined): void {
      if (seen.index >= checkpoint.size) tellOnce(seen, notInTree('the checkpoint is of a smaller tree'), report)
      else {
        if (proof === undefined) unproven++
        else checkProof(seen, leafHash, proof)
        if (isWhole) place(seen, leafHash)
      }
    },

    end(line: number): void {
      if (isWhole) tellMissing(line)
      const isComplete = isInOrder && tree.size === checkpoint.size
      isCovered = isComplete && equalBytes(tree.root(), checkpoint.root)
      if (isCovered) return
      if (isComplete) report({ line, code: 'root_differs', detail: 'the entries do not make the root of the checkpoint' })
      else if (unproven > 0)
        report({ line, code: 'entry_unproven', detail: `${unproven} entries have no proof, and this is not the whole tree` })
    },

    /** The root over the first entries of this export, once these are known to be the checkpoint's tree. */
    rootAt: (size: number): Uint8Array | undefined => (isCovered ? roots.get(size) : undefined),
  }

  function checkProof(seen: Seen, leafHash: Uint8Array, proof: string[]): void {
    seen.proven = isProven(checkpoint, seen.index, leafHash, proof, hash)
    if (!seen.proven) tellOnce(seen, notInTree('its proof does not lead to the root'), report)
  }

  function place(seen: Seen, leafHash: Uint8Array): void {
    const where = order.see(seen.index, seen.line)
    if (where === 'late' || where === 'repeated') tellOnce(seen, disorder[where], report)
    isInOrder &&= where !== 'ahead'
    if (!isInOrder || where !== 'next') return
    tree.append(leafHash)
    keepRoot()
  }

  function tellMissing(lastLine: number): void {
    const gaps = [...order.gaps(), { from: order.next, end: checkpoint.size, line: lastLine }]
    for (const { from, end, line } of gaps.filter((gap) => gap.from < gap.end)) {
      report({ line, code: 'entry_missing', index: from, detail: `entries ${from} to ${end - 1} of the tree are missing` })
    }
  }
}

const notInTree = (why: string) =>
  ({ code: 'entry_not_in_tree', detail: `the entry is not in the tree of the checkpoint: ${why}` }) as const

function isProven({ size, root }: Checkpoint, index: number, leafHash: Uint8Array, base64: string[], hash: Hash): boolean {
  const proof = base64.map(fromBase64)
  return proof.every((part) => part !== null) && verifyInclusion({ index, size, leaf_hash: leafHash, proof, root }, hash)
}
