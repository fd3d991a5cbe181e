import { sql } from 'kysely'
import type { Pool } from 'pg'
import type { InstallationTx } from '../db/tenancy.ts'

export interface ProcessRow {
  id: string
  roles: string[]
  version: string
  node: string
  started_at: Date
  /** By the clock of the database, so that clocks of processes do not matter. */
  told_at: Date
  facts: Record<string, number>
}

declare module '../db/tables.ts' {
  interface Tables {
    'skykeep.processes': ProcessRow
  }
}

const table = 'skykeep.processes'
const SHOWN_MAX = 200

export const processesStore = (tx: InstallationTx) => ({
  /** Epoch ms, for the database. */
  async now(): Promise<number> {
    const { rows } = await sql<{ ms: number }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(tx)
    return rows[0]!.ms
  },

  async tell({ facts, ...row }: Omit<ProcessRow, 'told_at'>): Promise<void> {
    const now = sql<Date>`clock_timestamp()`
    const about = { ...row, facts: JSON.stringify(facts) as never, told_at: now }
    await tx
      .insertInto(table)
      .values(about)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ facts: about.facts, told_at: now }))
      .execute()
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom(table).where('id', '=', id).execute()
  },

  /** Those that another process is removing are passed over. */
  async removeSilent(seconds: number): Promise<void> {
    const silent = tx.selectFrom(table).select('id')
    const old = silent.where('told_at', '<', sql<Date>`clock_timestamp() - make_interval(secs => ${seconds})`)
    await tx.deleteFrom(table).where('id', 'in', old.forUpdate().skipLocked()).execute()
  },
})

/** All that told of themselves, with how long ago that was; those that began last come first. */
export async function readProcesses(pool: Pick<Pool, 'query'>): Promise<(ProcessRow & { silent_seconds: number })[]> {
  const { rows } = await pool.query<ProcessRow & { silent_seconds: number }>(
    `select *, extract(epoch from clock_timestamp() - told_at)::float8 as silent_seconds
      from skykeep.processes order by started_at desc, id limit $1`,
    [SHOWN_MAX],
  )
  return rows
}
