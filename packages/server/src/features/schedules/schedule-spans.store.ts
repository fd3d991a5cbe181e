import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

/** Which schedule counted for a machine, from when until when. */
export const scheduleSpansStore = (tx: TeamTx) => ({
  /** Another schedule counts from now on; null: none does. */
  async turn(changes: readonly { machine_id: string; schedule_id: string | null }[], now: Date): Promise<void> {
    if (changes.length === 0) return
    const ids = changes.map(({ machine_id }) => machine_id)
    const begun = changes.filter(({ schedule_id }) => schedule_id !== null)
    await sql`update automation.schedule_spans set until = ${now}
      where machine_id = any (${ids}::uuid[]) and until is null`.execute(tx)
    await sql`insert into automation.schedule_spans (team_id, machine_id, schedule_id, since)
      select ${teamOf(tx)}::uuid, machine_id, schedule_id, ${now}
        from unnest(${begun.map(({ machine_id }) => machine_id)}::uuid[], ${begun.map(({ schedule_id }) => schedule_id)}::uuid[])
          as begun (machine_id, schedule_id)
      on conflict (team_id, machine_id, since) do update set schedule_id = excluded.schedule_id, until = null`.execute(tx)
  },
})
