import { sql } from 'kysely'
import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

export type CodePurpose = 'registration' | 'password_reset' | 'email_change'

export interface MailCodeRow {
  id: string
  purpose: CodePurpose
  email: string
  account_id: string | null
  code_hash: string
  flow_hash: string | null
  failures: number
  created_at: Date
  expires_at: Date
  consumed_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.mail_codes': MailCodeRow
  }
}

export interface CodeGuess {
  purpose: CodePurpose
  email: string
  code_hash: string
  /** Undefined: the one who redeems has none to show. */
  flow_hash: string | undefined
}

const FORGOTTEN_AT_ONCE = 50

export const mailCodesStore = (tx: TeamTx | InstallationTx) => ({
  /** In the place of any older one of the same purpose and address, with all of its tries. */
  async put(row: MailCodeRow): Promise<void> {
    const { purpose: _purpose, email: _email, ...changing } = row
    await tx
      .insertInto('identity.mail_codes')
      .values(row)
      .onConflict((conflict) => conflict.columns(['purpose', 'email']).doUpdateSet(changing))
      .execute()
  },

  /**
   * One try: uses the code up or counts a failure, in one statement, so that neither two successes nor a sixth guess fit in between;
   * whoever comes at the same moment waits for the row and then looks again. A flow that did not ask cannot succeed, and is
   * not counted: else a stranger could void the codes of others. The row when this try was the one, else nothing.
   */
  async guess(
    { purpose, email, code_hash, flow_hash }: CodeGuess,
    now: Date,
    failuresMost: number,
  ): Promise<MailCodeRow | undefined> {
    const row = await tx
      .updateTable('identity.mail_codes')
      .set({
        consumed_at: sql<Date | null>`case when code_hash = ${code_hash} then ${now}::timestamptz end`,
        failures: sql<number>`failures + case when code_hash = ${code_hash} then 0 else 1 end`,
      })
      .where('purpose', '=', purpose)
      .where('email', '=', email)
      .where('consumed_at', 'is', null)
      .where('failures', '<', failuresMost)
      .where('expires_at', '>', now)
      .$if(flow_hash !== undefined, (query) => query.where('flow_hash', '=', flow_hash!))
      .returningAll()
      .executeTakeFirst()
    return row?.consumed_at ? row : undefined
  },

  /** A few with each new one, so that they never pile up. Those that somebody else is about to remove are passed over. */
  async forgetExpired(before: Date): Promise<void> {
    await sql`delete from identity.mail_codes where id in (
        select id from identity.mail_codes where expires_at <= ${before} order by expires_at limit ${FORGOTTEN_AT_ONCE} for update skip locked)`.execute(
      tx,
    )
  },
})
