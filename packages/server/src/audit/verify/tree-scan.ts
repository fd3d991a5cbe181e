import { nodesForAppend, rootOf, type StoredNode } from '@skykeep/proof'
import { completeSubtrees } from '@skykeep/proof/paths'
import { sha256 } from '../draft.ts'
import type { Ask } from '../tree-nodes.ts'

/** The tree that the entries really make, leaf by leaf, remembered by its peaks only. */
export function treeScan() {
  let size = 0
  let peaks = new Map<string, Uint8Array>()
  const read = async (refs: { level: number; index: number }[]) => refs.map((ref) => peaks.get(nameOf(ref))!)
  return {
    get size() {
      return size
    },
    /** Appends leaves; answers the nodes that should be stored for them. */
    async append(leaves: readonly Uint8Array[]): Promise<StoredNode[]> {
      const nodes = await nodesForAppend(size, leaves, read, sha256)
      size += leaves.length
      const known = new Map([...peaks, ...nodes.map((node) => [nameOf(node), node.hash] as const)])
      peaks = new Map(completeSubtrees({ start: 0, end: size }).map((ref) => [nameOf(ref), known.get(nameOf(ref))!]))
      return nodes
    },
    root: (): Promise<Uint8Array> => rootOf(size, read, sha256),
  }
}

/** The nodes that stand otherwise in the database, or not at all. */
export async function differingNodes(ask: Ask, nodes: readonly StoredNode[]): Promise<StoredNode[]> {
  const values = [nodes.map(({ level }) => level), nodes.map(({ index }) => index), nodes.map(({ hash }) => hash)]
  const { rows } = await ask<{ place: number }>({ ...DIFFERING_NODES, values })
  return rows.map(({ place }) => nodes[place - 1]!)
}

const DIFFERING_NODES = {
  name: 'audit-verify-nodes',
  text: `select wanted.place from unnest($1::int2[], $2::int8[], $3::bytea[]) with ordinality as wanted (level, index, hash, place)
    left join audit.nodes n on n.level = wanted.level and n.index = wanted.index
    where n.hash is distinct from wanted.hash order by wanted.place`,
}

const nameOf = ({ level, index }: { level: number; index: number }): string => `${level}/${index}`
