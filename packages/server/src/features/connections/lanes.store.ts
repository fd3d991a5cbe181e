import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface LaneFailure {
  kind: string
  reason: string
  message: string
  at: string
}

export interface LaneRow {
  team_id: string
  id: string
  connection_id: string
  scope: string
  name: string | null
  holder: string | null
  fence: number
  held_until: Date | null
  sync_due_at: Date | null
  synced_at: Date | null
  last_failure: LaneFailure | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.lanes': LaneRow
  }
}

export interface LaneScope {
  id: string
  scope: string
  name: string | null
}

export interface ShownLane {
  id: string
  scope: string
  name: string | null
  machines: number
  synced_at: Date | null
  last_failure: LaneFailure | null
}

/** The parts of a connection that are worked on alone. Who holds them is not its business. */
export const lanesStore = (tx: TeamTx) => ({
  async of(connectionId: string): Promise<ShownLane[]> {
    const { rows } = await sql<ShownLane>`select l.id, l.scope, l.name, l.synced_at, l.last_failure,
        (select count(*)::int from automation.machines m where m.lane_id = l.id and m.team_id = l.team_id and m.gone_at is null) as machines
      from automation.lanes l where l.connection_id = ${connectionId} order by l.scope`.execute(tx)
    return rows
  },

  /** Makes those that are missing; all of these are due at once. */
  async open(connectionId: string, lanes: readonly LaneScope[], now: Date): Promise<void> {
    if (lanes.length === 0) return
    const rows = lanes.map((lane) => ({
      ...lane,
      team_id: teamOf(tx),
      connection_id: connectionId,
      fence: 0,
      sync_due_at: now,
    }))
    await tx
      .insertInto('automation.lanes')
      .values(rows as never)
      .onConflict((conflict) =>
        conflict.constraint('lanes_scope_unique').doUpdateSet((row) => ({
          name: row.ref('excluded.name'),
          sync_due_at: row.ref('excluded.sync_due_at'),
          last_failure: null,
        })),
      )
      .execute()
  },

  /** Nothing is read there until a check opens it again. */
  async close(connectionId: string, scope: string, last_failure: LaneFailure | null): Promise<void> {
    const all = tx.updateTable('automation.lanes').set({ sync_due_at: null, last_failure })
    await all.where('connection_id', '=', connectionId).where('scope', '=', scope).execute()
  },

  async closeAll(connectionId: string): Promise<void> {
    await tx.updateTable('automation.lanes').set({ sync_due_at: null }).where('connection_id', '=', connectionId).execute()
  },

  /** Makes these due. Answers how many there are. */
  async due(connectionId: string, scopes: readonly string[], now: Date): Promise<number> {
    if (scopes.length === 0) return 0
    const all = tx.updateTable('automation.lanes').set({ sync_due_at: now })
    const { numUpdatedRows } = await all.where('connection_id', '=', connectionId).where('scope', 'in', scopes).executeTakeFirst()
    return Number(numUpdatedRows)
  },

  /** The machines of parts that the connection has not any more: as gone for us, and known again if the part comes back. */
  async abandonAllBut(connectionId: string, scopes: readonly string[], now: Date): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`update automation.machines m set gone_at = ${now}
      from automation.lanes l
      where l.team_id = m.team_id and l.id = m.lane_id and m.connection_id = ${connectionId} and m.gone_at is null
        and not l.scope = any(${scopes})
      returning m.id`.execute(tx)
    await tx
      .updateTable('automation.lanes')
      .set({ sync_due_at: null })
      .where('connection_id', '=', connectionId)
      .where('scope', 'not in', scopes.length > 0 ? scopes : [''])
      .execute()
    return rows.map(({ id }) => id)
  },
})
