import {
  type OnManualChange,
  Problem,
  type ScheduleNotify,
  type ScheduleOrder,
  type ScheduleRule,
  type ScheduleTargets,
} from '@skykeep/contract'
import { sql } from 'kysely'
import { violates } from '../../db/errors.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface ScheduleRow {
  team_id: string
  id: string
  name: string
  enabled: boolean
  mode: 'deallocate' | 'hibernate'
  targets: ScheduleTargets
  rule: ScheduleRule
  calendar_ids: string[]
  effective_rule: ScheduleRule
  revision: number
  on_manual_change: OnManualChange
  start_order: ScheduleOrder
  other_sizes: string[]
  notify: ScheduleNotify
  version: number
  created_at: Date
  updated_at: Date
}

/** What a planner needs of a schedule before it needs the rule. */
export type PlannedSchedule = Pick<ScheduleRow, 'id' | 'name' | 'targets' | 'revision' | 'notify'>
export type DueScheduleRow = { time_zone: string } & Pick<
  ScheduleRow,
  'id' | 'name' | 'mode' | 'start_order' | 'on_manual_change' | 'other_sizes' | 'notify' | 'revision'
>

interface VersionRow {
  team_id: string
  schedule_id: string
  version: number
  valid_from: Date
  enabled: boolean
  rule: unknown
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.schedules': ScheduleRow
    'automation.schedule_versions': VersionRow
  }
}

const forDue = ['id', 'name', 'mode', 'start_order', 'on_manual_change', 'other_sizes', 'notify', 'revision'] as const

export const schedulesStore = (tx: TeamTx) => ({
  async insert(row: Omit<ScheduleRow, 'team_id'>): Promise<void> {
    const values = { team_id: teamOf(tx), ...row, ...asJson(row) }
    await namedOnce(tx.insertInto('automation.schedules').values(values).execute())
  },

  async find(id: string): Promise<ScheduleRow | undefined> {
    return tx.selectFrom('automation.schedules').selectAll().where('id', '=', id).executeTakeFirst()
  },

  async lock(id: string): Promise<ScheduleRow | undefined> {
    return tx.selectFrom('automation.schedules').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  },

  /** In the order in which they were made; one more than `limit`, to see whether there is more. */
  async list({ after, limit }: { after: string | undefined; limit: number }): Promise<ScheduleRow[]> {
    const all = tx
      .selectFrom('automation.schedules')
      .selectAll()
      .orderBy('id')
      .limit(limit + 1)
    return (after === undefined ? all : all.where('id', '>', after)).execute()
  },

  async count(): Promise<number> {
    const { count } = await tx
      .selectFrom('automation.schedules')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return count
  },

  async update({ id, team_id: _, created_at: __, ...row }: ScheduleRow): Promise<void> {
    const values = { ...row, ...asJson(row) }
    await namedOnce(tx.updateTable('automation.schedules').set(values).where('id', '=', id).execute())
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('automation.schedules').where('id', '=', id).execute()
  },

  /** All that count, without their rules: a thousand rules can be megabytes. */
  async enabled(): Promise<PlannedSchedule[]> {
    return tx
      .selectFrom('automation.schedules')
      .select(['id', 'name', 'targets', 'revision', 'notify'])
      .where('enabled', '=', true)
      .orderBy('id')
      .execute()
  },

  async due(ids: readonly string[]): Promise<DueScheduleRow[]> {
    if (ids.length === 0) return []
    const zone = sql<string>`effective_rule ->> 'time_zone'`.as('time_zone')
    const rows = tx.selectFrom('automation.schedules').select(forDue).select(zone)
    return rows.where('id', 'in', ids).where('enabled', '=', true).execute()
  },

  async rules(ids: readonly string[]): Promise<Pick<ScheduleRow, 'id' | 'effective_rule'>[]> {
    if (ids.length === 0) return []
    return tx.selectFrom('automation.schedules').select(['id', 'effective_rule']).where('id', 'in', ids).execute()
  },

  async withCalendar(calendarId: string): Promise<ScheduleRow[]> {
    return tx
      .selectFrom('automation.schedules')
      .selectAll()
      .where(sql<boolean>`${calendarId}::uuid = any (calendar_ids)`)
      .orderBy('id')
      .forUpdate()
      .execute()
  },

  /** What it says from now on. */
  async writeVersion({ id, version, enabled, effective_rule }: Omit<ScheduleRow, 'team_id'>, valid_from: Date): Promise<void> {
    const rule = JSON.stringify(effective_rule)
    const row = { team_id: teamOf(tx), schedule_id: id, version, valid_from, enabled, rule }
    await tx
      .insertInto('automation.schedule_versions')
      .values(row)
      .onConflict((on) => on.columns(['team_id', 'schedule_id', 'version', 'valid_from']).doUpdateSet({ enabled, rule }))
      .execute()
  },
})

/** The driver writes arrays as arrays of PostgreSQL, where a column of JSON needs them as text. */
const asJson = (
  row: Pick<ScheduleRow, 'start_order' | 'targets' | 'rule' | 'effective_rule' | 'on_manual_change' | 'other_sizes' | 'notify'>,
) => ({
  start_order: JSON.stringify(row.start_order) as never,
  targets: JSON.stringify(row.targets) as never,
  rule: JSON.stringify(row.rule) as never,
  effective_rule: JSON.stringify(row.effective_rule) as never,
  on_manual_change: JSON.stringify(row.on_manual_change) as never,
  other_sizes: JSON.stringify(row.other_sizes) as never,
  notify: JSON.stringify(row.notify) as never,
})

/** @throws Problem SCHEDULE_NAME_TAKEN */
async function namedOnce(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (error) {
    throw violates(error, 'schedules_name_unique') ? new Problem('SCHEDULE_NAME_TAKEN', { cause: error }) : error
  }
}
