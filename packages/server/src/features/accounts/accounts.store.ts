import { Problem } from '@skykeep/contract'
import { violates } from '../../db/errors.ts'
import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

export interface AccountRow {
  id: string
  email: string
  name: string
  password_hash: string | null
  password_is_short: boolean
  status: 'active' | 'disabled'
  version: number
  created_at: Date
  updated_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.accounts': AccountRow
  }
}

type Change = Partial<Pick<AccountRow, 'email' | 'name' | 'password_hash' | 'password_is_short' | 'status'>>

export const accountsStore = (tx: TeamTx | InstallationTx) => ({
  /** @throws Problem CODE_REFUSED when somebody was faster: to whoever registers, the code is simply used up */
  async insert(row: AccountRow): Promise<void> {
    await oncePerAddress(tx.insertInto('identity.accounts').values(row).execute())
  },

  async find(id: string): Promise<AccountRow | undefined> {
    return tx.selectFrom('identity.accounts').selectAll().where('id', '=', id).executeTakeFirst()
  },

  async lock(id: string): Promise<AccountRow | undefined> {
    return tx.selectFrom('identity.accounts').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  },

  async findByEmail(email: string): Promise<AccountRow | undefined> {
    return tx.selectFrom('identity.accounts').selectAll().where('email', '=', email).executeTakeFirst()
  },

  async list({ after, limit }: { after: string | undefined; limit: number }): Promise<AccountRow[]> {
    const all = tx
      .selectFrom('identity.accounts')
      .selectAll()
      .orderBy('id')
      .limit(limit + 1)
    return (after === undefined ? all : all.where('id', '>', after)).execute()
  },

  /** @throws Problem CODE_REFUSED when the new address was taken meanwhile */
  async change({ id, version }: AccountRow, change: Change, updated_at: Date): Promise<void> {
    await oncePerAddress(
      tx
        .updateTable('identity.accounts')
        .set({ ...change, version: version + 1, updated_at })
        .where('id', '=', id)
        .execute(),
    )
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('identity.accounts').where('id', '=', id).execute()
  },
})

async function oncePerAddress(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (error) {
    throw violates(error, 'accounts_email_unique') ? new Problem('CODE_REFUSED', { cause: error }) : error
  }
}
