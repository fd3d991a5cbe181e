import type { BatchRecord, TelemetryReader } from '../../audit/verify/batch-check.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import { HINT_BYTES } from './event-batch.ts'
import { recordOf } from './record.ts'
import { telemetryStore } from './telemetry.store.ts'

interface Needs {
  /** As the role skykeep_telemetry: row-level security stands for a verifier too. */
  db: Database
  teamIds: () => Promise<string[]>
  /** Days whose removal the audit trail itself tells of: only their rows may be missing. */
  expiredDays: () => Promise<ReadonlySet<string>>
}

/** Reads stored events back as records, for whoever holds them against the audit trail. */
export function telemetryReader({ db, teamIds, expiredDays }: Needs): TelemetryReader {
  let expired: Promise<ReadonlySet<string>> | undefined
  return {
    async readBatch(teamId, batchId) {
      const { rows, days } = await db.asTeam(teamId, async (tx: TeamTx) => {
        const store = telemetryStore(tx)
        return { rows: await store.batch(Number(batchId)), days: await store.daysOf(Number(batchId)) }
      })
      expired ??= expiredDays()
      const gone = await expired
      if (days.some((day) => gone.has(day))) return 'expired'
      return recordsOf(rows)
    },

    async *listBatches() {
      for (const team_id of await teamIds()) {
        const ids = await db.asTeam(team_id, (tx) => telemetryStore(tx).batchIds())
        for (const batch_id of ids) yield { team_id, batch_id: String(batch_id) }
      }
    },
  }
}

type BatchRow = Awaited<ReturnType<ReturnType<typeof telemetryStore>['batch']>>[number]

async function* recordsOf(rows: readonly BatchRow[]): AsyncGenerator<BatchRecord> {
  for (const row of rows) {
    const hint = row.hints.subarray(row.ordinal * HINT_BYTES, (row.ordinal + 1) * HINT_BYTES)
    yield {
      ordinal: row.ordinal,
      aircraft_id: row.aircraft_id,
      event_id: row.event_id,
      // A row without its key has lost its fingerprint: whatever stands in its place, the hash will not fit.
      record: recordOf({ ...row, fingerprint: row.fingerprint ?? Buffer.alloc(0) }),
      hint: hint.length === HINT_BYTES ? hint : null,
    }
  }
}
