import { type CalendarDay, Problem } from '@skykeep/contract'
import { violates } from '../../db/errors.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface CalendarRow {
  team_id: string
  id: string
  name: string
  exceptions: CalendarDay[]
  version: number
  created_at: Date
  updated_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'automation.calendars': CalendarRow
  }
}

export const calendarsStore = (tx: TeamTx) => ({
  async insert(row: Omit<CalendarRow, 'team_id'>): Promise<void> {
    const values = { team_id: teamOf(tx), ...row, exceptions: asJson(row.exceptions) }
    await namedOnce(tx.insertInto('automation.calendars').values(values).execute())
  },

  async find(id: string): Promise<CalendarRow | undefined> {
    return tx.selectFrom('automation.calendars').selectAll().where('id', '=', id).executeTakeFirst()
  },

  async lock(id: string): Promise<CalendarRow | undefined> {
    return tx.selectFrom('automation.calendars').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  },

  /** None of them is changed or deleted before this transaction ends. */
  async share(ids: readonly string[]): Promise<CalendarRow[]> {
    if (ids.length === 0) return []
    return tx.selectFrom('automation.calendars').selectAll().where('id', 'in', ids).orderBy('id').forShare().execute()
  },

  async some(ids: readonly string[]): Promise<CalendarRow[]> {
    if (ids.length === 0) return []
    return tx.selectFrom('automation.calendars').selectAll().where('id', 'in', ids).execute()
  },

  async list({ after, limit }: { after: string | undefined; limit: number }): Promise<CalendarRow[]> {
    const all = tx
      .selectFrom('automation.calendars')
      .selectAll()
      .orderBy('id')
      .limit(limit + 1)
    return (after === undefined ? all : all.where('id', '>', after)).execute()
  },

  async count(): Promise<number> {
    const { count } = await tx
      .selectFrom('automation.calendars')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return count
  },

  async update({ id, name, exceptions, version, updated_at }: CalendarRow): Promise<void> {
    const values = { name, exceptions: asJson(exceptions), version, updated_at }
    await namedOnce(tx.updateTable('automation.calendars').set(values).where('id', '=', id).execute())
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('automation.calendars').where('id', '=', id).execute()
  },
})

const asJson = (exceptions: CalendarDay[]) => JSON.stringify(exceptions) as never

/** @throws Problem CALENDAR_NAME_TAKEN */
async function namedOnce(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (error) {
    throw violates(error, 'calendars_name_unique') ? new Problem('CALENDAR_NAME_TAKEN', { cause: error }) : error
  }
}
