import { sql } from 'kysely'
import type { TeamTx } from '../../db/tenancy.ts'

export interface Dependents {
  machines: number
  overrides: number
  open_transitions: number
  certificates: number
  schedules: { id: string; name: string; machines: number }[]
}

const SCHEDULES_MAX = 200

/** What hangs on a connection, in whichever tables of automation it stands. */
export async function countDependents(tx: TeamTx, connectionId: string): Promise<Dependents> {
  const { rows } = await sql<Omit<Dependents, 'schedules'>>`select
    (select count(*)::int from automation.machines where connection_id = ${connectionId} and gone_at is null) as machines,
    (select count(*)::int from automation.overrides o where exists (
      select from automation.machines m
        where m.team_id = o.team_id and m.connection_id = ${connectionId} and m.id = any(o.machine_ids))) as overrides,
    (select count(*)::int from automation.transitions t join automation.lanes l on l.team_id = t.team_id and l.id = t.lane_id
      where l.connection_id = ${connectionId} and t.status in ('waiting', 'working')) as open_transitions,
    (select count(*)::int from automation.connection_keys
      where connection_id = ${connectionId} and state <> 'destroyed') as certificates`.execute(tx)
  const schedules = await sql<Dependents['schedules'][number]>`select s.id, s.name, count(*)::int as machines
    from automation.plans p
    join automation.machines m on m.team_id = p.team_id and m.id = p.machine_id
    join automation.schedules s on s.team_id = p.team_id and s.id = p.schedule_id
    where m.connection_id = ${connectionId} and m.gone_at is null
    group by s.id, s.name order by s.name, s.id limit ${SCHEDULES_MAX}`.execute(tx)
  return { ...rows[0]!, schedules: schedules.rows }
}
