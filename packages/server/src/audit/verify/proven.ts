import { proveInclusion, verifyInclusion } from '@skykeep/proof'
import { sha256 } from '../draft.ts'
import { type Ask, nodeReader } from '../tree-nodes.ts'

/** Whether a leaf leads to a root, by the nodes beside its way. */
export type IsProven = (index: number, leafHash: Uint8Array) => Promise<boolean>

export function proverTo({ size, root }: { size: number; root: Uint8Array }, ask: Ask): IsProven {
  return async (index, leaf_hash) => {
    if (index >= size) return false
    try {
      const proof = await proveInclusion(index, size, nodeReader(ask), sha256)
      return verifyInclusion({ index, size, leaf_hash, proof, root }, sha256)
    } catch (error) {
      // A node beside the way is gone; that is told where the nodes are compared.
      if (error instanceof Error && error.message.includes('lacks node')) return false
      throw error
    }
  }
}
