import { type AuditEntry, BATCH_COMMITTED, proveInclusion } from '@skykeep/proof'
import './tables.ts'
import { type TeamTx, teamOf } from '../db/tenancy.ts'
import { prepared } from '../db/transaction.ts'
import type { SignedCheckpoint } from './checkpoints.ts'
import { sha256 } from './draft.ts'
import { base64 } from './export-trail.ts'
import { nodeReader } from './tree-nodes.ts'

/** What ties a batch to a signed checkpoint: its entry and the way from there to the root. Null while the checkpoint does not cover it. */
export async function batchProof(tx: TeamTx, batch_id: string, { size, note }: Pick<SignedCheckpoint, 'size' | 'note'>) {
  const row = await tx
    .selectFrom('audit.entries')
    .select(['index', 'leaf'])
    .where('team_id', '=', teamOf(tx))
    .where('resource_id', '=', batch_id)
    .where('action', '=', BATCH_COMMITTED)
    .executeTakeFirst()
  if (!row || row.index >= size) return null
  const proof = await proveInclusion(
    row.index,
    size,
    nodeReader((statement) => prepared(tx, statement)),
    sha256,
  )
  const inclusion = { index: row.index, tree_size: size, proof: proof.map(base64) }
  return { entry: JSON.parse(row.leaf) as AuditEntry, inclusion, checkpoint: note }
}
