import type { Transaction } from 'kysely'
import type { Tables } from '../../db/tables.ts'

export interface RecoveryCodeRow {
  account_id: string
  id: string
  sealed_key: string
  code_hash: string
  created_at: Date
  used_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.recovery_codes': RecoveryCodeRow
  }
}

export const recoveryCodesStore = (tx: Transaction<Tables>) => ({
  /** The former set is gone with it: no code of it works any more. */
  async replace(account_id: string, rows: readonly Omit<RecoveryCodeRow, 'used_at'>[]): Promise<void> {
    await this.removeAll(account_id)
    await tx
      .insertInto('identity.recovery_codes')
      .values(rows.map((row) => ({ ...row, used_at: null })))
      .execute()
  },

  async removeAll(account_id: string): Promise<void> {
    await tx.deleteFrom('identity.recovery_codes').where('account_id', '=', account_id).execute()
  },

  /** The key of the set, sealed; undefined when no code is left. */
  async sealedKeyOf(account_id: string): Promise<string | undefined> {
    const left = await unused(tx, account_id).select('sealed_key').limit(1).executeTakeFirst()
    return left?.sealed_key
  },

  async has(account_id: string, code_hash: string): Promise<boolean> {
    const found = await unused(tx, account_id).select('id').where('code_hash', '=', code_hash).executeTakeFirst()
    return found !== undefined
  },

  /** Uses a code up, and answers whether this call did: of any number at once, exactly one. */
  async use(account_id: string, code_hash: string, used_at: Date): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.recovery_codes')
      .set({ used_at })
      .where('account_id', '=', account_id)
      .where('code_hash', '=', code_hash)
      .where('used_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  async left(account_id: string): Promise<number> {
    const { left } = await unused(tx, account_id)
      .select(({ fn }) => fn.countAll<number>().as('left'))
      .executeTakeFirstOrThrow()
    return left
  },
})

const unused = (tx: Transaction<Tables>, account_id: string) =>
  tx.selectFrom('identity.recovery_codes').where('account_id', '=', account_id).where('used_at', 'is', null)
