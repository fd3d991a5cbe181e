import type { Transaction } from 'kysely'
import type { Tables } from '../../db/tables.ts'

export interface TotpRow {
  account_id: string
  sealed_secret: string
  created_at: Date
  confirmed_at: Date | null
  last_step: number | null
  failures: number
  disabled_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.totp_factors': TotpRow
  }
}

/** NIST SP 800-63B: so many wrong codes in a row switch the factor off. */
export const FAILURES_MAX = 100

export const totpStore = (tx: Transaction<Tables>) => ({
  async find(account_id: string): Promise<TotpRow | undefined> {
    return tx.selectFrom('identity.totp_factors').selectAll().where('account_id', '=', account_id).executeTakeFirst()
  },

  /**
   * Takes a new secret in place of one that never was confirmed, or that was switched off; answers whether it did. What was switched
   * off stays so until the new secret is confirmed: else setting it up anew, and stopping halfway, would do away with the factor.
   */
  async begin(account_id: string, sealed_secret: string, created_at: Date): Promise<boolean> {
    const fresh = { sealed_secret, created_at, last_step: null }
    const begun = await tx
      .insertInto('identity.totp_factors')
      .values({ account_id, ...fresh, confirmed_at: null, failures: 0, disabled_at: null })
      .onConflict((conflict) =>
        conflict
          .column('account_id')
          .doUpdateSet(fresh)
          .where(({ or, eb }) =>
            or([eb('identity.totp_factors.confirmed_at', 'is', null), eb('identity.totp_factors.disabled_at', 'is not', null)]),
          ),
      )
      .returning('account_id')
      .executeTakeFirst()
    return begun !== undefined
  },

  /** Makes the secret a factor, by a code of this step. Answers false when another one took its place meanwhile. */
  async confirm({ account_id, created_at }: TotpRow, last_step: number, confirmed_at: Date): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.totp_factors')
      .set({ confirmed_at, last_step, failures: 0, disabled_at: null })
      .where('account_id', '=', account_id)
      // Not by its envelope, which changes when it is sealed anew with another key.
      .where('created_at', '=', created_at)
      .where('last_step', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  /** Uses up the codes of a step and of all before it, and answers whether this call did: of any number at once, exactly one. */
  async accept({ account_id, created_at }: TotpRow, step: number): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.totp_factors')
      .set({ last_step: step, failures: 0 })
      .where('account_id', '=', account_id)
      // Not by its envelope, which changes when it is sealed anew with another key.
      .where('created_at', '=', created_at)
      .where('confirmed_at', 'is not', null)
      .where('disabled_at', 'is', null)
      .where('failures', '<', FAILURES_MAX)
      .where('last_step', '<', step)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  /** Counts a wrong code, and answers how many there were in a row. */
  async countFailure(account_id: string): Promise<number> {
    const counted = await tx
      .updateTable('identity.totp_factors')
      .set(({ eb }) => ({ failures: eb('failures', '+', 1) }))
      .where('account_id', '=', account_id)
      .where('confirmed_at', 'is not', null)
      .returning('failures')
      .executeTakeFirst()
    return counted?.failures ?? 0
  },

  /** Answers whether this call switched it off. */
  async disable(account_id: string, disabled_at: Date): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.totp_factors')
      .set({ disabled_at })
      .where('account_id', '=', account_id)
      .where('disabled_at', 'is', null)
      .where('failures', '>=', FAILURES_MAX)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  async remove(account_id: string): Promise<void> {
    await tx.deleteFrom('identity.totp_factors').where('account_id', '=', account_id).execute()
  },
})
