import { systemActor } from '../../audit/fact.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { DuePlan } from '../schedules/schedules.service.ts'
import { type Beginning, beginRun } from './begin-run.ts'
import type { RunItem } from './run-needs.ts'
import { settleRun } from './settle-run.ts'
import { transitionsStore } from './transitions.store.ts'

/** Later than this is told: something had stopped planning. */
export const LATE_MS = 15 * 60_000
const planner = systemActor('automation')

/** Makes runs of changes whose instant has come: one for each change of a schedule, whatever the number of its machines. */
export async function makeRuns(needs: Beginning, tx: TeamTx, due: readonly DuePlan[], now: Date): Promise<void> {
  const switched = due.filter(({ wanted }) => wanted !== 'none')
  await handsOff(needs, tx, due, now)
  const canHibernate = await hibernating(needs, tx, switched)
  // In the same order in every process: two who plan the same changes wait for each other, and never both at once.
  const changes = [...Map.groupBy(switched, changeOf)].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [, plans] of changes) {
    const [{ schedule, schedule_id, at, wanted, cause, reason }] = plans as [DuePlan, ...DuePlan[]]
    await beginRun(needs, tx, {
      ...{ cause, schedule_id, schedule_name: schedule?.name ?? null, at, state: wanted, reason },
      created_by: { type: planner.kind, id: planner.id },
      start_order: schedule?.start_order ?? [],
      items: plans.map((plan) => itemOf(plan, canHibernate)),
    })
    await tellLate(needs, tx, plans, now)
  }
}

/** What is not wanted any more is not tried any more. */
async function handsOff(needs: Beginning, tx: TeamTx, due: readonly DuePlan[], now: Date): Promise<void> {
  const ids = due.filter(({ wanted }) => wanted === 'none').map(({ machine_id }) => machine_id)
  if (ids.length === 0) return
  const runs = await transitionsStore(tx).supersede(ids, null, now, 'nothing is wanted of the machine any more')
  for (const run of runs.sort()) await settleRun(needs, tx, run, now)
}

async function hibernating({ machines }: Beginning, tx: TeamTx, due: readonly DuePlan[]): Promise<ReadonlySet<string>> {
  const asked = due.filter(({ wanted, schedule }) => wanted === 'off' && schedule?.mode === 'hibernate')
  const found =
    asked.length === 0
      ? []
      : await machines.find(
          tx,
          asked.map(({ machine_id }) => machine_id),
        )
  return new Set(found.filter(({ can_hibernate }) => can_hibernate).map(({ id }) => id))
}

function itemOf({ machine_id, lane_id, wanted, until, schedule, late_ms }: DuePlan, canHibernate: ReadonlySet<string>): RunItem {
  const stop = canHibernate.has(machine_id) ? 'hibernate' : 'deallocate'
  return {
    machine_id,
    lane_id,
    action: wanted === 'on' ? 'start' : stop,
    ...(wanted === 'on' && schedule && { other_sizes: schedule.other_sizes }),
    ...(until !== null && { give_up_at: until }),
    isTold: late_ms > LATE_MS,
  }
}

const changeOf = ({ cause, schedule_id, at, wanted }: DuePlan): string => `${cause}|${schedule_id}|${at.getTime()}|${wanted}`

async function tellLate({ tell }: Beginning, tx: TeamTx, plans: readonly DuePlan[], now: Date): Promise<void> {
  const late = plans.filter(({ late_ms }) => late_ms > LATE_MS)
  if (late.length === 0) return
  const [{ schedule, schedule_id, at, wanted }] = late as [DuePlan, ...DuePlan[]]
  const minutes = Math.round((now.getTime() - at.getTime()) / 60_000)
  await tell(tx, {
    event: 'machine.late',
    at: now,
    title: `A change of ${schedule === null ? 'an override' : `“${schedule.name}”`} was seen ${minutes} minutes late: the state wanted now is applied`,
    machine_ids: late.map(({ machine_id }) => machine_id),
    ...(schedule_id !== null && { schedule_id }),
    detail: { due_at: at.toISOString(), late_minutes: minutes, wanted },
  })
}
