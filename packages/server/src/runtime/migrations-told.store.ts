import { sql } from 'kysely'
import type { InstallationTx } from '../db/tenancy.ts'

declare module '../db/tables.ts' {
  interface Tables {
    'skykeep.migrations_told': { number: number }
  }
}

const table = 'skykeep.migrations_told'

export const migrationsToldStore = (tx: InstallationTx) => ({
  /** The newest that the audit trail was told of. */
  async newest(): Promise<string | null> {
    const told = tx.selectFrom(table).innerJoin('skykeep.migrations', 'skykeep.migrations.number', `${table}.number`)
    const row = await told.select('name').orderBy(`${table}.number`, 'desc').limit(1).executeTakeFirst()
    return row?.name ?? null
  },

  /** Takes those that it was not told of, in their order. Of processes that start at once one gets them. */
  async take(): Promise<string[]> {
    const { rows } = await sql<{ number: number }>`
      insert into skykeep.migrations_told (number) select number from skykeep.migrations on conflict do nothing returning number`.execute(
      tx,
    )
    if (rows.length === 0) return []
    const numbers = rows.map(({ number }) => number)
    const taken = tx.selectFrom('skykeep.migrations').select('name').where('number', 'in', numbers)
    return (await taken.orderBy('number').execute()).map(({ name }) => name)
  },
})
