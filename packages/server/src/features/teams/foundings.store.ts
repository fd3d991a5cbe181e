import type { Team } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'

interface FoundingRow {
  account_id: string
  key: string
  request_hash: Buffer
  answer: string
  created_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.foundings': FoundingRow
  }
}

/**
 * Keeps what a person is answered who founds a team, and answers nothing; or answers what they were answered before under the same key.
 * Of several calls at the same moment, all but one wait here for the one.
 */
export async function keepFounding(
  tx: TeamTx,
  founding: Omit<FoundingRow, 'answer'> & { answer: Team },
  expiry: Date,
): Promise<{ request_hash: Buffer; answer: Team } | undefined> {
  const row = { ...founding, answer: JSON.stringify(founding.answer) }
  const { request_hash, answer, created_at } = row
  const kept = await tx
    .insertInto('identity.foundings')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'key'])
        .doUpdateSet({ request_hash, answer, created_at })
        .where('identity.foundings.created_at', '<=', expiry),
    )
    .returning('key')
    .executeTakeFirst()
  if (kept) {
    await tx.deleteFrom('identity.foundings').where('account_id', '=', row.account_id).where('created_at', '<=', expiry).execute()
    return undefined
  }
  const former = await tx
    .selectFrom('identity.foundings')
    .select(['request_hash', 'answer'])
    .where('account_id', '=', row.account_id)
    .where('key', '=', row.key)
    .executeTakeFirstOrThrow()
  return { request_hash: former.request_hash, answer: former.answer as unknown as Team }
}
