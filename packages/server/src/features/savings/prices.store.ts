import { sql } from 'kysely'
import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'
import type { PriceRow } from './price-book.ts'

export interface InUse {
  region: string
  size: string
}

/** List prices, which belong to no team. */
export const pricesStore = (tx: InstallationTx) => ({
  /** Stores those that are not there; a price that is known for a day stays as it is. */
  async add(rows: readonly PriceRow[]): Promise<number> {
    if (rows.length === 0) return 0
    const column = <Key extends keyof PriceRow>(key: Key) => rows.map((row) => row[key])
    const { numAffectedRows } = await sql`insert into automation.prices
        (provider, region, size, os, is_spot, currency, valid_from, micros_per_hour, source)
      select * from unnest(${column('provider')}::text[], ${column('region')}::text[], ${column('size')}::text[], ${column('os')}::text[],
        ${column('is_spot')}::boolean[], ${column('currency')}::text[], ${column('valid_from')}::date[],
        ${column('micros_per_hour')}::bigint[], ${column('source')}::text[])
      on conflict do nothing`.execute(tx)
    return Number(numAffectedRows ?? 0)
  },

  /** Since when a price of a size is known in a currency; null: none is. */
  async newest({ region, size }: InUse, currency: string): Promise<string | null> {
    const { rows } = await sql<{ day: string | null }>`select max(valid_from)::text as day from automation.prices
      where provider = 'azure' and region = ${region} and size = ${size} and currency = ${currency} and source not like 'sample%'`.execute(
      tx,
    )
    return rows[0]?.day ?? null
  },
})

/** Sizes of Azure that a team has machines of. */
export async function sizesInUse(tx: TeamTx): Promise<InUse[]> {
  const { rows } = await sql<InUse>`select distinct m.region, m.size from automation.machines m
    join automation.connections c on c.team_id = m.team_id and c.id = m.connection_id
    where c.provider = 'azure' and m.gone_at is null order by 1, 2 limit 2000`.execute(tx)
  return rows
}
