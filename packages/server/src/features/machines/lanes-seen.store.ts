import { sql } from 'kysely'
import type { CloudFailure } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { SyncedLane } from './sync.ts'

/** So often the machines of a lane are read: a change by hand is seen within that time, and a subscription takes 300 lists a minute. */
const SYNC_MS = 5 * 60_000
const AFTER_FAILURE_MS = 2 * 60_000

/** When lanes were read. One that was closed meanwhile stays closed. */
export const lanesSeenStore = (tx: TeamTx) => ({
  /** The lane, for whoever is first to move its next time; nobody else reads it until then. */
  async take(id: string, now: Date, next: Date): Promise<SyncedLane | undefined> {
    const { rows } =
      await sql<SyncedLane>`update automation.lanes set sync_due_at = ${next} where id = ${id} and sync_due_at <= ${now}
      returning id, connection_id, scope`.execute(tx)
    return rows[0]
  },

  async synced(id: string, now: Date): Promise<void> {
    const next = new Date(now.getTime() + SYNC_MS)
    await sql`update automation.lanes set synced_at = ${now}, last_failure = null,
      sync_due_at = case when sync_due_at is null then null else ${next}::timestamptz end where id = ${id}`.execute(tx)
  },

  async failed(id: string, { kind, code, message, retryAfterMs }: CloudFailure, now: Date): Promise<void> {
    const next = new Date(now.getTime() + Math.max(AFTER_FAILURE_MS, retryAfterMs ?? 0))
    const failure = JSON.stringify({ kind, reason: code, message, at: now.toISOString() })
    await sql`update automation.lanes set last_failure = ${failure}::jsonb,
      sync_due_at = case when sync_due_at is null then null else ${next}::timestamptz end where id = ${id}`.execute(tx)
  },
})
