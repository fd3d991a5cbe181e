import { sql } from 'kysely'
import type { InstallationTx } from '../../db/tenancy.ts'

export interface DataKeyFacts {
  id: string
  owner_team: string | null
  purpose: string
  version: number
  root_key_id: string | null
  created_at: Date
  is_newest: boolean
  /** When the version that seals in its place was made; null for the newest. */
  replaced_at: Date | null
}

export const dataKeysStore = (tx: InstallationTx) => ({
  /** Those that are not destroyed, by owner, purpose and version. */
  async living(): Promise<DataKeyFacts[]> {
    const { rows } = await sql<DataKeyFacts>`select id, owner_team, purpose, version, root_key_id, created_at,
        lead(id) over versions is null as is_newest, lead(created_at) over versions as replaced_at
      from identity.data_keys where wrapped_key is not null
      window versions as (partition by owner_team, purpose order by version)
      order by owner_team nulls first, purpose, version`.execute(tx)
    return rows
  },

  /**
   * Root keys of the data folder that living data keys need. Of those that are named and those that did wrap: where two rotations met, a row can name
   * an older one than its envelope.
   */
  async rootKeysInFiles(): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`select distinct named.id from identity.data_keys
      cross join lateral (values (root_key_id), (substring(encode(wrapped_key, 'escape') from '^[^.]+\\.(rk_[0-9a-f]{16})\\.'))) as named (id)
      where wrapped_key is not null and named.id ~ '^rk_' order by named.id`.execute(tx)
    return rows.map(({ id }) => id)
  },

  /** Destroys versions that a newer one has replaced; the newest of a pair never. Answers how many. */
  async destroy(ids: readonly string[], at: Date): Promise<number> {
    const { numAffectedRows } = await sql`update identity.data_keys k set wrapped_key = null, destroyed_at = ${at}
      where id = any (${ids}::text[]) and wrapped_key is not null and exists (select from identity.data_keys n
        where n.owner_team is not distinct from k.owner_team and n.purpose = k.purpose and n.version > k.version and n.wrapped_key is not null)`.execute(
      tx,
    )
    return Number(numAffectedRows ?? 0)
  },
})
