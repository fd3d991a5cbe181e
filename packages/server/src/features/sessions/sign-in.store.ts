import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

/** What signing in asks of an account. */
export interface SignInAccount {
  id: string
  email: string
  name: string
  password_hash: string | null
  password_is_short: boolean
  status: 'active' | 'disabled'
}

const columns = ['id', 'email', 'name', 'password_hash', 'password_is_short', 'status'] as const

export const signInStore = (tx: TeamTx | InstallationTx) => ({
  async findByEmail(email: string): Promise<SignInAccount | undefined> {
    return tx.selectFrom('identity.accounts').select(columns).where('email', '=', email).executeTakeFirst()
  },

  async find(id: string): Promise<SignInAccount | undefined> {
    return tx.selectFrom('identity.accounts').select(columns).where('id', '=', id).executeTakeFirst()
  },

  /** Only if it is still the one that was checked: a password that was changed meanwhile stays changed. */
  async replaceHash(id: string, former: string | null, password_hash: string): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.accounts')
      .set({ password_hash })
      .where('id', '=', id)
      .where('password_hash', '=', former)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
})
