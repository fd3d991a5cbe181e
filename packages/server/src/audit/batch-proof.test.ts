import { BATCH_COMMITTED, canonicalize, leafHash, parseCheckpoint, parseNote, verifyInclusion } from '@skykeep/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batchProof } from './batch-proof.ts'
import { sha256 } from './draft.ts'
import { systemActor } from './fact.ts'
import { aTeam, openTrail, type Trail } from './testing/trail.ts'

let trail: Trail
beforeAll(async () => {
  trail = await openTrail()
})
afterAll(() => trail.close())

test('the entry of a batch is proven to be in the tree of a checkpoint, for its own team only', async () => {
  const team = aTeam()
  const early = await trail.checkpoints.current()
  const details = { batch_id: '17', count: 1, root: 'ab'.repeat(32) }
  await trail.db.asTeam(team, (tx) =>
    trail.audit.write(tx, systemActor('telemetry'), {
      action: BATCH_COMMITTED,
      resource: { type: 'telemetry_batch', id: '17' },
      details,
    }),
  )
  const checkpoint = await trail.checkpoints.current()
  const prove = (who: string, at: typeof checkpoint) => trail.db.asTeam(who, (tx) => batchProof(tx, '17', at))
  const proof = await prove(team, checkpoint)
  const { size, root } = parseCheckpoint(parseNote(proof!.checkpoint)!.text)!
  expect(proof!.entry.details).toEqual(details)
  const leaf_hash = leafHash(Buffer.from(canonicalize(proof!.entry)), sha256)
  const hashes = proof!.inclusion.proof.map((text) => new Uint8Array(Buffer.from(text, 'base64')))
  expect(verifyInclusion({ index: proof!.inclusion.index, size, leaf_hash, proof: hashes, root })).toBe(true)

  expect(await prove(team, early)).toBeNull()
  expect(await prove(aTeam(), checkpoint)).toBeNull()
})
