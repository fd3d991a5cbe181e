import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

interface GuessesTable {
  key: string
  failures: number
  last_failed_at: Date
  blocked_until: Date | null
  told: boolean
}

declare module '../db/tables.ts' {
  interface Tables {
    'identity.guesses': GuessesTable
  }
}

/** How many wrong guesses cost nothing, and how long each further one makes wait. */
export interface Allowance {
  free: number
  firstWaitMs: number
  /** The wait doubles with each failure, up to this. */
  longestWaitMs: number
  /** After each such time without a failure one is forgotten; after `forgottenMs` all are. */
  oneForgottenMs: number
  forgottenMs: number
}

export interface Counter {
  key: string
  allowance: Allowance
}

export const guessesStore = (tx: Transaction<Tables>) => ({
  /**
   * Counts a guess before it is looked at, and answers whether it may be: of any number at once, no more get past than the allowance
   * has left. One statement, since a look before it would let all of them through.
   */
  async count({ key, allowance }: Counter, now: Date): Promise<boolean> {
    const { free, firstWaitMs, longestWaitMs, oneForgottenMs, forgottenMs } = allowance
    // Beyond this the wait is the longest anyway, and what is to be forgotten one by one must not pile up.
    const most = free + 1 + Math.ceil(Math.log2(longestWaitMs / firstWaitMs))
    const quietMs = sql`greatest(0, extract(epoch from ${now}::timestamptz - g.last_failed_at) * 1000)`
    const { rows } = await sql`
      insert into identity.guesses as g (key, failures, last_failed_at) values (${key}, 1, ${now})
      on conflict (key) do update set last_failed_at = ${now}, (failures, blocked_until, told) = (
        select failed,
          case when failed > ${free}::int
            then ${now}::timestamptz + least(${longestWaitMs}::float8, ${firstWaitMs}::float8 * 2 ^ (failed - ${free}::int - 1)) * interval '1 ms' end,
          g.told and failed - 1 > ${free}::int
        from (select least(${most}::int, 1 + case when ${quietMs} >= ${forgottenMs}::float8 then 0
          else greatest(0, g.failures - floor(${quietMs} / ${oneForgottenMs}::float8)) end)::int as failed) as counted)
      where g.blocked_until is null or g.blocked_until <= ${now}
      returning key`.execute(tx)
    return rows.length === 1
  },

  /** What was counted was no failure. It was let in, so nobody had to wait: nobody has to on its account either. */
  async takeBack(key: string): Promise<void> {
    await tx
      .updateTable('identity.guesses')
      .set({ failures: sql`greatest(0, failures - 1)`, blocked_until: null })
      .where('key', '=', key)
      .execute()
  },

  async forget(key: string): Promise<void> {
    await tx.deleteFrom('identity.guesses').where('key', '=', key).execute()
  },

  /** When the last of them lets the next guess in; null when all do now. */
  async blockedUntil(keys: readonly string[], now: Date): Promise<Date | null> {
    const { until } = await tx
      .selectFrom('identity.guesses')
      .select(({ fn }) => fn.max('blocked_until').as('until'))
      .where('key', 'in', keys)
      .where('blocked_until', '>', now)
      .executeTakeFirstOrThrow()
    return until
  },

  /** Until when guesses have to wait, if nobody was told yet that they do. Whoever gets this answer has to tell: nobody gets it again. */
  async tell(key: string): Promise<Date | null> {
    const untold = await tx
      .updateTable('identity.guesses')
      .set({ told: true })
      .where('key', '=', key)
      .where('told', '=', false)
      .where('blocked_until', 'is not', null)
      .returning('blocked_until')
      .executeTakeFirst()
    return untold?.blocked_until ?? null
  },

  /** Whether the person with that address has signed in from that browser before. */
  async isKnownDevice(email: string, device_hash: string): Promise<boolean> {
    const { rows } = await sql`select from identity.known_devices d join identity.accounts a on a.id = d.account_id
      where a.email = ${email} and d.device_hash = ${device_hash}`.execute(tx)
    return rows.length > 0
  },

  async removeOld(before: Date): Promise<number> {
    const { numDeletedRows } = await tx.deleteFrom('identity.guesses').where('last_failed_at', '<', before).executeTakeFirst()
    return Number(numDeletedRows)
  },
})
