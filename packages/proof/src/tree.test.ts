import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyRoot, leafHash, nodeHash } from './hash.ts'
import { bytesOf, CT_CONSISTENCY, CT_INCLUSION, CT_INPUTS, CT_ROOTS } from './testing/vectors.ts'
import { consistencyProof, inclusionProof, merkleRoot } from './tree.ts'
import { verifyConsistency, verifyInclusion } from './tree-checks.ts'

const ctLeaves = CT_INPUTS.map((input) => leafHash(bytesOf(input)))
const leaves = Array.from({ length: 130 }, (_, i) => leafHash(Uint8Array.of(i)))
const roots = Array.from({ length: 131 }, (_, size) => merkleRoot(leaves.slice(0, size)))
const inTree = (size: number) => leaves.slice(0, size)
const hex = (hashes: Uint8Array[]) => hashes.map((hash) => hash.toHex())

/** The tree as RFC 9162 §2.1.1 defines it, word by word. */
function definedRoot(of: Uint8Array[]): Uint8Array {
  if (of.length === 0) return emptyRoot()
  if (of.length === 1) return of[0]!
  const k = 2 ** (Math.ceil(Math.log2(of.length)) - 1)
  return nodeHash(definedRoot(of.slice(0, k)), definedRoot(of.slice(k)))
}

/** PATH of RFC 9162 §2.1.3.1, word by word. */
function definedPath(m: number, of: Uint8Array[]): Uint8Array[] {
  if (of.length === 1) return []
  const k = 2 ** (Math.ceil(Math.log2(of.length)) - 1)
  if (m < k) return [...definedPath(m, of.slice(0, k)), definedRoot(of.slice(k))]
  return [...definedPath(m - k, of.slice(k)), definedRoot(of.slice(0, k))]
}

/** SUBPROOF of RFC 9162 §2.1.4.1, word by word. */
function definedSubproof(m: number, of: Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (m === of.length) return isWhole ? [] : [definedRoot(of)]
  const k = 2 ** (Math.ceil(Math.log2(of.length)) - 1)
  if (m <= k) return [...definedSubproof(m, of.slice(0, k), isWhole), definedRoot(of.slice(k))]
  return [...definedSubproof(m - k, of.slice(k), false), definedRoot(of.slice(0, k))]
}

test.each(CT_ROOTS.map((root, size) => [size, root] as const))(
  'the tree over %i published leaves has the root %s',
  (size, root) => {
    expect(merkleRoot(ctLeaves.slice(0, size)).toHex()).toBe(root)
  },
)

test.each(CT_INCLUSION)('the published inclusion proof of leaf $index of $size is ours and holds', ({ index, size, proof }) => {
  const of = ctLeaves.slice(0, size)
  expect(hex(inclusionProof(of, index))).toEqual(proof)
  expect(verifyInclusion({ index, size, leaf_hash: of[index]!, proof: proof.map(bytesOf), root: bytesOf(CT_ROOTS[size]!) })).toBe(
    true,
  )
})

test.each(CT_CONSISTENCY)('the published consistency proof from $from to $to is ours and holds', ({ from, to, proof }) => {
  expect(hex(consistencyProof(ctLeaves.slice(0, to), from))).toEqual(proof)
  const claim = { from, to, from_root: bytesOf(CT_ROOTS[from]!), to_root: bytesOf(CT_ROOTS[to]!), proof: proof.map(bytesOf) }
  expect(verifyConsistency(claim)).toBe(true)
})

test('a leaf and a node of the same bytes have different hashes', () => {
  const [left, right] = [leaves[0]!, leaves[1]!]
  expect(leafHash(Uint8Array.of(...left, ...right)).toHex()).not.toBe(nodeHash(left, right).toHex())
})

