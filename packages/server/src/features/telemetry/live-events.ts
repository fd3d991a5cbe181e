import type { StoredEvent } from '@skykeep/contract'
import type { LiveSource } from '../../lib/live-stream.ts'
import { storedEvent } from './telemetry.service.ts'
import { telemetryStore } from './telemetry.store.ts'

/** Events as they are stored: each batch of an aircraft, or of several that were committed together. */
export const liveEvents: LiveSource<StoredEvent> = {
  horizon: (tx) => telemetryStore(tx).horizon(),

  async after(tx, position, limit) {
    const store = telemetryStore(tx)
    const batches = await store.batchesAfter(position, limit)
    if (batches.length === 0) return []
    const ids = batches.map(({ batch_id }) => batch_id)
    const first = Math.min(...batches.map((batch) => batch.first))
    const last = Math.max(...batches.map((batch) => batch.last))
    const byBatch = Map.groupBy(await store.eventsOfBatches(ids, first, last), ({ batch_id }) => batch_id)
    return batches.map(({ batch_id, written_by }) => ({
      position: written_by,
      items: (byBatch.get(batch_id) ?? []).map(storedEvent),
    }))
  },
}
