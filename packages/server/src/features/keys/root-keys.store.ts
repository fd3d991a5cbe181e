import type { Audit } from '../../audit/audit.ts'
import type { AuditActor } from '../../audit/fact.ts'
import type { InstallationTx } from '../../db/tenancy.ts'

interface RootKeysTable {
  id: string
  in_use_since: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.root_keys': RootKeysTable
  }
}

export const rootKeysStore = (tx: InstallationTx) => ({
  /** When each root key came into use, by its id. */
  async since(): Promise<Map<string, Date>> {
    const rows = await tx.selectFrom('identity.root_keys').selectAll().execute()
    return new Map(rows.map(({ id, in_use_since }) => [id, in_use_since]))
  },

  /** Writes down that a root key wraps from now on, with its entry in the audit trail; not a second time. */
  async beginUse(id: string, in_use_since: Date, audit: Pick<Audit, 'write'>, who: AuditActor): Promise<void> {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('identity.root_keys')
      .values({ id, in_use_since })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) return
    await audit.write(tx, who, { action: 'root_key.activated', resource: { type: 'root_key', id } })
  },
})