// All proofs up to 40 leaves, each seventh from there: all of them took six seconds and showed nothing more.
test('in every tree up to 130 leaves root and proofs are as RFC 9162 defines them, and hold', () => {
  for (let size = 1; size <= 130; size++) {
    const of = inTree(size)
    expect(roots[size]!.toHex()).toBe(definedRoot(of).toHex())
    for (let index = 0; index < size; index += size > 40 ? 7 : 1) {
      const proof = inclusionProof(of, index)
      expect(hex(proof)).toEqual(hex(definedPath(index, of)))
      expect(verifyInclusion({ index, size, leaf_hash: of[index]!, proof, root: roots[size]! })).toBe(true)
    }
    for (let from = 0; from <= size; from += size > 40 ? 7 : 1) {
      const proof = consistencyProof(of, from)
      if (from > 0) expect(hex(proof)).toEqual(hex(definedSubproof(from, of, true)))
      expect(verifyConsistency({ from, to: size, from_root: roots[from]!, to_root: roots[size]!, proof })).toBe(true)
    }
  }
})

test('[PROOF-1] an inclusion proof with any byte of anything changed is refused', () => {
  for (const [index, size] of [
    [0, 1],
    [0, 8],
    [5, 8],
    [6, 7],
    [12, 13],
    [64, 65],
    [99, 130],
  ] as const) {
    const claim = { index, size, leaf_hash: leaves[index]!, proof: inclusionProof(inTree(size), index), root: roots[size]! }
    for (const forged of flipped([claim.leaf_hash, claim.root, ...claim.proof])) {
      const [leaf_hash, root, ...proof] = forged
      expect(verifyInclusion({ ...claim, leaf_hash: leaf_hash!, root: root!, proof })).toBe(false)
    }
  }
})

test('[PROOF-2] a consistency proof with any byte of anything changed is refused', () => {
  for (const [from, to] of [
    [1, 2],
    [3, 7],
    [4, 8],
    [6, 8],
    [7, 7],
    [64, 130],
    [65, 130],
  ] as const) {
    const claim = { from, to, from_root: roots[from]!, to_root: roots[to]!, proof: consistencyProof(inTree(to), from) }
    for (const forged of flipped([claim.from_root, claim.to_root, ...claim.proof])) {
      const [from_root, to_root, ...proof] = forged
      expect(verifyConsistency({ ...claim, from_root: from_root!, to_root: to_root!, proof })).toBe(false)
    }
  }
})

test('[PROOF-1] an inclusion proof is refused at every other place, and with a hash more or less', () => {
  for (const [index, size] of [
    [0, 1],
    [3, 8],
    [6, 7],
    [12, 13],
    [40, 41],
  ] as const) {
    const proof = inclusionProof(inTree(size), index)
    const claim = { index, size, leaf_hash: leaves[index]!, proof, root: roots[size]! }
    for (let other = -1; other <= size + 1; other++) {
      if (other !== index) expect(verifyInclusion({ ...claim, index: other })).toBe(false)
    }
    expect(verifyInclusion({ ...claim, proof: [...proof, leaves[0]!] })).toBe(false)
    expect(verifyInclusion({ ...claim, proof: [leaves[0]!, ...proof] })).toBe(false)
    if (proof.length > 0) expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false)
    if (proof.length > 0) expect(verifyInclusion({ ...claim, proof: proof.slice(0, -1) })).toBe(false)
  }
})

test('[PROOF-1] an inner node does not pass for a leaf of a smaller tree', () => {
  const [left, right] = [roots[4]!, merkleRoot(leaves.slice(4, 8))]
  expect(verifyInclusion({ index: 0, size: 1, leaf_hash: right, proof: [left], root: roots[8]! })).toBe(false)
})

test('[PROOF-2] a consistency proof is refused between all other sizes, and with a hash more or less', () => {
  for (const [from, to] of [
    [1, 2],
    [3, 7],
    [4, 8],
    [6, 8],
    [8, 8],
    [20, 41],
  ] as const) {
    const proof = consistencyProof(inTree(to), from)
    const claim = { from, to, from_root: roots[from]!, to_root: roots[to]!, proof }
    for (let other = -1; other <= to + 1; other++) {
      if (other !== from) expect(verifyConsistency({ ...claim, from: other })).toBe(false)
    }
    expect(verifyConsistency({ ...claim, proof: [...proof, leaves[0]!] })).toBe(false)
    expect(verifyConsistency({ ...claim, proof: [leaves[0]!, ...proof] })).toBe(false)
    if (proof.length > 0) expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false)
    if (proof.length > 0) expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false)
  }
})

