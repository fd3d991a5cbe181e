import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../db/tenancy.ts'

interface AnswersTable {
  team_id: string
  principal_id: string
  operation: string
  key: string
  request_hash: Buffer
  sealed_key: string | null
  sealed_answer: string | null
  created_at: Date
}

declare module '../db/tables.ts' {
  interface Tables {
    'directory.idempotent_answers': AnswersTable
  }
}

type Call = Pick<AnswersTable, 'principal_id' | 'operation' | 'key'>

export interface KeptAnswer {
  request_hash: Buffer
  sealed_key: string
  sealed_answer: string
}

const FORGOTTEN_AT_ONCE = 50

export const onceOnlyStore = (tx: TeamTx) => ({
  /**
   * Takes the key for this transaction, and answers nothing; or answers what an earlier one left. While another transaction has the
   * key, PostgreSQL lets the insert wait for its end. A row without an answer is never seen: it is committed with the answer or not at all.
   */
  async begin(
    row: Omit<AnswersTable, 'team_id' | 'sealed_key' | 'sealed_answer'>,
    expiry: Date,
  ): Promise<KeptAnswer | undefined> {
    const fresh = { sealed_key: null, sealed_answer: null, request_hash: row.request_hash, created_at: row.created_at }
    const taken = await tx
      .insertInto('directory.idempotent_answers')
      .values({ team_id: teamOf(tx), ...row, ...fresh })
      .onConflict((conflict) =>
        conflict
          .columns(['team_id', 'principal_id', 'operation', 'key'])
          .doUpdateSet(fresh)
          .where('directory.idempotent_answers.created_at', '<=', expiry),
      )
      .returning('key')
      .executeTakeFirst()
    if (!taken) return (await ofCall(tx, row).executeTakeFirstOrThrow()) as KeptAnswer
    await forgetOld(tx, expiry)
    return undefined
  },

  async finish(call: Call, sealed_key: string, sealed_answer: string): Promise<void> {
    const { principal_id, operation, key } = call
    await tx
      .updateTable('directory.idempotent_answers')
      .set({ sealed_key, sealed_answer })
      .where('principal_id', '=', principal_id)
      .where('operation', '=', operation)
      .where('key', '=', key)
      .execute()
  },
})

const ofCall = (tx: TeamTx, { principal_id, operation, key }: Call) =>
  tx
    .selectFrom('directory.idempotent_answers')
    .select(['request_hash', 'sealed_key', 'sealed_answer'])
    .where('principal_id', '=', principal_id)
    .where('operation', '=', operation)
    .where('key', '=', key)

// A few with each new one, so that they never pile up. Rows that somebody else is about to remove are skipped: waiting for them
// in another order than theirs would be a deadlock.
async function forgetOld(tx: TeamTx, expiry: Date): Promise<void> {
  await sql`delete from directory.idempotent_answers where (team_id, principal_id, operation, key) in (
      select team_id, principal_id, operation, key from directory.idempotent_answers
      where created_at <= ${expiry} order by created_at limit ${FORGOTTEN_AT_ONCE} for update skip locked)`.execute(tx)
}
