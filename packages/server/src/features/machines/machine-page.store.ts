import { sql } from 'kysely'
import type { TeamTx } from '../../db/tenancy.ts'

export interface PlanFacts {
  schedule_id: string | null
  schedule_name: string | null
  rank: string | null
  time_zone: string | null
  wanted: 'on' | 'off' | 'none'
  wanted_since: Date | null
  next_at: Date | null
  next_state: 'on' | 'off' | 'none' | null
  next_reason: string | null
  on_manual_change: { policy: 'keep' | 'keep_for' | 'enforce'; minutes?: number } | null
  conflicts: { id: string; name: string }[]
  override_ids: string[]
}

export interface OverrideFacts {
  id: string
  state: 'on' | 'off' | 'none'
  from_at: Date
  until_at: Date | null
  reason: string | null
}

export interface TransitionFacts {
  id: string
  run_id: string
  at: Date
  action: string
  cause: string
  status: string
  failure_class: string | null
  detail: string | null
  ended_at: Date | null
}

/** What the other parts of automation hold of machines: read, and never written, here. */
export const machinePageStore = (tx: TeamTx) => ({
  async plans(machineIds: readonly string[]): Promise<Map<string, PlanFacts>> {
    const { rows } = await sql<
      PlanFacts & { machine_id: string }
    >`select p.machine_id, p.schedule_id, s.name as schedule_name, p.rank,
        s.rule ->> 'time_zone' as time_zone, p.wanted, p.wanted_since, p.next_at, p.next_state, p.next_reason, p.override_ids, s.on_manual_change,
        coalesce((select json_agg(json_build_object('id', c.id, 'name', c.name) order by c.name) from automation.schedules c
          where c.team_id = p.team_id and c.id = any(p.conflicts)), '[]') as conflicts
      from automation.plans p left join automation.schedules s on s.team_id = p.team_id and s.id = p.schedule_id
      where p.machine_id = any(${[...machineIds]}::uuid[])`.execute(tx)
    return new Map(rows.map(({ machine_id, ...plan }) => [machine_id, plan]))
  },

  /** Those that the plan of the machine rests on, and that have not ended. */
  async overrides(plan: PlanFacts | undefined, now: Date): Promise<OverrideFacts[]> {
    const { rows } = await sql<OverrideFacts>`select id, state, from_at, until_at, reason from automation.overrides
      where id = any(${plan?.override_ids ?? []}::uuid[]) and (until_at is null or until_at > ${now})
      order by from_at, id limit 50`.execute(tx)
    return rows
  },

  async transitions(machineId: string): Promise<TransitionFacts[]> {
    const { rows } = await sql<TransitionFacts>`select id, run_id, at, action, cause, status, failure_class, detail, ended_at
      from automation.transitions where machine_id = ${machineId} order by at desc, id desc limit 10`.execute(tx)
    return rows
  },

  /**
   * Actions of ours that may explain a change seen now: sent to the cloud, and not over for longer than a reading can lag behind. (Ten
   * minutes: lists of a cloud show a change within a few.)
   */
  async ownActions(machineIds: readonly string[]): Promise<Map<string, string[]>> {
    const { rows } = await sql<{ machine_id: string; actions: string[] }>`select t.machine_id, array_agg(t.action) as actions
      from automation.transitions t join automation.machines m on m.team_id = t.team_id and m.id = t.machine_id
      where t.machine_id = any(${[...machineIds]}::uuid[]) and t.called_at is not null
        and (t.ended_at is null or t.ended_at >= m.power_read_at - interval '10 minutes')
      group by t.machine_id`.execute(tx)
    return new Map(rows.map(({ machine_id, actions }) => [machine_id, actions]))
  },
})
