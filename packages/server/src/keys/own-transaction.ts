import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from '../db/tenancy.ts'

/**
 * Transactions of the key stores. They commit by themselves whoever asks: a data key that was rolled back with the transaction of
 * its first user would stay in the cache of the key ring and seal what nobody can open again. So they leave the caller's transaction
 * behind, on a connection of their own.
 */
export function ownTransactions(db: Database): Database['withoutTeam'] {
  const outside = AsyncLocalStorage.snapshot()
  return (work, options) => outside(() => db.withoutTeam(work, options))
}
