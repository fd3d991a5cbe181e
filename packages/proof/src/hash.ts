import { sha256 } from '@noble/hashes/sha2.js'
import { utf8 } from './bytes.ts'
import { canonicalize, type JsonValue } from './canonical.ts'

/**
 * SHA-256 of bytes, which it must not keep or change. The default runs anywhere; a server may hand in a faster one:
 * `(bytes) => crypto.hash('sha256', bytes, 'buffer')` of `node:crypto` takes two thirds of the time.
 */
export type Hash = (bytes: Uint8Array) => Uint8Array

export const defaultHash: Hash = sha256

export const HASH_BYTES = 32

// RFC 9162 §2.1.1: leaves and nodes start differently, or a node's two children could be passed off as a leaf.
const LEAF = 0x00
const NODE = 0x01

/**
 * The hash of a leaf of the tree (RFC 6962, RFC 9162).
 *
 * @example leafHash(new Uint8Array()).toHex()  // '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
 */
export function leafHash(bytes: Uint8Array, hash: Hash = defaultHash): Uint8Array {
  const leaf = new Uint8Array(1 + bytes.length)
  leaf[0] = LEAF
  leaf.set(bytes, 1)
  return hash(leaf)
}

// Filled anew for each node: hashing is synchronous and keeps nothing, and 65 bytes of their own would be an allocation outside the heap.
const node = new Uint8Array(1 + 2 * HASH_BYTES)

/** The hash of an inner node of the tree from those of its two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array, hash: Hash = defaultHash): Uint8Array {
  node[0] = NODE
  node.set(left, 1)
  node.set(right, 1 + HASH_BYTES)
  return hash(node)
}

/** The root of a tree without leaves: the hash of nothing. */
export const emptyRoot = (hash: Hash = defaultHash): Uint8Array => hash(new Uint8Array())

/**
 * The leaf hash of a JSON value: of its canonical text (RFC 8785) in UTF-8.
 *
 * @example leafHashOf({ b: 1, a: 2 }).toHex() === leafHash(new TextEncoder().encode('{"a":2,"b":1}')).toHex()  // true
 */
export function leafHashOf(value: JsonValue, hash: Hash = defaultHash): Uint8Array {
  // U+0000 is the byte 0x00 in UTF-8, so the prefix costs no second copy of the bytes.
  return hash(utf8(`\u0000${canonicalize(value)}`))
}

export const isHash = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length === HASH_BYTES