test('[PROOF-2] a history that was rewritten has no consistency proof', () => {
  const rewritten = inTree(20).with(3, leafHash(Uint8Array.of(255)))
  for (let from = 4; from <= 20; from++) {
    const proof = consistencyProof(rewritten, from)
    expect(verifyConsistency({ from, to: 20, from_root: roots[from]!, to_root: merkleRoot(rewritten), proof })).toBe(false)
  }
})

test('the empty tree is the beginning of every tree, and only with its own root', () => {
  const claim = { from: 0, to: 5, from_root: emptyRoot(), to_root: roots[5]!, proof: [] }
  expect(verifyConsistency(claim)).toBe(true)
  expect(verifyConsistency({ ...claim, from_root: roots[1]! })).toBe(false)
  expect(verifyConsistency({ ...claim, proof: [leaves[0]!] })).toBe(false)
})

test('nothing that can be claimed makes a check throw or say yes', () => {
  const value = fc.anything({ withTypedArray: true, withBigInt: true })
  const size = fc.oneof(value, fc.nat(9), fc.constantFrom(-1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, Number.NaN, 1.5))
  const hash = fc.oneof(value, fc.uint8Array({ minLength: 31, maxLength: 33 }))
  const proof = fc.oneof(value, fc.array(hash, { maxLength: 70 }))
  fc.assert(
    fc.property(
      fc.record({ index: size, size, leaf_hash: hash, proof, root: hash }),
      (claim) => verifyInclusion(claim as never) === false,
    ),
  )
  fc.assert(
    fc.property(
      fc.record({ from: size, to: size, from_root: hash, to_root: hash, proof }),
      (claim) => verifyConsistency(claim as never) === false,
    ),
  )
  fc.assert(fc.property(value, (claim) => !verifyInclusion(claim as never) && !verifyConsistency(claim as never)))
})

test('trees of more than 2^32 leaves are checked on their whole way', () => {
  // All subtrees of equal leaves are equal, so the tree of 2^40 of them is 40 hashes away.
  const levels = [leaves[0]!]
  for (let level = 0; level < 40; level++) levels.push(nodeHash(levels[level]!, levels[level]!))
  const claim = { index: 2 ** 39 + 12_345, size: 2 ** 40, leaf_hash: leaves[0]!, proof: levels.slice(0, 40), root: levels[40]! }
  expect(verifyInclusion(claim)).toBe(true)
  expect(verifyInclusion({ ...claim, proof: claim.proof.with(39, leaves[1]!) })).toBe(false)
  const grown = { from: 2 ** 39, to: 2 ** 40, from_root: levels[39]!, to_root: levels[40]!, proof: [levels[39]!] }
  expect(verifyConsistency(grown)).toBe(true)
  expect(verifyConsistency({ ...grown, from: 2 ** 38 })).toBe(false)
})

test('proofs of leaves and sizes that a tree has not are RangeErrors', () => {
  for (const index of [-1, 3, 1.5, Number.NaN]) expect(() => inclusionProof(inTree(3), index)).toThrow(RangeError)
  for (const from of [-1, 4, 1.5, Number.NaN]) expect(() => consistencyProof(inTree(3), from)).toThrow(RangeError)
})

/** The hashes, again and again, each time with another byte of them changed. */
function* flipped(hashes: Uint8Array[]): Generator<Uint8Array[]> {
  for (const [i, hash] of hashes.entries()) {
    for (let at = 0; at < hash.length; at++) yield hashes.with(i, hash.with(at, hash[at]! ^ (1 << (at % 8))))
  }
}
