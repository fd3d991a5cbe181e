import type { RunCause, RunStatus, RunsQuery, TransitionCounts } from '@skykeep/contract'
import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'
import type { Boundary } from './order.ts'

export interface RunRow {
  id: string
  cause: RunCause
  schedule_id: string | null
  schedule_name: string | null
  at: Date
  state: 'on' | 'off' | 'none'
  reason: string | null
  created_by: { type: string; id: string }
  status: RunStatus
  boundaries: Boundary[]
  current_step: number
  cancel_asked_at: Date | null
  started_at: Date
  ended_at: Date | null
}

export type CountedRun = RunRow & { machines: TransitionCounts }

const columns = sql.raw(
  'r.id, r.cause, r.schedule_id, r.schedule_name, r.at, r.state, r.reason, r.created_by, r.status, r.boundaries, r.current_step, ' +
    'r.cancel_asked_at, r.started_at, r.ended_at',
)
const statuses = ['waiting', 'working', 'done', 'nothing_to_do', 'failed', 'skipped', 'cancelled'] as const
const counts = sql.raw(
  `(select json_build_object(${statuses.map((one) => `'${one}', count(*) filter (where t.status = '${one}')`).join(', ')})
     from automation.transitions t where t.team_id = r.team_id and t.run_id = r.id) as machines`,
)

type Filters = Omit<RunsQuery, 'cursor'> & { before?: string | undefined }

export const runsStore = (tx: TeamTx) => ({
  /**
   * Stores a run. The same change of the same schedule makes one run, whoever sees it first: the others add their machines to it, also when
   * those of the first were done already.
   */
  async insert(
    run: Omit<RunRow, 'status' | 'cancel_asked_at' | 'ended_at'>,
  ): Promise<{ id: string; isNew: boolean; current_step: number }> {
    const { rows } = await sql<{ id: string; is_new: boolean; current_step: number }>`
      insert into automation.runs (team_id, id, cause, schedule_id, schedule_name, at, state, reason, created_by, boundaries, current_step, started_at)
      values (${teamOf(tx)}, ${run.id}, ${run.cause}, ${run.schedule_id}, ${run.schedule_name}, ${run.at}, ${run.state}, ${run.reason},
        ${JSON.stringify(run.created_by)}::jsonb, ${JSON.stringify(run.boundaries)}::jsonb, ${run.current_step}, ${run.started_at})
      on conflict (team_id, schedule_id, at, cause, state) where cause = 'schedule' do update set status = 'running', ended_at = null
      returning id, xmax = 0 as is_new, current_step`.execute(tx)
    const { id, is_new, current_step } = rows[0]!
    return { id, isNew: is_new, current_step }
  },

  async remove(id: string): Promise<void> {
    await sql`delete from automation.runs where id = ${id}`.execute(tx)
  },

  /** The newest first, one more than `limit`. */
  async list({ limit, before, schedule_id, machine_id, status, cause }: Filters): Promise<CountedRun[]> {
    const { rows } = await sql<CountedRun>`select ${columns}, ${counts} from automation.runs r
      where (${before ?? null}::uuid is null or r.id < ${before ?? null}::uuid)
        and (${schedule_id ?? null}::uuid is null or r.schedule_id = ${schedule_id ?? null}::uuid)
        and (${status ?? null}::text is null or r.status = ${status ?? null}::text)
        and (${cause ?? null}::text is null or r.cause = ${cause ?? null}::text)
        and (${machine_id ?? null}::uuid is null or exists (select from automation.transitions t
          where t.team_id = r.team_id and t.run_id = r.id and t.machine_id = ${machine_id ?? null}::uuid))
      order by r.id desc limit ${limit + 1}`.execute(tx)
    return rows
  },

  async find(id: string): Promise<CountedRun | undefined> {
    const { rows } = await sql<CountedRun>`select ${columns}, ${counts} from automation.runs r where r.id = ${id}`.execute(tx)
    return rows[0]
  },

  async lock(id: string): Promise<RunRow | undefined> {
    const { rows } = await sql<RunRow>`select ${columns} from automation.runs r where r.id = ${id} for update`.execute(tx)
    return rows[0]
  },

  async moveTo(id: string, current_step: number): Promise<void> {
    await sql`update automation.runs set current_step = ${current_step} where id = ${id}`.execute(tx)
  },

  async end(id: string, status: RunStatus, now: Date): Promise<void> {
    await sql`update automation.runs set status = ${status}, ended_at = ${now} where id = ${id}`.execute(tx)
  },

  async cancel(id: string, now: Date): Promise<void> {
    await sql`update automation.runs set cancel_asked_at = coalesce(cancel_asked_at, ${now}) where id = ${id}`.execute(tx)
  },

  /** Runs whose machines are all done, and which nobody has ended: whoever did the last of them was killed before. */
  async leftOpen(limit: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`select r.id from automation.runs r where r.status = 'running' and not exists
      (select from automation.transitions t where t.team_id = r.team_id and t.run_id = r.id
        and t.status in ('waiting', 'working') and t.ready_at is not null)
      limit ${limit}`.execute(tx)
    return rows.map(({ id }) => id)
  },

  /** Removes runs that ended before then, with all that was noted of them. */
  async prune(before: Date, limit: number): Promise<number> {
    const { numAffectedRows } = await sql`delete from automation.runs where id in
      (select id from automation.runs where ended_at < ${before} limit ${limit})`.execute(tx)
    return Number(numAffectedRows ?? 0)
  },
})
