import { setTimeout as delay } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import type { Pool } from 'pg'
import { isRetryable } from './errors.ts'
import { closePool } from './pool.ts'
import type { Tables } from './tables.ts'
import { inTransaction, type TransactionOptions, teamIn } from './transaction.ts'

declare const reaches: unique symbol

/** A transaction that reaches the rows of one team. Only `asTeam` makes one. */
export type TeamTx = Transaction<Tables> & { readonly [reaches]: 'one team' }

/** A transaction for what belongs to the installation. It sees no row of any team. Only `withoutTeam` makes one. */
export type InstallationTx = Transaction<Tables> & { readonly [reaches]: 'no team' }

export interface Database {
  asTeam<T>(teamId: string, work: (tx: TeamTx) => Promise<T>, options?: TransactionOptions): Promise<T>
  withoutTeam<T>(work: (tx: InstallationTx) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** For LISTEN and for reading outside a transaction; it cannot write and sees no team. */
  pool: Pool
  /** Answers statements, PL/pgSQL too: that breaks first when PostgreSQL was replaced under a running server. */
  isReady(): Promise<boolean>
  close(): Promise<void>
}

export function openDatabase({ pool }: { pool: Pool }): Database {
  return {
    asTeam(teamId, work, options) {
      return repeating(options, () => inTransaction(pool, assertUuid(teamId), options ?? {}, (tx) => work(tx as TeamTx)))
    },
    withoutTeam(work, options) {
      return repeating(options, () => inTransaction(pool, null, options ?? {}, (tx) => work(tx as InstallationTx)))
    },
    pool,
    async isReady() {
      const patience = new AbortController()
      const asked = pool.query('do $$ begin perform 1; end $$').then(
        () => true,
        () => false,
      )
      const tooLate = delay(2_000, false, { signal: patience.signal }).catch(() => false)
      return Promise.race([asked, tooLate]).finally(() => patience.abort())
    },
    close: () => closePool(pool),
  }
}

/** The team of a transaction, for the `team_id` of new rows. */
export function teamOf(tx: TeamTx): string {
  return teamIn(tx) as string
}

async function repeating<T>(options: TransactionOptions | undefined, attempt: () => Promise<T>): Promise<T> {
  for (let left = options?.retry ? 3 : 0; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0 || !isRetryable(error)) throw error
      await delay(Math.random() * 20) // two that met once should not meet again at once
    }
  }
}

// Looked at here although PostgreSQL would refuse it too: an empty text would mean "no team", and a bug must not look like that.
function assertUuid(teamId: string): string {
  if (!uuid.test(teamId)) throw new TypeError('A team is named by a UUID.')
  return teamId
}
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
