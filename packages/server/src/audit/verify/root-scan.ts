import type { StoredNode, VerifierKey } from '@skykeep/proof'
import type { Ask } from '../tree-nodes.ts'
import type { TellFault } from './faults.ts'
import { readCheckpoints, type SignedRoot } from './signed-roots.ts'
import { differingNodes, treeScan } from './tree-scan.ts'

interface Needs {
  ask: Ask
  keys: readonly VerifierKey[]
  witnesses: readonly SignedRoot[]
  tell: TellFault
}

/** Grows the tree that the entries make, and holds it against the stored nodes and every root that was signed. */
export function rootScan({ ask, keys, witnesses, tell }: Needs) {
  const tree = treeScan()
  let goodSize = 0
  return {
    get size() {
      return tree.size
    },
    root: tree.root,
    /** The roots that were signed before there was an entry. */
    begin: async () => compare(await signedBetween(-1, 0)),
    async append(leaves: readonly Uint8Array[]): Promise<void> {
      const [from, end] = [tree.size, tree.size + leaves.length]
      const signed = await signedBetween(from, end)
      const stops = new Set([...signed.map(({ size }) => size), end])
      for (const size of [...stops].sort((a, b) => a - b)) {
        const nodes = await tree.append(leaves.slice(tree.size - from, size - from))
        const inner = nodes.filter(({ level }) => level > 0)
        for (const node of await differingNodes(ask, inner)) tellNode(node)
        await compare(signed.filter((root) => root.size === size))
      }
    },
  }

  async function signedBetween(above: number, upTo: number): Promise<SignedRoot[]> {
    const kept = witnesses.filter(({ size }) => size > above && size <= upTo)
    return [...(await readCheckpoints(ask, keys, { above, upTo }, tell)), ...kept]
  }

  async function compare(signed: readonly SignedRoot[]): Promise<void> {
    if (signed.length === 0) return
    const root = await tree.root()
    for (const { size, root: promised, source } of signed) {
      if (Buffer.compare(root, promised) === 0) goodSize = size
      else tellRoot(size, source)
    }
  }

  function tellRoot(size: number, source: SignedRoot['source']): void {
    const detail = `the entries make another root than was signed; up to entry ${goodSize} all is as it was signed`
    if (source === 'witness') tell({ code: 'witness_differs', row: `witness of ${size} entries`, index: size, detail })
    else tell({ code: 'root_differs', row: `audit.checkpoints size ${size}`, index: size, detail })
  }

  function tellNode({ level, index }: StoredNode): void {
    const [first, last] = [index * 2 ** level, (index + 1) * 2 ** level - 1]
    const detail = `it is not the hash over the entries ${first} to ${last}: the node, or one of them, was changed`
    tell({ code: 'node_changed', row: `audit.nodes level ${level} index ${index}`, index: first, detail })
  }
}
