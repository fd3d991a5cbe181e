import { sql } from 'kysely'
import type { Caller } from '../auth/principal.ts'
import type { InstallationTx, TeamTx } from '../db/tenancy.ts'
import { prepared, teamIn } from '../db/transaction.ts'
import type { Clock } from '../lib/new-id.ts'
import { INSTALLATION } from './draft.ts'
import type { AuditActor, AuditFact } from './fact.ts'
import { columnsOf, PENDING_ROWS_INSERT, type PendingValues, pendingAuditRow } from './pending-row.ts'
import type { AuditSeal } from './seal.ts'

export interface Audit {
  /**
   * Writes what happened into the transaction in which it happens: the change and its entry are stored together, or neither is.
   * The entry belongs to the team of the transaction; without a team, to the installation.
   */
  write(tx: TeamTx | InstallationTx, who: Caller | AuditActor, fact: AuditFact): Promise<void>
  /** Many entries of the transaction's team in one statement, made by `row`. It wakes nobody: the sequencer looks every second. */
  writeRows(tx: TeamTx, rows: readonly PendingValues[]): Promise<void>
  /** The values of `PENDING_INSERT` and of `writeRows`, for those who send their statements by hand. */
  row(who: Caller | AuditActor, team_id: string, fact: AuditFact, now?: Date): PendingValues
}

/** Where a writer says that something waits, and the sequencer hears it. */
export const WAKE_CHANNEL = 'skykeep_audit'

export function createAudit({ seal, clock }: { seal: AuditSeal; clock: Clock }): Audit {
  const row: Audit['row'] = (who, team_id, fact, now = clock.now()) => pendingAuditRow(seal, who, team_id, fact, now)
  return {
    row,
    async writeRows(tx, rows) {
      await prepared(tx, { ...PENDING_ROWS_INSERT, values: columnsOf(rows) })
    },
    async write(tx, who, fact) {
      const team = teamIn(tx)
      const values = row(who, team ?? INSTALLATION, fact)
      if (team !== null) return insert(tx, values)
      // Row-level security admits rows of one team only; for this statement that team is nobody's.
      await setTeam(tx, INSTALLATION)
      await insert(tx, values)
      await setTeam(tx, '')
    },
  }
}

const setTeam = (tx: InstallationTx | TeamTx, team: string) => sql`select set_config('skykeep.team', ${team}, true)`.execute(tx)

async function insert(tx: InstallationTx | TeamTx, [team, id, draft, personal, mac]: PendingValues): Promise<void> {
  await sql`with written as (
      insert into audit.pending (team_id, id, draft, personal, mac) values (${team}, ${id}, ${draft}, ${personal}, ${mac}))
    select pg_notify(${WAKE_CHANNEL}, '')`.execute(tx)
}
