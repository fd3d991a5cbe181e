import type { DataKeyRow, DataKeyStore } from '@skykeep/keyring'
import type { Transaction } from 'kysely'
import type { Audit } from '../audit/audit.ts'
import type { AuditFact } from '../audit/fact.ts'
import { operatorActor } from '../auth/principal.ts'
import type { Tables } from '../db/tables.ts'
import type { Database, InstallationTx } from '../db/tenancy.ts'
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

/**
 * The data keys of the key ring in `identity.data_keys`. What an operator asks for is written into the audit trail in the same transaction: where
 * keys are replaced, `audit` is needed.
 */
export function dataKeyStore(db: Database, audit?: Pick<Audit, 'write'>): DataKeyStore {
  const inOwnTransaction = ownTransactions(db)

  // Read outside a transaction: a key is often needed while the caller already holds a connection.
  async function find(condition: string, ...values: unknown[]): Promise<DataKeyRow | undefined> {
    const { rows } = await db.pool.query<DataKeysTable>(`select * from identity.data_keys where ${condition}`, values)
    return rows[0] && keyOf(rows[0])
  }

  async function record(tx: InstallationTx, by: string | undefined, fact: AuditFact): Promise<void> {
    if (by === undefined) return
    if (audit === undefined) throw new Error('Keys are replaced only where the audit trail is written.')
    await audit.write(tx, operatorActor(by), fact)
    await announce(tx, 'keys', 'rotated')
  }

  const sameOwner = 'owner_team is not distinct from $1 and purpose = $2'
  return {
    newest: (team_id, purpose) => find(`${sameOwner} order by version desc limit 1`, team_id, purpose),
    byId: (id) => find('id = $1', id),
    async insert(row, by) {
      await inOwnTransaction(async (tx) => {
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('identity.data_keys')
          .values(rowOf(row))
          .onConflict((conflict) => conflict.columns(['owner_team', 'purpose', 'version']).doNothing())
          .executeTakeFirst()
        // Somebody else was faster with this version, and has written its entry.
        if (numInsertedOrUpdatedRows !== 1n) return
        const details = { purpose: row.purpose, version: row.version, owner: row.team_id ?? 'installation' }
        await record(tx, by, { action: 'data_key.rotated', resource: { type: 'data_key', id: row.id }, details })
      })
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
    rewrap: (rows, by) =>
      inOwnTransaction(async (tx) => {
        let rewrapped = 0
        for (const { id, wrapped, root_key_id, from_root_key_id } of rows) {
          const { numUpdatedRows } = await tx
            .updateTable('identity.data_keys')
            .set({ wrapped_key: wrapped, root_key_id })
            .where('id', '=', id)
            .where('root_key_id', '=', from_root_key_id)
            .where('wrapped_key', 'is not', null)
            .executeTakeFirst()
          rewrapped += Number(numUpdatedRows)
        }
        if (rewrapped === 0) return 0
        const details = { rewrapped, former: [...new Set(rows.map((row) => row.from_root_key_id))] }
        const resource = { type: 'root_key', id: rows[0]!.root_key_id }
        await record(tx, by, { action: 'root_key.rotated', resource, details })
        return rewrapped
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
