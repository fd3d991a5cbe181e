import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface PowerSpanRow {
  team_id: string
  machine_id: string
  since: Date
  until: Date | null
  power: string
  size: string
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.power_history': PowerSpanRow
  }
}

export interface HistoryRange {
  from: Date | undefined
  to: Date | undefined
  before: Date | undefined
  limit: number
}

export const powerHistoryStore = (tx: TeamTx) => ({
  /** The span that lasted ends, and another one begins. */
  async turn(machine_id: string, since: Date, power: string, size: string): Promise<void> {
    await this.end(machine_id, since)
    const row = { team_id: teamOf(tx), machine_id, since, until: null, power, size }
    await tx
      .insertInto('automation.power_history')
      .values(row)
      .onConflict((conflict) => conflict.columns(['team_id', 'machine_id', 'since']).doUpdateSet({ power, size, until: null }))
      .execute()
  },

  /** The first span of machines that were never seen before. */
  async begin(machines: readonly { id: string; power: string; size: string }[], since: Date): Promise<void> {
    if (machines.length === 0) return
    const team_id = teamOf(tx)
    const rows = machines.map(({ id, power, size }) => ({ team_id, machine_id: id, since, until: null, power, size }))
    await tx.insertInto('automation.power_history').values(rows).execute()
  },

  async end(machineId: string, until: Date): Promise<void> {
    const open = tx.updateTable('automation.power_history').set({ until })
    await open.where('machine_id', '=', machineId).where('until', 'is', null).execute()
  },

  /** Each span that lasts ends, is `unknown` from `since` on, and begins again with `at`. A span that began after `since` stays. */
  async unread(machines: readonly { id: string; since: Date }[], at: Date): Promise<void> {
    if (machines.length === 0) return
    const ids = machines.map(({ id }) => id)
    const sinces = machines.map(({ since }) => since)
    await sql`with ended as (
        update automation.power_history h set until = u.since
          from unnest(${ids}::uuid[], ${sinces}::timestamptz[]) u (id, since)
          where h.machine_id = u.id and h.until is null and h.since < u.since and h.power <> 'unknown'
          returning h.team_id, h.machine_id, h.until as since, h.power, h.size)
      insert into automation.power_history (team_id, machine_id, since, until, power, size)
        select team_id, machine_id, since, ${at}::timestamptz, 'unknown', size from ended
        union all select team_id, machine_id, ${at}::timestamptz, null, power, size from ended`.execute(tx)
  },

  /** The newest first; one more than `limit`. */
  async of(machineId: string, { from, to, before, limit }: HistoryRange): Promise<PowerSpanRow[]> {
    let rows = tx.selectFrom('automation.power_history').selectAll().where('machine_id', '=', machineId)
    if (before !== undefined) rows = rows.where('since', '<', before)
    if (to !== undefined) rows = rows.where('since', '<', to)
    if (from !== undefined) rows = rows.where((span) => span.or([span('until', 'is', null), span('until', '>', from)]))
    return rows
      .orderBy('since', 'desc')
      .limit(limit + 1)
      .execute()
  },

  /** The last state of each that was not `unknown`: what a machine was before nobody could tell. */
  async lastKnown(machineIds: readonly string[]): Promise<Map<string, string>> {
    if (machineIds.length === 0) return new Map()
    const rows = await tx
      .selectFrom('automation.power_history')
      .distinctOn('machine_id')
      .select(['machine_id', 'power'])
      .where('machine_id', 'in', machineIds)
      .where('power', '<>', 'unknown')
      .orderBy('machine_id')
      .orderBy('since', 'desc')
      .execute()
    return new Map(rows.map(({ machine_id, power }) => [machine_id, power]))
  },
})
