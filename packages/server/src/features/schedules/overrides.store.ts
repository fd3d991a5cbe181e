import type { MachineTags, Wanted } from '@skykeep/contract'
import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface OverrideRow {
  team_id: string
  id: string
  schedule_id: string | null
  machine_ids: string[]
  tags: MachineTags | null
  owner: string | null
  state: Wanted
  from_at: Date
  until_at: Date | null
  reason: string | null
  created_by: { type: string; id: string }
  created_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.overrides': OverrideRow
  }
}

export const overridesStore = (tx: TeamTx) => ({
  async insert(row: Omit<OverrideRow, 'team_id'>): Promise<void> {
    await tx
      .insertInto('automation.overrides')
      .values({ team_id: teamOf(tx), ...row })
      .execute()
  },

  /** Nobody else ends it before this transaction does. */
  async lockLive(id: string, scheduleId: string | null, now: Date): Promise<OverrideRow | undefined> {
    return tx
      .selectFrom('automation.overrides')
      .selectAll()
      .where('id', '=', id)
      .where('schedule_id', scheduleId === null ? 'is' : '=', scheduleId)
      .where(isLive(now))
      .forUpdate()
      .executeTakeFirst()
  },

  /** Those that are not over; of one schedule, or (null) of machines. */
  async list(scheduleId: string | null, now: Date, { after, limit }: { after: string | undefined; limit: number }) {
    const all = tx
      .selectFrom('automation.overrides')
      .selectAll()
      .where('schedule_id', scheduleId === null ? 'is' : '=', scheduleId)
      .where(isLive(now))
      .orderBy('id')
      .limit(limit + 1)
    return (after === undefined ? all : all.where('id', '>', after)).execute()
  },

  /** In the order in which they were made. */
  async live(now: Date): Promise<OverrideRow[]> {
    return tx.selectFrom('automation.overrides').selectAll().where(isLive(now)).orderBy('id').execute()
  },

  async countLive(now: Date): Promise<number> {
    const { count } = await tx
      .selectFrom('automation.overrides')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where(isLive(now))
      .executeTakeFirstOrThrow()
    return count
  },

  async some(ids: readonly string[]): Promise<OverrideRow[]> {
    if (ids.length === 0) return []
    return tx.selectFrom('automation.overrides').selectAll().where('id', 'in', ids).orderBy('id').execute()
  },

  /** One that has begun stays in the books, since savings are counted with it; one that has not never was. */
  async end({ id, from_at }: OverrideRow, now: Date): Promise<void> {
    if (from_at >= now) await tx.deleteFrom('automation.overrides').where('id', '=', id).execute()
    else await tx.updateTable('automation.overrides').set({ until_at: now }).where('id', '=', id).execute()
  },

  /** Null: the person is no member of the team. */
  async addressOf(accountId: string): Promise<string | null> {
    const { rows } = await sql<{ address: string | null }>`
      select automation.address_of_member(${accountId}::uuid) as address`.execute(tx)
    return rows[0]!.address
  },
})

const isLive = (now: Date) => sql<boolean>`(until_at is null or until_at > ${now})`
