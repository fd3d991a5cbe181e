import type { InstallationTx, TeamTx } from '../db/tenancy.ts'

interface RevokedTokensTable {
  jti: string
  expires_at: Date
}

declare module '../db/tables.ts' {
  interface Tables {
    'identity.revoked_tokens': RevokedTokensTable
  }
}

/** Ids of single tokens, or of the session or grant that tokens came from. */
export const revokedTokenStore = (tx: TeamTx | InstallationTx) => ({
  /** Says whether the token was not revoked before. */
  async add(jti: string, expires_at: Date): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('identity.revoked_tokens')
      .values({ jti, expires_at })
      .onConflict((conflict) => conflict.column('jti').doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  },

  async has(jti: string): Promise<boolean> {
    const row = await tx.selectFrom('identity.revoked_tokens').select('jti').where('jti', '=', jti).executeTakeFirst()
    return row !== undefined
  },

  async removeExpired(before: Date): Promise<number> {
    const { numDeletedRows } = await tx.deleteFrom('identity.revoked_tokens').where('expires_at', '<', before).executeTakeFirst()
    return Number(numDeletedRows)
  },
})
