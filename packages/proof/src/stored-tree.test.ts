import { hash as nodeHashOf } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { leafHash } from './hash.ts'
import { type NodeRef, nodesForAppend, proveConsistency, proveInclusion, rootOf } from './stored-tree.ts'
import { consistencyProof, inclusionProof, merkleRoot } from './tree.ts'

const hash = (bytes: Uint8Array) => nodeHashOf('sha256', bytes, 'buffer')
const leaves = Array.from({ length: 5000 }, (_, i) => leafHash(Uint8Array.of(i & 255, i >> 8), hash))
const hex = (hashes: Uint8Array[]) => hashes.map((each) => each.toHex())

/** Rows as a server would keep them, with the round trips and nodes that were asked for. */
function table() {
  const rows = new Map<string, Uint8Array>()
  const asked: number[] = []
  return {
    asked,
    rows,
    read: async (refs: NodeRef[]) => {
      asked.push(refs.length)
      return refs.map(({ level, index }) => rows.get(`${level}/${index}`)!)
    },
    async append(size: number, added: Uint8Array[]) {
      for (const node of await nodesForAppend(size, added, this.read, hash)) {
        const key = `${node.level}/${node.index}`
        if (rows.has(key)) throw new Error(`node ${key} was stored before`)
        rows.set(key, node.hash)
      }
    },
  }
}

const stored = table()
beforeAll(async () => {
  for (let size = 0; size < 5000; size += 500) await stored.append(size, leaves.slice(size, size + 500))
})

test('the stored tree answers every root and proof that the one in memory does, up to 130 leaves, grown one by one', async () => {
  const one = table()
  for (let size = 0; size <= 130; size++) {
    const of = leaves.slice(0, size)
    expect((await rootOf(size, one.read, hash)).toHex()).toBe(merkleRoot(of, hash).toHex())
    for (let at = 0; at < size; at += size > 30 ? 11 : 1) {
      expect(hex(await proveInclusion(at, size, one.read, hash))).toEqual(hex(inclusionProof(of, at, hash)))
      expect(hex(await proveConsistency(at, size, one.read, hash))).toEqual(hex(consistencyProof(of, at, hash)))
    }
    await one.append(size, leaves.slice(size, size + 1))
  }
})

test('a tree grown by portions of any size stores the same nodes, each once', async () => {
  const portions = fc.array(fc.nat(40), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(portions, async (sizes) => {
      const grown = table()
      let size = 0
      for (const portion of sizes) {
        await grown.append(size, leaves.slice(size, size + portion))
        size += portion
      }
      const atOnce = table()
      await atOnce.append(0, leaves.slice(0, size))
      expect(new Map([...grown.rows].sort())).toEqual(new Map([...atOnce.rows].sort()))
    }),
    { numRuns: 40 },
  )
})

test('proofs at any earlier size of a tree of 5,000 leaves are those of that size', async () => {
  const sizes = fc.integer({ min: 1, max: 5000 }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)))
  await fc.assert(
    fc.asyncProperty(sizes, async ([at, size]) => {
      const of = leaves.slice(0, size)
      expect(hex(await proveInclusion(at, size, stored.read, hash))).toEqual(hex(inclusionProof(of, at, hash)))
      expect(hex(await proveConsistency(at, size, stored.read, hash))).toEqual(hex(consistencyProof(of, at, hash)))
      expect((await rootOf(size, stored.read, hash)).toHex()).toBe(merkleRoot(of, hash).toHex())
    }),
    { numRuns: 60 },
  )
})

test('each question is one round trip for at most two nodes a level', async () => {
  for (const ask of [
    () => rootOf(4999, stored.read, hash),
    () => proveInclusion(1234, 4999, stored.read, hash),
    () => proveConsistency(1235, 4999, stored.read, hash),
    () => nodesForAppend(4095, leaves.slice(0, 9), stored.read, hash),
  ]) {
    stored.asked.length = 0
    await ask()
    expect(stored.asked).toHaveLength(1)
    expect(stored.asked[0]).toBeLessThanOrEqual(26)
  }
})

test('appending to a whole tree reads nothing, and appending nothing stores nothing', async () => {
  stored.asked.length = 0
  await nodesForAppend(4096, leaves.slice(0, 5), stored.read, hash)
  expect(await nodesForAppend(77, [], stored.read, hash)).toEqual([])
  expect(stored.asked).toEqual([])
})

test('[PROOF-3] a row that is missing stops the tree instead of making another root', async () => {
  const holed = async (refs: NodeRef[]) => (await stored.read(refs)).map((row, i) => (i === 1 ? undefined : row) as Uint8Array)
  await expect(rootOf(4999, holed, hash)).rejects.toThrow('lacks node')
  await expect(proveInclusion(1234, 4999, holed, hash)).rejects.toThrow('lacks node')
  await expect(nodesForAppend(4095, leaves.slice(0, 2), holed, hash)).rejects.toThrow('lacks node')
})

test('questions about leaves and sizes that cannot be are RangeErrors', async () => {
  expect(() => proveInclusion(5, 5, stored.read, hash)).toThrow(RangeError)
  expect(() => proveConsistency(6, 5, stored.read, hash)).toThrow(RangeError)
  expect(() => proveInclusion(-1, 5, stored.read, hash)).toThrow(RangeError)
})
