import { sql } from 'kysely'
import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'
import type { SealedColumn } from '../../keys/sealed-columns.ts'

export interface SealedRow {
  key: string[]
  envelope: string
}

/** Envelopes of one column, as far as the transaction sees them. */
export const sealedRows = (tx: TeamTx | InstallationTx, { table, column, key }: SealedColumn) => {
  const [from, envelope] = [sql.table(table), sql.ref(column)]
  const keys = sql`array[${sql.join(key.map((name) => sql`${sql.ref(name)}::text`))}]`
  return {
    /** The next rows in the order of their keys. */
    async after(last: readonly string[] | null, limit: number): Promise<SealedRow[]> {
      const later = last === null ? sql`true` : sql`${keys} > ${last}::text[]`
      const { rows } = await sql<SealedRow>`select ${keys} as key, ${envelope} as envelope from ${from}
        where ${envelope} is not null and ${later} order by ${keys} limit ${limit}`.execute(tx)
      return rows
    },

    /** Puts another envelope in the place of the one that was read; false when somebody else wrote it meanwhile. */
    async replace({ key: of, envelope: old }: SealedRow, by: string): Promise<boolean> {
      const { numAffectedRows } =
        await sql`update ${from} set ${envelope} = ${by} where ${keys} = ${of}::text[] and ${envelope} = ${old}`.execute(tx)
      // Codes of one set share an envelope: they are replaced together.
      return Number(numAffectedRows ?? 0) > 0
    },

    /** Ids of data keys that its envelopes name, with how many do. */
    async named(): Promise<Map<string, number>> {
      const { rows } = await sql<{ id: string; rows: number }>`select split_part(${envelope}, '.', 2) as id, count(*)::int as rows
        from ${from} where ${envelope} is not null group by 1`.execute(tx)
      return new Map(rows.map(({ id, rows: count }) => [id, count]))
    },
  }
}
