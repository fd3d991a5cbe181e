import type { NotificationFailure } from '@skykeep/contract'
import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'
import type { NotificationBody } from './notification-event.ts'

export type NotificationStatus = 'waiting' | 'sent' | 'dead'

export interface Failure {
  class: NotificationFailure
  /** What a webhook answered. */
  status?: number
}

export interface NotificationRow {
  team_id: string
  id: string
  /** Null: to the owner of machines. */
  rule_id: string | null
  /** Of one person, where the rule does not say to whom. */
  recipient: string | null
  event: string
  body: NotificationBody
  status: NotificationStatus
  message_id: string | null
  attempts: number
  due_at: Date | null
  give_up_at: Date | null
  last_failure: Failure | null
  created_at: Date
  sent_at: Date | null
}

export interface LastDelivery extends Pick<NotificationRow, 'status' | 'last_failure'> {
  at: Date
}

export type NewNotification = Pick<
  NotificationRow,
  'id' | 'rule_id' | 'recipient' | 'event' | 'body' | 'due_at' | 'give_up_at' | 'created_at'
>

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.notifications': NotificationRow
  }
}

const table = 'automation.notifications'

export const notificationsStore = (tx: TeamTx) => ({
  async insert(rows: readonly NewNotification[]): Promise<void> {
    if (rows.length === 0) return
    const values = rows.map(({ body, ...row }) => ({
      ...{ team_id: teamOf(tx), ...row, body: JSON.stringify(body) as never },
      ...{ status: 'waiting' as const, message_id: null, attempts: 0, last_failure: null, sent_at: null },
    }))
    await tx.insertInto(table).values(values).execute()
  },

  async find(id: string): Promise<NotificationRow | undefined> {
    return tx.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst()
  },

  async lock(id: string): Promise<NotificationRow | undefined> {
    return tx.selectFrom(table).selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  },

  /** The newest first. */
  async list(query: {
    rule_id?: string | undefined
    status?: NotificationStatus | undefined
    before: string | undefined
    limit: number
  }) {
    let all = tx.selectFrom(table).selectAll()
    if (query.rule_id !== undefined) all = all.where('rule_id', '=', query.rule_id)
    if (query.status !== undefined) all = all.where('status', '=', query.status)
    if (query.before !== undefined) all = all.where('id', '<', query.before)
    return all
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute()
  },

  /** The whole message is due anew. One before a stop is still given up when the stop has come. */
  async revive({ id, message_id }: NotificationRow, due_at: Date): Promise<void> {
    const give_up_at = sql<Date>`case when event = 'machine.before_stop' then give_up_at end`
    const all = tx.updateTable(table).set({ status: 'waiting', due_at, give_up_at })
    await (message_id === null ? all.where('id', '=', id) : all.where('message_id', '=', message_id))
      .where('status', '=', 'dead')
      .execute()
  },

  /** Of each of these rules, the newest that was tried. */
  async lastDeliveries(ruleIds: readonly string[]): Promise<Map<string, LastDelivery>> {
    if (ruleIds.length === 0) return new Map()
    const { rows } = await sql<LastDelivery & { rule_id: string }>`select r.id as rule_id, n.status, n.at, n.last_failure
      from unnest(${ruleIds}::uuid[]) r (id) cross join lateral (
        select status, coalesce(sent_at, created_at) as at, last_failure from automation.notifications
        where rule_id = r.id and (status <> 'waiting' or last_failure is not null) order by id desc limit 1) n`.execute(tx)
    return new Map(rows.map(({ rule_id, ...last }) => [rule_id, last]))
  },

  async lastTestOf(ruleId: string): Promise<Date | null> {
    const all = tx.selectFrom(table).select('created_at').where('rule_id', '=', ruleId).where('event', '=', 'test')
    return (await all.orderBy('id', 'desc').limit(1).executeTakeFirst())?.created_at ?? null
  },

  /** The first that are due, by their ids and rules; nothing is locked. */
  async due(now: Date, limit: number): Promise<Pick<NotificationRow, 'id' | 'rule_id'>[]> {
    const all = tx.selectFrom(table).select(['id', 'rule_id']).where('due_at', '<=', now)
    return all.orderBy('due_at').orderBy('id').limit(limit).execute()
  },

  /** Unless somebody else is taking it. */
  async lockWaiting(id: string, dueBy?: Date): Promise<NotificationRow | undefined> {
    const all = tx.selectFrom(table).selectAll().where('id', '=', id).where('status', '=', 'waiting')
    return (dueBy === undefined ? all : all.where('due_at', '<=', dueBy)).forUpdate().skipLocked().executeTakeFirst()
  },

  /** All that waits of a rule and was never tried, if it is not due yet, too. */
  async lockCollected(ruleId: string, limit: number): Promise<NotificationRow[]> {
    const all = tx.selectFrom(table).selectAll().where('rule_id', '=', ruleId).where('status', '=', 'waiting')
    return all
      .where('message_id', 'is', null)
      .where('event', 'not in', ['test', 'machine.before_stop'])
      .orderBy('id')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute()
  },

  async ofMessage(messageId: string): Promise<NotificationRow[]> {
    const all = tx.selectFrom(table).selectAll().where('message_id', '=', messageId).where('status', '=', 'waiting')
    return all.orderBy('id').forUpdate().execute()
  },

  /** Nobody else takes them before `until`. */
  async lease(ids: readonly string[], message_id: string, attempts: number, until: Date, give_up_at: Date): Promise<void> {
    await tx.updateTable(table).set({ message_id, attempts, due_at: until, give_up_at }).where('id', 'in', ids).execute()
  },

  /** Only for whoever still has it: a process that was slower than its lease must not disturb the next one. */
  async settle(
    messageId: string,
    attempts: number,
    outcome: Pick<NotificationRow, 'status' | 'due_at' | 'last_failure' | 'sent_at'>,
  ) {
    const { numUpdatedRows } = await tx
      .updateTable(table)
      .set({ ...outcome, last_failure: (outcome.last_failure && JSON.stringify(outcome.last_failure)) as never })
      .where('message_id', '=', messageId)
      .where('attempts', '=', attempts)
      .where('status', '=', 'waiting')
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  /** What is over and old; the history is no archive. */
  async removeBefore(before: Date): Promise<number> {
    const { numDeletedRows } = await tx
      .deleteFrom(table)
      .where('created_at', '<', before)
      .where('status', '!=', 'waiting')
      .executeTakeFirst()
    return Number(numDeletedRows)
  },

  /** Which of these are addresses of members of the team. */
  async membersAmong(addresses: readonly string[]): Promise<Set<string>> {
    if (addresses.length === 0) return new Set()
    const { rows } = await sql<{ email: string }>`
      select email from automation.addresses_of_members(${addresses}::text[]) as email`.execute(tx)
    return new Set(rows.map(({ email }) => email))
  },
})
