import { sql, type Transaction } from 'kysely'
import type { Tables } from '../../db/tables.ts'
import type { TeamTx } from '../../db/tenancy.ts'

/** What the rules about factors need to know of the account; everything else about it is not theirs. */
export interface Owner {
  email: string
  name: string
  has_password: boolean
  password_is_short: boolean
}

export const ownersStore = (tx: Transaction<Tables>) => ({
  async find(account_id: string): Promise<Owner | undefined> {
    const { rows } = await sql<Owner>`${owner} where id = ${account_id}`.execute(tx)
    return rows[0]
  },

  /** As `find`. Changes to the factors of one account come one after the other: two at once could each count on what the other takes. */
  async lock(account_id: string): Promise<Owner | undefined> {
    const { rows } = await sql<Owner>`${owner} where id = ${account_id} for update`.execute(tx)
    return rows[0]
  },
})

const owner = sql`select email, name, password_hash is not null as has_password, password_is_short from identity.accounts`

/** Whether the team of the transaction admits people only after a second factor. */
export async function teamDemandsSecondFactor(tx: TeamTx): Promise<boolean> {
  const team = await tx.selectFrom('directory.teams').select('second_factor_required').executeTakeFirst()
  return team?.second_factor_required ?? false
}
