import { sql } from 'kysely'
import type { InstallationTx } from '../db/tenancy.ts'
import type { KeptSettings } from './kept-settings.ts'

declare module '../db/tables.ts' {
  interface Tables {
    'skykeep.configurations': { roles: string; settings: KeptSettings; told_at: Date }
  }
}

const table = 'skykeep.configurations'

export const configurationsStore = (tx: InstallationTx) => ({
  /** Keeps the settings, and gives those of the start before; undefined when there was none. Of many that start at once each sees the one before it. */
  async replace(roles: string, settings: KeptSettings): Promise<KeptSettings | undefined> {
    const row = { roles, settings: JSON.stringify(settings) as never, told_at: sql<Date>`clock_timestamp()` }
    const first = await tx
      .insertInto(table)
      .values(row)
      .onConflict((conflict) => conflict.column('roles').doNothing())
      .returning('roles')
      .executeTakeFirst()
    if (first) return undefined
    const before = await tx.selectFrom(table).select('settings').where('roles', '=', roles).forUpdate().executeTakeFirstOrThrow()
    await tx.updateTable(table).set(row).where('roles', '=', roles).execute()
    return before.settings
  },
})
