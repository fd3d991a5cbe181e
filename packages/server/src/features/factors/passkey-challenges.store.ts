import { sql, type Transaction } from 'kysely'
import type { Tables } from '../../db/tables.ts'

export type CeremonyKind = 'passkey_registration' | 'passkey_authentication'

interface NewChallenge {
  id: string
  token_hash: string
  kind: CeremonyKind
  /** Null: whoever the passkey belongs to. */
  account_id: string | null
  created_at: Date
  expires_at: Date
}

// Sign-ins that wait for their second factor stand in the same table; by its kind a challenge is good for one thing only.
export const passkeyChallengesStore = (tx: Transaction<Tables>) => ({
  async insert({ id, token_hash, kind, account_id, created_at, expires_at }: NewChallenge): Promise<void> {
    await sql`insert into identity.challenges (id, token_hash, kind, account_id, created_at, expires_at)
      values (${id}, ${token_hash}, ${kind}, ${account_id}, ${created_at}, ${expires_at})`.execute(tx)
  },

  /** Uses a challenge up, and answers for which account it was made; undefined when there is none: of any number at once, one gets it. */
  async consume(token_hash: string, kind: CeremonyKind, now: Date): Promise<{ account_id: string | null } | undefined> {
    const { rows } = await sql<{ account_id: string | null }>`
      update identity.challenges set consumed_at = ${now}
      where token_hash = ${token_hash} and kind = ${kind} and consumed_at is null and expires_at > ${now}
      returning account_id`.execute(tx)
    return rows[0]
  },

  async removeExpired(before: Date): Promise<number> {
    const { numAffectedRows } = await sql`delete from identity.challenges
      where kind in ('passkey_registration', 'passkey_authentication') and expires_at < ${before}`.execute(tx)
    return Number(numAffectedRows ?? 0)
  },
})
