import { BATCH_COMMITTED, type BatchCommitment } from '@skykeep/proof'
import type { AuditFact } from './fact.ts'

/** The entry that commits to a batch of telemetry: found again by its resource, verified by its details. */
export const batchFact = (batch: BatchCommitment): AuditFact => ({
  action: BATCH_COMMITTED,
  resource: { type: 'telemetry_batch', id: batch.batch_id },
  details: { ...batch },
})
