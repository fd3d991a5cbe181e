import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'
import { hashOf } from '../../lib/one-time-value.ts'

export interface ChallengeRow {
  id: string
  token_hash: string
  kind: string
  account_id: string | null
  data: Record<string, unknown>
  failures: number
  created_at: Date
  expires_at: Date
  consumed_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.challenges': ChallengeRow
  }
}

/** A sign-in that waits for its second factor. What was handed out for it is kept as a hash. */
export const KIND = 'second_factor'

/** Wrong answers that one challenge bears. */
export const FAILURES_MAX = 5

export const challengesStore = (tx: InstallationTx | TeamTx) => ({
  async insert(
    row: Pick<ChallengeRow, 'id' | 'account_id' | 'data' | 'created_at' | 'expires_at'>,
    token: string,
  ): Promise<void> {
    await tx
      .insertInto('identity.challenges')
      .values({ ...row, kind: KIND, token_hash: hashOf(token), failures: 0, consumed_at: null })
      .execute()
  },

  async findOpen(token: string, now: Date): Promise<ChallengeRow | undefined> {
    return tx
      .selectFrom('identity.challenges')
      .selectAll()
      .where('token_hash', '=', hashOf(token))
      .where('kind', '=', KIND)
      .where('consumed_at', 'is', null)
      .where('failures', '<', FAILURES_MAX)
      .where('expires_at', '>', now)
      .executeTakeFirst()
  },

  /** Takes one of the tries that are left, before the answer is looked at: many at once cannot have more than there are. */
  async takeTry(id: string): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.challenges')
      .set((row) => ({ failures: row('failures', '+', 1) }))
      .where('id', '=', id)
      .where('consumed_at', 'is', null)
      .where('failures', '<', FAILURES_MAX)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  /** Uses it up; of any number at once exactly one succeeds. */
  async consume(id: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.challenges')
      .set({ consumed_at: now })
      .where('id', '=', id)
      .where('consumed_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  async removeOf(account_id: string): Promise<void> {
    await tx.deleteFrom('identity.challenges').where('account_id', '=', account_id).where('kind', '=', KIND).execute()
  },

  async removeExpired(before: Date): Promise<void> {
    await tx.deleteFrom('identity.challenges').where('expires_at', '<', before).execute()
  },
})
