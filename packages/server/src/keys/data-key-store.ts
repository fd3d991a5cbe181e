import type { DataKeyRow, DataKeyStore } from '@skykeep/keyring'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Database } from '../db/tenancy.ts'
import { announce } from './announce.ts'
import { ownTransactions } from './own-transaction.ts'

interface DataKeysTable {
  id: string
  owner_team: string | null
  purpose: string
  version: number
  wrapped_key: Uint8Array | null
  root_key_id: string
  created_at: Date
  destroyed_at: Date | null
}

declare module '../db/tables.ts' {
  interface Tables {
    'identity.data_keys': DataKeysTable
  }
}

/** The data keys of the key ring in `identity.data_keys`. */
export function dataKeyStore(db: Database): DataKeyStore {
  const inOwnTransaction = ownTransactions(db)

  // Read outside a transaction: a key is often needed while the caller already holds a connection.
  async function find(condition: string, ...values: unknown[]): Promise<DataKeyRow | undefined> {
    const { rows } = await db.pool.query<DataKeysTable>(`select * from identity.data_keys where ${condition}`, values)
    return rows[0] && keyOf(rows[0])
  }

  const sameOwner = 'owner_team is not distinct from $1 and purpose = $2'
  return {
    newest: (team_id, purpose) => find(`${sameOwner} order by version desc limit 1`, team_id, purpose),
    byId: (id) => find('id = $1', id),
    async insert(row) {
      await inOwnTransaction((tx) =>
        tx
          .insertInto('identity.data_keys')
          .values(rowOf(row))
          .onConflict((conflict) => conflict.columns(['owner_team', 'purpose', 'version']).doNothing())
          .execute(),
      )
      return (await find(`${sameOwner} and version = $3`, row.team_id, row.purpose, row.version))!
    },
    destroy: (team_id) => inOwnTransaction((tx) => destroyDataKeys(tx, team_id, new Date())),
    wrappedByOthers: (root_key_id, limit) =>
      inOwnTransaction(async (tx) => {
        const rows = await tx
          .selectFrom('identity.data_keys')
          .selectAll()
          .where('wrapped_key', 'is not', null)
          .where('root_key_id', '!=', root_key_id)
          .orderBy('id')
          .limit(limit)
          .execute()
        return rows.map(keyOf)
      }),
    rewrap: ({ id, wrapped, root_key_id }, from_root_key_id) =>
      inOwnTransaction(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('identity.data_keys')
          .set({ wrapped_key: wrapped, root_key_id })
          .where('id', '=', id)
          .where('root_key_id', '=', from_root_key_id)
          .where('wrapped_key', 'is not', null)
          .executeTakeFirst()
        return numUpdatedRows === 1n
      }),
  }
}

/** Destroys the keys of a team in the transaction that removes it, so that neither happens without the other. Answers how many. */
export async function destroyDataKeys(tx: Transaction<Tables>, team_id: string, now: Date): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('identity.data_keys')
    .set({ wrapped_key: null, destroyed_at: now })
    .where('owner_team', '=', team_id)
    .where('wrapped_key', 'is not', null)
    .executeTakeFirst()
  await announce(tx, 'keys', 'data')
  return Number(numUpdatedRows)
}

const rowOf = ({ team_id, wrapped, ...row }: DataKeyRow): DataKeysTable => ({
  ...row,
  owner_team: team_id,
  wrapped_key: wrapped,
  destroyed_at: null,
})

const keyOf = ({ owner_team, wrapped_key, destroyed_at: _, ...row }: DataKeysTable): DataKeyRow => ({
  ...row,
  team_id: owner_team,
  wrapped: wrapped_key,
})
