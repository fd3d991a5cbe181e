import { equalBytes } from './bytes.ts'
import { defaultHash, emptyRoot, type Hash, isHash, nodeHash } from './hash.ts'

export type InclusionClaim = { index: number; size: number; leaf_hash: Uint8Array; proof: Uint8Array[]; root: Uint8Array }
export type ConsistencyClaim = { from: number; to: number; from_root: Uint8Array; to_root: Uint8Array; proof: Uint8Array[] }

/**
 * Whether the leaf stands at `index` in the tree of `size` leaves with this root (RFC 9162 §2.1.3.2). Any malformed claim is just false.
 *
 * @example verifyInclusion({ index: 0, size: 1, leaf_hash, proof: [], root: leaf_hash })  // true: a tree of one leaf
 */
export function verifyInclusion(claim: InclusionClaim, hash: Hash = defaultHash): boolean {
  if (!isObject(claim)) return false
  const { index, size, leaf_hash, proof, root } = claim
  if (!isCount(index) || !isCount(size) || index >= size) return false
  if (!isHash(leaf_hash) || !isHash(root) || !isProof(proof)) return false
  let node = index // where we stand on the way up,
  let last = size - 1 // and the last node of that level
  let computed = leaf_hash
  for (const sibling of proof) {
    if (last === 0) return false // the proof is longer than the way
    if (isOdd(node) || node === last) {
      computed = nodeHash(sibling, computed, hash)
      // At the right border levels without a sibling are passed in one go.
      while (!isOdd(node) && node !== 0) [node, last] = [up(node), up(last)]
    } else {
      computed = nodeHash(computed, sibling, hash)
    }
    ;[node, last] = [up(node), up(last)]
  }
  return last === 0 && equalBytes(computed, root)
}

/**
 * Whether the tree of `from` leaves is the untouched beginning of the tree of `to` leaves (RFC 9162 §2.1.4.2). Any malformed claim is just false.
 *
 * @example verifyConsistency({ from: 7, to: 7, from_root: root, to_root: root, proof: [] })  // true: the same tree
 */
export function verifyConsistency(claim: ConsistencyClaim, hash: Hash = defaultHash): boolean {
  if (!isObject(claim)) return false
  const { from, to, from_root, to_root, proof } = claim
  if (!isCount(from) || !isCount(to) || from > to) return false
  if (!isHash(from_root) || !isHash(to_root) || !isProof(proof)) return false
  if (from === to) return proof.length === 0 && equalBytes(from_root, to_root)
  if (from === 0) return proof.length === 0 && equalBytes(from_root, emptyRoot(hash))
  return joinsBothRoots(claim, hash)
}

function joinsBothRoots({ from, to, from_root, to_root, proof }: ConsistencyClaim, hash: Hash): boolean {
  let node = from - 1
  let last = to - 1
  while (isOdd(node)) [node, last] = [up(node), up(last)]
  // The first hash of the proof is the largest subtree both trees share; when that is the whole old tree its root serves.
  const [shared, ...rest] = node === 0 ? [from_root, ...proof] : proof
  if (shared === undefined) return false
  let old = shared
  let grown = shared
  for (const sibling of rest) {
    if (last === 0) return false
    if (isOdd(node) || node === last) {
      old = nodeHash(sibling, old, hash)
      grown = nodeHash(sibling, grown, hash)
      while (!isOdd(node) && node !== 0) [node, last] = [up(node), up(last)]
    } else {
      grown = nodeHash(grown, sibling, hash)
    }
    ;[node, last] = [up(node), up(last)]
  }
  return last === 0 && equalBytes(old, from_root) && equalBytes(grown, to_root)
}

// 53 bits of index need no longer way; the bound keeps a hostile list from being walked.
const PROOF_MAX = 53

const isProof = (value: unknown): value is Uint8Array[] =>
  Array.isArray(value) && value.length <= PROOF_MAX && value.every(isHash)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const isOdd = (n: number): boolean => n % 2 === 1
const up = (n: number): number => Math.floor(n / 2) // not `>> 1`: sizes may pass 2^31
