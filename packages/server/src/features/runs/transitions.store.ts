import type { RunCause, TransitionAction, TransitionStatus } from '@skykeep/contract'
import { sql } from 'kysely'
import type { PowerState } from '../../cloud/cloud-provider.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'
import type { StepCount } from './order.ts'

export interface NewTransition {
  id: string
  run_id: string
  machine_id: string
  lane_id: string
  at: Date
  action: TransitionAction
  size: string | null
  /** Of a start: sizes that are still to be tried when there is no room. */
  other_sizes: string[]
  cause: RunCause
  step: number
  /** Null: its step has not come. */
  ready_at: Date | null
  give_up_at: Date
  told_at: Date | null
}

/** What a worker needs to carry one out. */
export interface Job extends NewTransition {
  status: 'waiting' | 'working'
  attempts: number
  failures: number
  operation: string | null
  called_at: Date | null
  failure_class: string | null
  failure_code: string | null
  /** The size that the machine is being given, before its start. */
  fitting: string | null
  machine_name: string
  /** As it was read last. */
  machine_size: string
  provider_id: string
  region: string
  managed_by: string | null
  gone_at: Date | null
  power: PowerState
  /** An action of ours on the machine ended a short while ago: lists of the cloud may still show what was before. */
  was_just_changed: boolean
}

export interface ShownTransitionRow extends Omit<NewTransition, 'lane_id' | 'run_id' | 'told_at' | 'other_sizes'> {
  run_id: string
  status: TransitionStatus
  attempts: number
  called_at: Date | null
  failure_class: string | null
  failure_code: string | null
  detail: string | null
  ended_at: Date | null
  machine_name: string
}

/** What comes after a call that did not do it. */
interface Next {
  at: Date
  /** As one of the tries that make the pauses grow. */
  counts: boolean
  failure_class: string
  failure_code: string
}

export interface Ending {
  status: Exclude<TransitionStatus, 'waiting' | 'working'>
  failure_class?: string | null
  failure_code?: string | null
  detail: string | null
}

/** For so long a list of a cloud may lag behind. */
const LIST_LAG = sql.raw(`interval '10 minutes'`)

