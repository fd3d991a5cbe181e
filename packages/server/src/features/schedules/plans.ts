import type { OnManualChange } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'
import type { About, DuePlan, Notice, WantedOfMachine } from './due-plan.ts'
import { makePlans } from './make-plans.ts'
import { overridesStore } from './overrides.store.ts'
import { plansStore } from './plans.store.ts'
import type { PreparedSchedules } from './prepared-schedules.ts'
import { schedulesStore } from './schedules.store.ts'
import { takeDue } from './take-due.ts'
import { takeNotices } from './take-notices.ts'

/** What the other parts of automation ask of schedules, within a transaction of theirs. */
export function plansService({ prepared }: { prepared: PreparedSchedules }) {
  return {
    /** Makes the plans of these machines anew; nothing happens by it now. */
    replan: (tx: TeamTx, about: About, now: Date): Promise<void> => makePlans(tx, prepared, about, now),

    /** Hands out what is due, each change once; fewer than `limit` only when nothing more is due. */
    takeDue: (tx: TeamTx, now: Date, limit: number): Promise<DuePlan[]> => takeDue(tx, prepared, now, limit),

    /** Stops that people are to be told of before they come, each once. */
    takeNotices: (tx: TeamTx, now: Date, limit: number): Promise<Notice[]> => takeNotices(tx, now, limit),

    /** What is wanted of each of these machines at this instant, and why. */
    async wantedNow(tx: TeamTx, machineIds: readonly string[], now: Date): Promise<Map<string, WantedOfMachine>> {
      const rows = await plansStore(tx).of(machineIds)
      const scheduleIds = [...new Set(rows.flatMap(({ schedule_id }) => (schedule_id === null ? [] : [schedule_id])))]
      const schedules = new Map((await schedulesStore(tx).due(scheduleIds)).map((row) => [row.id, row]))
      const overrideIds = [...new Set(rows.flatMap(({ override_ids }) => override_ids))]
      const overrides = await overridesStore(tx).some(overrideIds)
      const looked = rows.map((row) => ({
        row,
        schedule: (row.schedule_id !== null && schedules.get(row.schedule_id)) || null,
        overrides: overrides.filter(({ id }) => row.override_ids.includes(id)),
      }))
      const evaluationOf = await prepared.at(tx, looked, now)
      const found = new Map(
        looked.map((one): [string, WantedOfMachine] => {
          const { wanted, since, next, reason } = evaluationOf(one)
          const { row, schedule } = one
          return [
            row.machine_id,
            {
              wanted,
              since: since === null ? null : new Date(since),
              until: next && new Date(next.at),
              schedule_id: schedule?.id ?? null,
              schedule_name: schedule?.name ?? null,
              rank: row.rank,
              conflicts: row.conflicts,
              reason: row.conflicts.length > 0 && wanted === 'none' ? CONFLICT : reason,
              next_state: next?.state ?? null,
              on_manual_change: schedule?.on_manual_change ?? null,
            },
          ]
        }),
      )
      return new Map(machineIds.map((id) => [id, found.get(id) ?? unplanned]))
    },
  }
}

const CONFLICT = 'several schedules reach the machine by the same rank: none of them counts'

const unplanned: WantedOfMachine = {
  wanted: 'none',
  since: null,
  until: null,
  schedule_id: null,
  schedule_name: null,
  rank: null,
  conflicts: [],
  reason: 'no schedule and no override reaches the machine',
  next_state: null,
  on_manual_change: null as OnManualChange | null,
}
