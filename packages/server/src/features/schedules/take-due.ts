import type { TeamTx } from '../../db/tenancy.ts'
import type { DuePlan, DueSchedule } from './due-plan.ts'
import type { Evaluation } from './evaluate.ts'
import { overridesStore } from './overrides.store.ts'
import { planState } from './plan-state.ts'
import { type DueRow, plansStore } from './plans.store.ts'
import type { PreparedSchedules } from './prepared-schedules.ts'
import { type DueScheduleRow, schedulesStore } from './schedules.store.ts'

/**
 * Takes changes whose instant has come, at most so many, and moves their plans on: in one transaction, so that each is handed out once and
 * none is lost with a transaction that fails. Fewer than `limit` come back only when nothing more is due. What was missed is not replayed:
 * the state wanted now is handed out, once.
 */
export async function takeDue(tx: TeamTx, prepared: PreparedSchedules, now: Date, limit: number): Promise<DuePlan[]> {
  const taken: DuePlan[] = []
  for (;;) {
    const asked = limit - taken.length
    const rows = await plansStore(tx).lockDue(now, asked)
    // Read after the rows are locked: whoever has just changed a schedule waits for them, and plans anew behind us.
    taken.push(...(await moveOn(tx, prepared, rows, now)))
    if (rows.length < asked || taken.length === limit) return taken
  }
}

async function moveOn(tx: TeamTx, prepared: PreparedSchedules, rows: readonly DueRow[], now: Date): Promise<DuePlan[]> {
  if (rows.length === 0) return []
  const scheduleIds = [...new Set(rows.flatMap(({ schedule_id }) => (schedule_id === null ? [] : [schedule_id])))]
  const overrideIds = [...new Set(rows.flatMap(({ override_ids }) => override_ids))]
  const schedules = new Map((await schedulesStore(tx).due(scheduleIds)).map((row) => [row.id, row]))
  const overrides = new Map((await overridesStore(tx).some(overrideIds)).map((row) => [row.id, row]))
  const looked = rows.map((row) => {
    const schedule = (row.schedule_id !== null && schedules.get(row.schedule_id)) || null
    return { row, schedule, overrides: row.override_ids.flatMap((id) => overrides.get(id) ?? []).sort(byId) }
  })
  const evaluationOf = await prepared.at(tx, looked, now)
  const moved = looked.map((one) => {
    const evaluation = evaluationOf(one)
    const left = one.overrides.filter(({ until_at }) => until_at === null || until_at > now).map(({ id }) => id)
    return { ...one, evaluation, after: { ...one.row, override_ids: left, ...stateAfter(evaluation, one, now) } }
  })
  await plansStore(tx).moveOn(moved.map(({ after }) => after))
  return moved.filter(({ row, evaluation }) => isChange(row, evaluation)).map((one) => dueOf(one, now))
}

interface Moved {
  row: DueRow
  schedule: DueScheduleRow | null
  evaluation: Evaluation
}

const stateAfter = (evaluation: Evaluation, { row, schedule }: Omit<Moved, 'evaluation'>, now: Date) =>
  planState(evaluation, schedule?.notify ?? {}, now, row)

/** A row without a state is there to look again: it is a change only if one is found. */
const isChange = (row: DueRow, { since }: Evaluation): boolean =>
  row.next_state !== null || (since !== null && since >= row.next_at.getTime())

function dueOf({ row, schedule, evaluation }: Moved, now: Date): DuePlan {
  const { since, wanted, next } = evaluation
  const isItsOwn = since !== null && since >= row.next_at.getTime()
  const at = isItsOwn ? new Date(since) : row.next_at
  return {
    machine_id: row.machine_id,
    lane_id: row.lane_id,
    schedule_id: schedule?.id ?? null,
    schedule: schedule && shownDue(schedule),
    at,
    wanted,
    until: next && new Date(next.at),
    reason: isItsOwn || evaluation.isBroken || row.next_reason === null ? evaluation.reason : row.next_reason,
    cause: isItsOwn ? evaluation.cause : row.next_cause,
    late_ms: now.getTime() - at.getTime(),
  }
}

const shownDue = ({ name, mode, start_order, other_sizes, on_manual_change }: DueScheduleRow): DueSchedule => ({
  name,
  mode,
  start_order,
  other_sizes,
  on_manual_change,
})

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