export const transitionsStore = (tx: TeamTx) => ({
  /** Stores each once: one that is there already (same machine, instant, action and cause) stays as it is. Answers the machines of the new ones. */
  async insert(rows: readonly NewTransition[]): Promise<string[]> {
    if (rows.length === 0) return []
    const column = <Key extends keyof NewTransition>(key: Key) => rows.map((row) => row[key])
    const { rows: stored } = await sql<{ machine_id: string }>`
      insert into automation.transitions (team_id, id, run_id, machine_id, lane_id, at, action, size, cause, step, ready_at, give_up_at, told_at, other_sizes)
      select ${teamOf(tx)}::uuid, * from unnest(${column('id')}::uuid[], ${column('run_id')}::uuid[], ${column('machine_id')}::uuid[],
        ${column('lane_id')}::uuid[], ${column('at')}::timestamptz[], ${column('action')}::text[], ${column('size')}::text[],
        ${column('cause')}::text[], ${column('step')}::int[], ${column('ready_at')}::timestamptz[], ${column('give_up_at')}::timestamptz[], ${column('told_at')}::timestamptz[],
        ${rows.map(({ other_sizes }) => JSON.stringify(other_sizes))}::jsonb[])
      on conflict on constraint transitions_once do nothing returning machine_id`.execute(tx)
    return stored.map(({ machine_id }) => machine_id)
  },

  /** Ends what waits on these machines and was not sent to the cloud: a newer change takes its place. Answers the runs concerned. */
  async supersede(
    machineIds: readonly string[],
    by: { at: Date; cause: RunCause } | null,
    now: Date,
    detail: string,
  ): Promise<string[]> {
    const { rows } = await sql<{ run_id: string }>`update automation.transitions
      set status = 'skipped', ended_at = ${now}, ready_at = null, detail = ${detail}
      where machine_id = any (${machineIds}::uuid[]) and status = 'waiting'
        and (at, cause) is distinct from (${by?.at ?? null}::timestamptz, ${by?.cause ?? null}::text) returning run_id`.execute(
      tx,
    )
    return [...new Set(rows.map(({ run_id }) => run_id))]
  },

  /** What may be worked on in a lane, the longest due first. One machine is worked on by one transition at a time. */
  async ready(laneId: string, now: Date, besides: readonly string[], limit: number): Promise<Job[]> {
    const { rows } =
      await sql<Job>`select t.*, m.name as machine_name, m.size as machine_size, m.provider_id, m.region, m.managed_by, m.gone_at, m.power,
        exists (select from automation.transitions o where o.team_id = t.team_id and o.machine_id = t.machine_id and o.id <> t.id
          and o.called_at is not null and o.ended_at > ${now}::timestamptz - ${LIST_LAG}) as was_just_changed
      from automation.transitions t join automation.machines m on m.team_id = t.team_id and m.id = t.machine_id
      where t.lane_id = ${laneId} and t.status in ('waiting', 'working') and t.ready_at <= ${now} and not t.id = any (${besides}::uuid[])
        and (t.status = 'working' or not exists (select from automation.transitions o where o.team_id = t.team_id
          and o.machine_id = t.machine_id and o.id <> t.id and o.status = 'working'))
      order by t.ready_at, t.id limit ${limit}`.execute(tx)
    return rows
  },

  /** One that still waits, for whoever is about to call the cloud for it. */
  async lockWaiting(id: string): Promise<boolean> {
    const { rows } = await sql`select from automation.transitions where id = ${id} and status = 'waiting' for update`.execute(tx)
    return rows.length > 0
  },

  /** From now on the cloud may have been asked. Until `looked` nobody looks: the call may still be under way. */
  async called(id: string, now: Date, look_at: Date): Promise<void> {
    await sql`update automation.transitions set status = 'working', called_at = ${now}, attempts = attempts + 1, operation = null,
      ready_at = ${look_at} where id = ${id}`.execute(tx)
  },

  async accepted(id: string, operation: string | null, look_at: Date): Promise<void> {
    await sql`update automation.transitions set operation = ${operation}, ready_at = ${look_at} where id = ${id} and status = 'working'`.execute(
      tx,
    )
  },

  async lookAgain(id: string, at: Date): Promise<void> {
    await sql`update automation.transitions set ready_at = ${at} where id = ${id} and status in ('waiting', 'working')`.execute(
      tx,
    )
  },

  /** Its connection is paused, or failing. */
  async waitForConnection(id: string, at: Date, failure_code: string): Promise<void> {
    await sql`update automation.transitions set ready_at = ${at}, failure_class = 'authorization', failure_code = ${failure_code}
      where id = ${id} and status in ('waiting', 'working')`.execute(tx)
  },

  /** The call did not do it. Without an operation the machine itself tells what became of it. */
  async failedOnce(id: string, next: Next & { status: 'waiting' | 'working' }): Promise<void> {
    await sql`update automation.transitions set status = ${next.status}, ready_at = ${next.at}, operation = null,
      failures = failures + ${next.counts ? 1 : 0}, failure_class = ${next.failure_class}, failure_code = ${next.failure_code}
      where id = ${id} and status in ('waiting', 'working')`.execute(tx)
  },

  /** Another size is to be tried for a start, or none: then the start itself is tried again. */
  async fit(id: string, next: Next & { fitting: string | null; other_sizes: string[] }): Promise<void> {
    await sql`update automation.transitions set status = 'waiting', ready_at = ${next.at}, operation = null,
      failures = failures + ${next.counts ? 1 : 0}, failure_class = ${next.failure_class}, failure_code = ${next.failure_code},
      fitting = ${next.fitting}, other_sizes = ${JSON.stringify(next.other_sizes)}::jsonb
      where id = ${id} and status in ('waiting', 'working')`.execute(tx)
  },

  /** The machine has the size, and can be started. */
  async fitted(id: string, at: Date): Promise<void> {
    await sql`update automation.transitions set status = 'waiting', ready_at = ${at}, operation = null, fitting = null
      where id = ${id} and status in ('waiting', 'working')`.execute(tx)
  },

  async isOpenAndUntold(id: string): Promise<boolean> {
    const { rows } = await sql`select from automation.transitions
      where id = ${id} and status in ('waiting', 'working') and told_at is null for update`.execute(tx)
    return rows.length > 0
  },

  async told(id: string, now: Date): Promise<void> {
    await sql`update automation.transitions set told_at = ${now} where id = ${id}`.execute(tx)
  },

  async end(id: string, now: Date, { status, failure_class = null, failure_code = null, detail }: Ending): Promise<boolean> {
    const { numAffectedRows } =
      await sql`update automation.transitions set status = ${status}, ended_at = ${now}, ready_at = null,
      failure_class = ${failure_class}, failure_code = ${failure_code}, detail = ${detail}
      where id = ${id} and status in ('waiting', 'working')`.execute(tx)
    return numAffectedRows === 1n
  },

  /** How the steps of a run stand. */
  async counts(runId: string): Promise<(StepCount & { ended_well: number })[]> {
    const { rows } = await sql<StepCount & { ended_well: number }>`select step,
        count(*) filter (where status in ('waiting', 'working'))::int as open,
        count(*) filter (where status = 'waiting')::int as uncalled,
        count(*) filter (where status = 'failed')::int as failed,
        count(*) filter (where status in ('done', 'nothing_to_do'))::int as ended_well
      from automation.transitions where run_id = ${runId} group by step order by step`.execute(tx)
    return rows
  },

  async release(runId: string, step: number, at: Date): Promise<void> {
    await sql`update automation.transitions set ready_at = ${at}
      where run_id = ${runId} and step = ${step} and status = 'waiting' and ready_at is null`.execute(tx)
  },

  /** Ends what was not sent to the cloud yet. Answers how many. */
  async endUncalled(runId: string, now: Date, status: 'cancelled' | 'skipped', detail: string): Promise<number> {
    const { numAffectedRows } = await sql`update automation.transitions
      set status = ${status}, ended_at = ${now}, ready_at = null, detail = ${detail}
      where run_id = ${runId} and status = 'waiting'`.execute(tx)
    return Number(numAffectedRows ?? 0)
  },

  async ofRun(runId: string, after: string | undefined, limit: number): Promise<ShownTransitionRow[]> {
    const { rows } = await sql<ShownTransitionRow>`select t.*, m.name as machine_name
      from automation.transitions t join automation.machines m on m.team_id = t.team_id and m.id = t.machine_id
      where t.run_id = ${runId} and (${after ?? null}::uuid is null or t.id > ${after ?? null}::uuid)
      order by t.id limit ${limit + 1}`.execute(tx)
    return rows
  },

  /** How often a machine was set back since then, because somebody else had changed it. */
  async enforced(machineId: string, since: Date): Promise<number> {
    const { rows } = await sql<{ times: number }>`select count(*)::int as times from automation.transitions
      where machine_id = ${machineId} and cause = 'enforce' and at >= ${since}`.execute(tx)
    return rows[0]!.times
  },
})
