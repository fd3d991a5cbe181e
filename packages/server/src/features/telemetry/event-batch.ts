import { BATCH_COMMITTED, merkleRoot } from '@skykeep/proof'
import type { AuditFact } from '../../audit/fact.ts'
import { sha256 } from '../../lib/sha256.ts'
import type { Micros } from './instants.ts'
import type { PreparedEvent } from './prepare-event.ts'
import { recordLeaf, type StoredRow } from './record.ts'

/** What one committed batch of one team says to the audit trail. */
export interface CommittedBatch {
  team_id: string
  batch_id: number
  count: number
  /** Root (hex) of the tree over the batch's records. */
  root: string
  /** Aircraft that jumped farther than Mach 3 allows, with how many events. */
  implausible: ReadonlyMap<string, number>
}

/** The audit entries of a batch: one that commits to all its events, and one for each aircraft that jumped. */
export function batchFacts({ batch_id, count, root, implausible }: CommittedBatch): AuditFact[] {
  const id = String(batch_id)
  const jumps = [...implausible].map(
    ([aircraft, events]): AuditFact => ({
      action: 'telemetry.position_implausible',
      resource: { type: 'aircraft', id: aircraft },
      details: { batch_id: id, events },
    }),
  )
  return [
    { action: BATCH_COMMITTED, resource: { type: 'telemetry_batch', id }, details: { batch_id: id, count, root } },
    ...jumps,
  ]
}

/** A batch on its way: the rows that are new, in the order of their ordinals. */
export interface EventBatch extends CommittedBatch {
  received: Date
  rows: readonly StoredRow[]
  hints: Buffer
}

export const HINT_BYTES = 8

interface Given {
  team_id: string
  batch_id: number
  fresh: readonly PreparedEvent[]
  flagged: ReadonlySet<PreparedEvent>
  received: Date
  /** False only where the benchmark measures what the trail costs. */
  isAudited: boolean
}

export function eventBatch({ team_id, batch_id, fresh, flagged, received, isAudited }: Given): EventBatch {
  const received_at: Micros = received.getTime() * 1_000
  const rows = fresh.map((event): StoredRow => ({ ...event, received_at, implausible: flagged.has(event) }))
  const implausible = new Map<string, number>()
  for (const { aircraft_id, implausible: jumped } of rows) {
    if (jumped) implausible.set(aircraft_id, (implausible.get(aircraft_id) ?? 0) + 1)
  }
  return { team_id, batch_id, count: rows.length, implausible, received, rows, ...rootOf(isAudited ? rows : []) }
}

function rootOf(rows: readonly StoredRow[]): { root: string; hints: Buffer } {
  const leaves = rows.map(recordLeaf)
  return { root: merkleRoot(leaves, sha256).toHex(), hints: Buffer.concat(leaves.map((leaf) => leaf.subarray(0, HINT_BYTES))) }
}
