import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface SilenceRow {
  team_id: string
  since: Date
  told_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.silences': SilenceRow
  }
}

export const silencesStore = (tx: TeamTx) => ({
  /** False: it was told already. Of many who see it at once one tells it. */
  async begin(since: Date, told_at: Date): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('automation.silences')
      .values({ team_id: teamOf(tx), since, told_at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  },

  async end(): Promise<SilenceRow | undefined> {
    return tx.deleteFrom('automation.silences').returningAll().executeTakeFirst()
  },

  /** Since when changes of the team are due; null: none is. As the watch across teams sees it, asked again where it is told. */
  async dueSince(): Promise<Date | null> {
    const { rows } = await sql<{ since: Date | null }>`
      select min(next_at) as since from automation.plans where team_id = ${teamOf(tx)}::uuid`.execute(tx)
    return rows[0]!.since
  },
})
