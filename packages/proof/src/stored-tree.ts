import { defaultHash, type Hash, nodeHash } from './hash.ts'
import { completeSubtrees, consistencyPath, inclusionPath, type Range } from './paths.ts'
import { foldPeaks } from './root-builder.ts'

/** A complete subtree of 2^level leaves, the `index`-th of its level; level 0 holds the leaf hashes. */
export type NodeRef = { level: number; index: number }
export type StoredNode = NodeRef & { hash: Uint8Array }

/** Answers the hashes of the nodes asked for, in that order. */
export type ReadNodes = (refs: NodeRef[]) => Promise<Uint8Array[]>

/**
 * The nodes to store when leaves are appended to a stored tree of `size` leaves: the leaves, and each subtree they complete.
 *
 * @example
 * await nodesForAppend(1, [second], async () => [first])
 * // [{ level: 0, index: 1, hash: second }, { level: 1, index: 0, hash: nodeHash(first, second) }]
 */
export async function nodesForAppend(
  size: number,
  newLeafHashes: readonly Uint8Array[],
  readNodes: ReadNodes,
  hash: Hash = defaultHash,
): Promise<StoredNode[]> {
  const waiting = openPeaks(size, size + newLeafHashes.length)
  const stored = new Map((await read(waiting, readNodes)).map((node, i) => [waiting[i]!.level, node]))
  const nodes: StoredNode[] = []
  let hashes = newLeafHashes
  for (let level = 0, first = size; hashes.length > 0; level++, first = Math.floor(first / 2)) {
    nodes.push(...hashes.map((hash, i) => ({ level, index: first + i, hash })))
    const children = first % 2 === 1 ? [stored.get(level), ...hashes] : hashes
    hashes = pairs(children as Uint8Array[], hash)
  }
  return nodes
}

/** The root of a stored tree at any size it has had. */
export async function rootOf(size: number, readNodes: ReadNodes, hash: Hash = defaultHash): Promise<Uint8Array> {
  const [root] = await rootsOf([{ start: 0, end: size }], readNodes, hash)
  return root!
}

/** The inclusion proof of a leaf in a stored tree, at any size it has had. Throws a RangeError when there is no such leaf. */
export function proveInclusion(
  index: number,
  size: number,
  readNodes: ReadNodes,
  hash: Hash = defaultHash,
): Promise<Uint8Array[]> {
  return rootsOf(inclusionPath(index, size), readNodes, hash)
}

/** The consistency proof between two sizes that a stored tree has had. Throws a RangeError when `from` is the larger. */
export function proveConsistency(
  from: number,
  to: number,
  readNodes: ReadNodes,
  hash: Hash = defaultHash,
): Promise<Uint8Array[]> {
  return rootsOf(consistencyPath(from, to), readNodes, hash)
}

/** The left siblings still waiting at `size` that find their right one before the tree has `grown` leaves. */
function openPeaks(size: number, grown: number): NodeRef[] {
  return completeSubtrees({ start: 0, end: size }).filter(({ level }) => Math.floor(grown / 2 ** level) * 2 ** level > size)
}

function pairs(children: readonly Uint8Array[], hash: Hash): Uint8Array[] {
  const parents: Uint8Array[] = []
  for (let i = 0; i + 1 < children.length; i += 2) parents.push(nodeHash(children[i]!, children[i + 1]!, hash))
  return parents
}

/** One hash for each range, and one round trip for all of them. */
async function rootsOf(ranges: Range[], readNodes: ReadNodes, hash: Hash): Promise<Uint8Array[]> {
  const refs = ranges.map(completeSubtrees)
  const hashes = [...(await read(refs.flat(), readNodes))]
  return refs.map(({ length }) => foldPeaks(hashes.splice(0, length), hash))
}

async function read(refs: NodeRef[], readNodes: ReadNodes): Promise<Uint8Array[]> {
  if (refs.length === 0) return []
  const hashes = await readNodes(refs)
  // A row that is missing must stop the log: a root over undefined would be signed and be wrong for ever.
  refs.forEach(({ level, index }, i) => {
    if (!(hashes[i] instanceof Uint8Array)) throw new Error(`the stored tree lacks node ${index} of level ${level}`)
  })
  return hashes
}
