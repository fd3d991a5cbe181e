import type { SigningKeyRow, SigningKeyStore, SigningKeyUse } from '@skykeep/keyring'
import type { Transaction } from 'kysely'
import type { Audit } from '../audit/audit.ts'
import { systemActor } from '../audit/fact.ts'
import { operatorActor } from '../auth/principal.ts'
import type { Tables } from '../db/tables.ts'
import type { Database } from '../db/tenancy.ts'
import { announce } from './announce.ts'
import { ownTransactions } from './own-transaction.ts'
import { signingKeyFacts } from './signing-key-facts.ts'

interface SigningKeysTable extends Omit<SigningKeyRow, 'public_jwk' | 'sealed'> {
  kind: SigningKeyUse
  public_key: SigningKeyRow['public_jwk']
  sealed_key: string | null
}

declare module '../db/tables.ts' {
  interface Tables {
    'identity.signing_keys': SigningKeysTable
    'identity.signing_key_revisions': { kind: SigningKeyUse; revision: number }
  }
}

/** The keys that sign tokens and checkpoints, in `identity.signing_keys`. Every change is announced to the other processes, and stands in the audit trail or has not happened. */
export function signingKeyStore(db: Database, audit: Pick<Audit, 'write'>): SigningKeyStore {
  const inOwnTransaction = ownTransactions(db)
  return {
    async load(use) {
      // One statement, so that the revision belongs to these keys and to no others.
      const { rows } = await db.pool.query<SigningKeysTable & { revision: number }>(
        `select r.revision, k.* from identity.signing_key_revisions r join identity.signing_keys k on k.kind = r.kind
          where r.kind = $1 order by k.announced_at, k.kid`,
        [use],
      )
      return { revision: rows[0]?.revision ?? 0, keys: rows.map(keyOf) }
    },
    save: (use, keys, expected_revision, by) =>
      inOwnTransaction(async (tx) => {
        if (!(await takeRevision(tx, use, expected_revision))) return false
        const before = await tx
          .selectFrom('identity.signing_keys')
          .select(['kid', 'state', 'withdrawn'])
          .where('kind', '=', use)
          .execute()
        // The active key last: the one it replaces must have left that state before, since PostgreSQL allows only one.
        for (const key of keys.toSorted((a, b) => Number(a.state === 'active') - Number(b.state === 'active'))) {
          await write(tx, use, key)
        }
        const who = by === null ? systemActor('keys') : operatorActor(by)
        for (const fact of signingKeyFacts(use, before, keys)) await audit.write(tx, who, fact)
        await announce(tx, 'keys', use)
        return true
      }),
  }
}

async function takeRevision(tx: Transaction<Tables>, kind: SigningKeyUse, expected: number): Promise<boolean> {
  const taken =
    expected === 0
      ? tx
          .insertInto('identity.signing_key_revisions')
          .values({ kind, revision: 1 })
          .onConflict((conflict) => conflict.column('kind').doNothing())
          .returning('revision')
      : tx
          .updateTable('identity.signing_key_revisions')
          .set({ revision: expected + 1 })
          .where('kind', '=', kind)
          .where('revision', '=', expected)
          .returning('revision')
  return (await taken.executeTakeFirst()) !== undefined
}

async function write(tx: Transaction<Tables>, kind: SigningKeyUse, key: SigningKeyRow): Promise<void> {
  const { kid, public_jwk, sealed, ...states } = key
  const changing = { ...states, sealed_key: sealed }
  await tx
    .insertInto('identity.signing_keys')
    .values({ kid, kind, public_key: public_jwk, ...changing })
    .onConflict((conflict) => conflict.column('kid').doUpdateSet(changing))
    .execute()
}

const keyOf = (row: SigningKeysTable): SigningKeyRow => ({
  kid: row.kid,
  state: row.state,
  public_jwk: row.public_key,
  sealed: row.sealed_key,
  announced_at: row.announced_at,
  activated_at: row.activated_at,
  retiring_at: row.retiring_at,
  destroyed_at: row.destroyed_at,
  withdrawn: row.withdrawn,
})
