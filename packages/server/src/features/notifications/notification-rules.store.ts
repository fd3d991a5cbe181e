import { type NotificationChannel, Problem } from '@skykeep/contract'
import { sql } from 'kysely'
import { violates } from '../../db/errors.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface OnlyAbout {
  machine_ids?: string[] | undefined
  schedule_ids?: string[] | undefined
  connection_ids?: string[] | undefined
}

export interface NotificationRuleRow {
  team_id: string
  id: string
  name: string
  enabled: boolean
  disabled_because: 'gone' | null
  events: string[]
  only_about: OnlyAbout
  channel: NotificationChannel
  digest_seconds: number
  version: number
  created_at: Date
  updated_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.notification_rules': NotificationRuleRow
  }
}

const table = 'automation.notification_rules'

export const notificationRulesStore = (tx: TeamTx) => ({
  async insert(row: Omit<NotificationRuleRow, 'team_id'>): Promise<void> {
    await namedOnce(
      tx
        .insertInto(table)
        .values({ team_id: teamOf(tx), ...asJson(row) })
        .execute(),
    )
  },

  async find(id: string): Promise<NotificationRuleRow | undefined> {
    return tx.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst()
  },

  /** Without holding up those who write what is to be told by it. */
  async lock(id: string): Promise<NotificationRuleRow | undefined> {
    return tx.selectFrom(table).selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  },

  /** Unless somebody else has it. */
  async lockFree(id: string): Promise<NotificationRuleRow | undefined> {
    return tx.selectFrom(table).selectAll().where('id', '=', id).forNoKeyUpdate().skipLocked().executeTakeFirst()
  },

  async list({ after, limit }: { after: string | undefined; limit: number }): Promise<NotificationRuleRow[]> {
    const all = tx
      .selectFrom(table)
      .selectAll()
      .orderBy('id')
      .limit(limit + 1)
    return (after === undefined ? all : all.where('id', '>', after)).execute()
  },

  async wanting(event: string): Promise<NotificationRuleRow[]> {
    const all = tx.selectFrom(table).selectAll().where('enabled', '=', true)
    return all.where(sql<boolean>`${event} = any (events)`).orderBy('id').execute()
  },

  async count(): Promise<number> {
    const counted = tx.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count'))
    return (await counted.executeTakeFirstOrThrow()).count
  },

  async update({ team_id: _, id, created_at: __, ...row }: NotificationRuleRow): Promise<void> {
    await namedOnce(tx.updateTable(table).set(asJson(row)).where('id', '=', id).execute())
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom(table).where('id', '=', id).execute()
  },

  /** One at a time makes rules in a team, so that the count holds. */
  async lockTeam(): Promise<void> {
    await sql`select pg_advisory_xact_lock(${RULES_LOCK}::int, hashtext(${teamOf(tx)}))`.execute(tx)
  },
})

/** Any number that no other lock has. */
const RULES_LOCK = 7_242

const asJson = <Row extends { only_about: OnlyAbout; channel: NotificationChannel }>(row: Row): Row => ({
  ...row,
  only_about: JSON.stringify(row.only_about) as never,
  channel: JSON.stringify(row.channel) as never,
})

/** @throws Problem NOTIFICATION_RULE_NAME_TAKEN */
async function namedOnce(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (error) {
    throw violates(error, 'notification_rules_name_unique')
      ? new Problem('NOTIFICATION_RULE_NAME_TAKEN', { cause: error })
      : error
  }
}
