import type { Caller } from '../auth/principal.ts'
import { draftOf } from './draft.ts'
import type { AuditActor, AuditFact } from './fact.ts'
import type { AuditSeal } from './seal.ts'

export type PendingValues = [team_id: string, id: string, draft: string, personal: string, mac: Buffer]

/** Five values; the transaction must be that of the team (`skykeep.team`). Wakes nobody: the sequencer looks every second. */
export const PENDING_INSERT = {
  name: 'audit-pending',
  text: 'insert into audit.pending (team_id, id, draft, personal, mac) values ($1, $2, $3, $4, $5)',
} as const

/** The same for many entries: one array for each column (`columnsOf`). */
export const PENDING_ROWS_INSERT = {
  name: 'audit-pending-rows',
  text: `insert into audit.pending (team_id, id, draft, personal, mac)
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::bytea[])`,
} as const

export const columnsOf = (rows: readonly PendingValues[]): unknown[][] =>
  ([0, 1, 2, 3, 4] as const).map((column) => rows.map((row) => row[column]))

/**
 * One entry as the values of `PENDING_INSERT`, for hand-made SQL on a hot path (about 10 µs). A notification would make commits wait
 * for each other (PostgreSQL serialises those that notify), so this way has none.
 *
 * @throws Error for an action that is not in the catalogue
 */
export function pendingAuditRow(
  seal: AuditSeal,
  who: Caller | AuditActor,
  team_id: string,
  fact: AuditFact,
  now: Date,
): PendingValues {
  const { id, team_id: team, text, personal } = draftOf(who, team_id, fact, now)
  return [team, id, text, JSON.stringify(personal), seal.ofRow({ team_id: team, id, draft: text })]
}
