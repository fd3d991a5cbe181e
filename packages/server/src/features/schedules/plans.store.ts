import type { TargetRank, Wanted } from '@skykeep/contract'
import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface PlanRow {
  machine_id: string
  schedule_id: string | null
  rank: TargetRank | null
  conflicts: string[]
  override_ids: string[]
  wanted: Wanted
  wanted_since: Date | null
  next_at: Date | null
  next_state: Wanted | null
  next_reason: string | null
  next_cause: 'schedule' | 'override'
  notice_at: Date | null
  noticed_for: Date | null
}

/** A plan whose time has come, with the machine that it is for. */
export type DueRow = PlanRow & { next_at: Date; lane_id: string }

export interface NoticeRow extends PlanRow {
  name: string
  connection_id: string
  power: string
  tags: Record<string, string>
}

/** What makes the plans of a team one after the other: two who make them at once would each miss what the other has just added. */
const PLANS_LOCK = 7_241

const planColumns = [
  'machine_id',
  'schedule_id',
  'rank',
  'conflicts',
  'override_ids',
  'wanted',
  'wanted_since',
  'next_at',
  'next_state',
  'next_reason',
  'next_cause',
  'notice_at',
  'noticed_for',
] as const
const columnTypes: Record<(typeof planColumns)[number], string> = {
  machine_id: 'uuid',
  schedule_id: 'uuid',
  rank: 'text',
  conflicts: 'text',
  override_ids: 'text',
  wanted: 'text',
  wanted_since: 'timestamptz',
  next_at: 'timestamptz',
  next_state: 'text',
  next_reason: 'text',
  next_cause: 'text',
  notice_at: 'timestamptz',
  noticed_for: 'timestamptz',
}

const plan = sql.raw(planColumns.map((name) => `p.${name}`).join(', '))

export const plansStore = (tx: TeamTx) => ({
  async lockTeam(): Promise<void> {
    await sql`select pg_advisory_xact_lock(${PLANS_LOCK}::int, hashtext(${teamOf(tx)}))`.execute(tx)
  },

  /** In the order of machines, so that two who lock several never wait for each other. */
  async lockOf(machineIds: readonly string[]): Promise<PlanRow[]> {
    const { rows } = await sql<PlanRow>`
      select ${plan} from automation.plans p where p.machine_id = any (${machineIds}::uuid[])
       order by p.machine_id for update`.execute(tx)
    return rows
  },

  async of(machineIds: readonly string[]): Promise<PlanRow[]> {
    const { rows } = await sql<PlanRow>`
      select ${plan} from automation.plans p where p.machine_id = any (${machineIds}::uuid[])`.execute(tx)
    return rows
  },

  /** Machines whose plan these schedules are in. */
  async plannedBy(scheduleIds: readonly string[]): Promise<string[]> {
    const { rows } = await sql<{ machine_id: string }>`
      select machine_id from automation.plans
       where schedule_id = any (${scheduleIds}::uuid[]) or conflicts && ${scheduleIds}::uuid[]`.execute(tx)
    return rows.map(({ machine_id }) => machine_id)
  },

  /** One statement for thousands of rows; those that are as they were are not written. */
  async upsert(rows: readonly PlanRow[]): Promise<void> {
    if (rows.length === 0) return
    const names = sql.raw(planColumns.join(', '))
    const sets = sql.raw(
      planColumns
        .slice(1)
        .map((name) => `${name} = excluded.${name}`)
        .join(', '),
    )
    const own = sql.raw(
      planColumns
        .slice(1)
        .map((name) => `p.${name}`)
        .join(', '),
    )
    const theirs = sql.raw(
      planColumns
        .slice(1)
        .map((name) => `excluded.${name}`)
        .join(', '),
    )
    await sql`insert into automation.plans as p (team_id, ${names})
      select ${teamOf(tx)}::uuid, ${typedColumns} from ${unnested(rows)}
      on conflict (team_id, machine_id) do update set ${sets} where (${own}) is distinct from (${theirs})`.execute(tx)
  },

  async remove(machineIds: readonly string[]): Promise<void> {
    if (machineIds.length === 0) return
    await sql`delete from automation.plans where machine_id = any (${machineIds}::uuid[])`.execute(tx)
  },

  /** Takes the plans that are due and that nobody else has taken; the earliest first. */
  async lockDue(now: Date, limit: number): Promise<DueRow[]> {
    const { rows } = await sql<DueRow>`
      select ${plan}, m.lane_id from automation.plans p
        join automation.machines m on m.team_id = p.team_id and m.id = p.machine_id
       where p.team_id = ${teamOf(tx)}::uuid and p.next_at <= ${now}
       order by p.next_at limit ${limit} for update of p skip locked`.execute(tx)
    return rows
  },

  /** Writes what comes after. */
  async moveOn(rows: readonly PlanRow[]): Promise<void> {
    if (rows.length === 0) return
    const moving = [
      'override_ids',
      'wanted',
      'wanted_since',
      'next_at',
      'next_state',
      'next_reason',
      'next_cause',
      'notice_at',
      'noticed_for',
    ]
    const sets = sql.raw(moving.map((name) => `${name} = ${typed(name as never)}`).join(', '))
    await sql`update automation.plans p set ${sets} from ${unnested(rows)}
      where p.team_id = ${teamOf(tx)}::uuid and p.machine_id = r.machine_id`.execute(tx)
  },

  /** Makes these due at once because of an override that has just begun or ended. */
  async makeDue(machineIds: readonly string[], at: Date, reason: string): Promise<void> {
    await sql`update automation.plans set next_at = ${at}, next_state = 'none', next_reason = ${reason}, next_cause = 'override',
        notice_at = null
      where machine_id = any (${machineIds}::uuid[])`.execute(tx)
  },

  /** Stops that people are to be told of, and that have not come yet. */
  async lockNotices(now: Date, limit: number): Promise<NoticeRow[]> {
    const { rows } = await sql<NoticeRow>`
      select ${plan}, m.name, m.connection_id, m.power, m.tags from automation.plans p
        join automation.machines m on m.team_id = p.team_id and m.id = p.machine_id
       where p.team_id = ${teamOf(tx)}::uuid and p.notice_at <= ${now}
       order by p.notice_at limit ${limit} for update of p skip locked`.execute(tx)
    return rows
  },

  async noticed(machineIds: readonly string[]): Promise<void> {
    await sql`update automation.plans set notice_at = null, noticed_for = next_at
      where machine_id = any (${machineIds}::uuid[])`.execute(tx)
  },
})

/** Arrays in arrays cannot be unnested one level deep: they travel as text. */
const typed = (name: (typeof planColumns)[number]): string =>
  name === 'conflicts' || name === 'override_ids' ? `r.${name}::uuid[]` : `r.${name}`
const typedColumns = sql.raw(planColumns.map(typed).join(', '))

function unnested(rows: readonly PlanRow[]) {
  const columns = planColumns.map((name) => {
    const values = rows.map((row) => asValue(row[name]))
    return sql`${values}::${sql.raw(columnTypes[name])}[]`
  })
  return sql`unnest(${sql.join(columns)}) as r (${sql.raw(planColumns.join(', '))})`
}

const asValue = (value: PlanRow[keyof PlanRow]) => (Array.isArray(value) ? `{${value.join(',')}}` : value)
