import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface NewStep {
  id: string
  run_id: string
  transition_id: string | null
  at: Date
  step: string
  detail: Record<string, unknown>
}

export interface StepRow extends Omit<NewStep, 'transition_id'> {
  machine_id: string | null
  machine_name: string | null
  written_by: string
}

const columns = sql.raw('s.id, s.run_id, s.at, s.step, s.detail, s.written_by::text, m.id as machine_id, m.name as machine_name')
const joined = sql.raw(
  `automation.run_steps s
   left join automation.transitions t on t.team_id = s.team_id and t.id = s.transition_id
   left join automation.machines m on m.team_id = t.team_id and m.id = t.machine_id`,
)

/** Steps as they happened. A position in their stream is a transaction number, as in the stream of telemetry. */
export const runStepsStore = (tx: TeamTx) => ({
  async write(steps: readonly NewStep[]): Promise<void> {
    if (steps.length === 0) return
    const column = <Key extends keyof NewStep>(key: Key) => steps.map((step) => step[key])
    await sql`insert into automation.run_steps (team_id, id, run_id, transition_id, at, step, detail)
      select ${teamOf(tx)}::uuid, * from unnest(${column('id')}::uuid[], ${column('run_id')}::uuid[], ${column('transition_id')}::uuid[],
        ${column('at')}::timestamptz[], ${column('step')}::text[], ${steps.map(({ detail }) => JSON.stringify(detail))}::jsonb[])`.execute(
      tx,
    )
  },

  async last(runId: string, limit: number): Promise<StepRow[]> {
    const { rows } =
      await sql<StepRow>`select ${columns} from ${joined} where s.run_id = ${runId} order by s.id desc limit ${limit}`.execute(tx)
    return rows
  },

  /** Where the stream stands: nothing older can still commit below it. */
  async horizon(): Promise<string> {
    const { rows } = await sql<{
      position: string
    }>`select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as position`.execute(tx)
    return rows[0]!.position
  },

  /** What was committed after a position, whole transactions only, in order. */
  async after(position: string, limit: number): Promise<StepRow[]> {
    const { rows } = await sql<StepRow>`select ${columns} from ${joined}
      where s.written_by > ${position}::xid8 and s.written_by < pg_snapshot_xmin(pg_current_snapshot())
        and s.written_by <= coalesce((select max(written_by) from (select written_by from automation.run_steps
          where written_by > ${position}::xid8 and written_by < pg_snapshot_xmin(pg_current_snapshot())
          order by written_by limit ${limit}) first), '0'::xid8)
      order by s.written_by, s.id`.execute(tx)
    return rows
  },
})
