import { Problem } from '@skykeep/contract'
import type { Transaction } from 'kysely'
import { violates } from '../../db/errors.ts'
import type { Tables } from '../../db/tables.ts'

export interface PasskeyRow {
  id: string
  account_id: string
  credential_id: string
  public_key: Uint8Array
  counter: number
  transports: string[]
  is_backed_up: boolean
  name: string
  created_at: Date
  last_used_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.passkeys': PasskeyRow
  }
}

export const passkeysStore = (tx: Transaction<Tables>) => ({
  /** @throws Problem FACTOR_EXISTS when the credential is registered, with this account or another */
  async insert(row: PasskeyRow): Promise<void> {
    try {
      await tx.insertInto('identity.passkeys').values(row).execute()
    } catch (error) {
      throw violates(error, 'passkeys_credential_unique') ? new Problem('FACTOR_EXISTS', { cause: error }) : error
    }
  },

  async ofAccount(account_id: string): Promise<PasskeyRow[]> {
    return tx.selectFrom('identity.passkeys').selectAll().where('account_id', '=', account_id).orderBy('id').execute()
  },

  async page(account_id: string, after: string | undefined, limit: number): Promise<PasskeyRow[]> {
    const all = tx.selectFrom('identity.passkeys').selectAll().where('account_id', '=', account_id)
    return (after === undefined ? all : all.where('id', '>', after)).orderBy('id').limit(limit).execute()
  },

  async find(account_id: string, id: string): Promise<PasskeyRow | undefined> {
    return tx
      .selectFrom('identity.passkeys')
      .selectAll()
      .where('account_id', '=', account_id)
      .where('id', '=', id)
      .executeTakeFirst()
  },

  async byCredential(credential_id: string): Promise<PasskeyRow | undefined> {
    return tx.selectFrom('identity.passkeys').selectAll().where('credential_id', '=', credential_id).executeTakeFirst()
  },

  async count(account_id: string): Promise<number> {
    const { passkeys } = await tx
      .selectFrom('identity.passkeys')
      .select(({ fn }) => fn.countAll<number>().as('passkeys'))
      .where('account_id', '=', account_id)
      .executeTakeFirstOrThrow()
    return passkeys
  },

  /**
   * Notes a use, and answers whether the counter allows it: it must have grown since, also when a copy of the key signs at the same
   * time. Keys that are synchronised between devices do not count; theirs stays 0.
   */
  async use(id: string, counter: number, is_backed_up: boolean, last_used_at: Date): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.passkeys')
      .set({ counter, is_backed_up, last_used_at })
      .where('id', '=', id)
      .where(({ or, and, eb }) => or([eb('counter', '<', counter), and([eb('counter', '=', 0), eb.val(counter === 0)])]))
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  async rename(id: string, name: string): Promise<void> {
    await tx.updateTable('identity.passkeys').set({ name }).where('id', '=', id).execute()
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('identity.passkeys').where('id', '=', id).execute()
  },
})
