import type { TeamTx } from '../../db/tenancy.ts'
import type { Notice } from './due-plan.ts'
import { type NoticeRow, plansStore } from './plans.store.ts'
import { schedulesStore } from './schedules.store.ts'
import { ownerOf } from './targets.ts'

const RUNNING = new Set(['running', 'starting'])

/**
 * Takes stops that people are to be told of, and that have not come yet, each once for its instant. Of a machine that does not run nobody is told.
 * Fewer than `limit` come back only when no more are due.
 */
export async function takeNotices(tx: TeamTx, now: Date, limit: number): Promise<Notice[]> {
  const taken: Notice[] = []
  for (;;) {
    const asked = limit - taken.length
    const rows = await plansStore(tx).lockNotices(now, asked)
    await plansStore(tx).noticed(rows.map(({ machine_id }) => machine_id))
    const telling = rows.filter(({ next_at, power }) => next_at !== null && next_at > now && RUNNING.has(power))
    taken.push(...(await shown(tx, telling)))
    if (rows.length < asked || taken.length === limit) return taken
  }
}

async function shown(tx: TeamTx, rows: readonly NoticeRow[]): Promise<Notice[]> {
  const ids = [...new Set(rows.flatMap(({ schedule_id }) => (schedule_id === null ? [] : [schedule_id])))]
  const schedules = new Map((await schedulesStore(tx).due(ids)).map((row) => [row.id, row]))
  const scheduleOf = ({ schedule_id }: NoticeRow) => (schedule_id === null ? undefined : schedules.get(schedule_id))
  return rows.map((row) => ({
    machine_id: row.machine_id,
    machine_name: row.name,
    connection_id: row.connection_id,
    owner: ownerOf(row.tags),
    tags: row.tags,
    schedule_id: row.schedule_id,
    schedule_name: scheduleOf(row)?.name ?? null,
    time_zone: scheduleOf(row)?.time_zone ?? null,
    stops_at: row.next_at!,
    reason: row.next_reason ?? '',
  }))
}
