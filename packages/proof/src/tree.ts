import { defaultHash, type Hash } from './hash.ts'
import { consistencyPath, inclusionPath, type Range } from './paths.ts'
import { rootBuilder } from './root-builder.ts'

/**
 * The root of the tree over these leaf hashes (RFC 6962, RFC 9162).
 *
 * @example merkleRoot([]).toHex()  // 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
 */
export function merkleRoot(leafHashes: readonly Uint8Array[], hash: Hash = defaultHash): Uint8Array {
  const tree = rootBuilder(hash)
  for (const leaf of leafHashes) tree.append(leaf)
  return tree.root()
}

/**
 * The proof that the leaf at `index` is in the tree over these leaf hashes. Throws a RangeError when there is no such leaf.
 *
 * @example
 * const leaves = ['a', 'b', 'c'].map((text) => leafHash(utf8(text)))
 * inclusionProof(leaves, 2)  // [the hash over the first two leaves]
 */
export function inclusionProof(leafHashes: readonly Uint8Array[], index: number, hash: Hash = defaultHash): Uint8Array[] {
  return inclusionPath(index, leafHashes.length).map((range) => rootOfRange(leafHashes, range, hash))
}

/**
 * The proof that the tree over the first `from` of these leaf hashes is the beginning of the tree over all of them.
 *
 * @example
 * const leaves = ['a', 'b', 'c'].map((text) => leafHash(utf8(text)))
 * consistencyProof(leaves, 2)  // [the third leaf's hash]
 */
export function consistencyProof(leafHashes: readonly Uint8Array[], from: number, hash: Hash = defaultHash): Uint8Array[] {
  return consistencyPath(from, leafHashes.length).map((range) => rootOfRange(leafHashes, range, hash))
}

const rootOfRange = (leafHashes: readonly Uint8Array[], { start, end }: Range, hash: Hash) =>
  merkleRoot(leafHashes.slice(start, end), hash)
