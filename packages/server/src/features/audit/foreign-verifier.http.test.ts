import { randomBytes } from 'node:crypto'
import { canonicalize } from '@skykeep/proof'
import { RFC9162 } from '@transmute/rfc9162'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aTeam, openTrail, type Trail } from '../../audit/testing/trail.ts'
import { newId } from '../../lib/new-id.ts'
import { type Asks, testApp } from '../../testing/http.ts'
import { auditRoutes } from './audit.routes.ts'
import { auditService } from './audit.service.ts'

/**
 * Proofs of our API in the hands of a verifier that others wrote: `@transmute/rfc9162`. Nothing of our own checks anything here; the
 * leaf is hashed by them too.
 */
let trail: Trail
const http = testApp()
let auditor: Asks
const team = aTeam()
/** Every size up to this one had a checkpoint: a tree of each shape, powers of two among them. */
const SIZE = 13
const roots = new Map<number, Uint8Array>()

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))

beforeAll(async () => {
  trail = await openTrail()
  auditRoutes(http.app, { audit: auditService(trail) })
  await http.app.ready()
  const permissions = new Set(['audit:read'] as const)
  auditor = http.as({ kind: 'client', id: newId(), team_id: team, permissions, token_id: newId(), thumbprint: null })
  for (let size = 1; size <= SIZE; size++) {
    await trail.writes(team, 1)
    const { body } = await auditor('GET /audit/checkpoint')
    roots.set(body.size, bytes(body.root_hash))
  }
  expect([...roots.keys()]).toEqual(Array.from({ length: SIZE }, (_, at) => at + 1))
})
afterAll(async () => {
  await http.app.close()
  await trail.close()
})

interface Inclusion {
  leaf: Uint8Array
  tree_size: number
  leaf_index: number
  inclusion_path: Uint8Array[]
  root: Uint8Array
}

const included = ({ root, leaf, ...proof }: Inclusion) => RFC9162.verifyInclusionProof(root, leaf, { log_id: '', ...proof })

interface Consistency {
  tree_size_1: number
  tree_size_2: number
  consistency_path: Uint8Array[]
  first: Uint8Array
  second: Uint8Array
}

/** Step 2 of RFC 9162 §2.1.4.2 (the first root stands in front when its size is a power of two) is left to the caller by this verifier. */
function consistent({ first, second, consistency_path, ...sizes }: Consistency) {
  const isPowerOfTwo = (sizes.tree_size_1 & (sizes.tree_size_1 - 1)) === 0
  const path = isPowerOfTwo ? [first, ...consistency_path] : consistency_path
  return RFC9162.verifyConsistencyProof(first, second, { log_id: '', ...sizes, consistency_path: path })
}

/** The same claim with each of its hashes replaced, one at a time, and with a hash more or less. */
function* forgeries<Claim extends object>(claim: Claim, path: keyof Claim, hashes: (keyof Claim)[]): Generator<Claim> {
  const proof = claim[path] as Uint8Array[]
  for (const name of hashes) yield { ...claim, [name]: flipped(claim[name] as Uint8Array) }
  for (const at of proof.keys()) yield { ...claim, [path]: proof.with(at, flipped(proof[at]!)) }
  yield { ...claim, [path]: [...proof, new Uint8Array(randomBytes(32))] }
  if (proof.length > 0) yield { ...claim, [path]: proof.slice(1) }
}

function flipped(hash: Uint8Array): Uint8Array {
  const changed = new Uint8Array(hash)
  changed[7]! ^= 1
  return changed
}

test('L-07 the inclusion proofs of the API convince a verifier of somebody else, for every entry in every tree, and forged ones do not', async () => {
  for (let index = 0; index < SIZE; index++) {
    const { body } = await auditor(`GET /audit/entries/${index}`)
    const leaf = await RFC9162.leaf(new TextEncoder().encode(canonicalize(body.entry)))
    const other = await RFC9162.leaf(new TextEncoder().encode(canonicalize({ ...body.entry, action: 'team.deleted' })))
    for (const [tree_size, root] of roots) {
      if (tree_size <= index) continue
      const proof = (await auditor(`GET /audit/proofs/inclusion?index=${index}&tree_size=${tree_size}`)).body.proof.map(bytes)
      const claim = { leaf, tree_size, leaf_index: index, inclusion_path: proof, root }
      const name = `entry ${index} of ${tree_size}`
      expect(await included(claim), name).toBe(true)
      expect(await included({ ...claim, leaf: other }), name).toBe(false)
      for (const forged of forgeries(claim, 'inclusion_path', ['leaf', 'root'])) expect(await included(forged), name).toBe(false)
    }
  }
})

test('L-07 the consistency proofs of the API convince a verifier of somebody else, between any two trees, and forged ones do not', async () => {
  for (const [from, first] of roots) {
    for (const [to, second] of roots) {
      if (from >= to) continue
      const { body } = await auditor(`GET /audit/proofs/consistency?from=${from}&to=${to}`)
      const claim = { tree_size_1: from, tree_size_2: to, consistency_path: body.proof.map(bytes), first, second }
      const name = `from ${from} to ${to}`
      expect(await consistent(claim), name).toBe(true)
      expect(await consistent({ ...claim, first: second, second: first }), name).toBe(false)
      for (const forged of forgeries(claim, 'consistency_path', ['first', 'second']))
        expect(await consistent(forged), name).toBe(false)
    }
  }
})
