import type { TeamTx } from '../../db/tenancy.ts'
import type { About } from './due-plan.ts'
import { type OverrideRow, overridesStore } from './overrides.store.ts'
import { overridesOfMachines } from './overrides-of-machines.ts'
import { isStillDue, planState } from './plan-state.ts'
import { type PlanRow, plansStore } from './plans.store.ts'
import type { PreparedSchedules } from './prepared-schedules.ts'
import { type PlannedMachine, reachedStore } from './reached.store.ts'
import { scheduleSpansStore } from './schedule-spans.store.ts'
import { type PlannedSchedule, schedulesStore } from './schedules.store.ts'
import { type Reaching, TargetIndex } from './targets.ts'

/** Machines looked at together: 2,000 rows of a plan are some hundred kilobytes of one statement. */
const TOGETHER = 2_000

/**
 * Makes the plans of the machines concerned anew from what schedules and overrides say. It never makes anything happen now: only changes after
 * this instant are planned, and what was due before stays so (`isStillDue`).
 */
export async function makePlans(tx: TeamTx, prepared: PreparedSchedules, about: About, now: Date): Promise<void> {
  const plans = plansStore(tx)
  await plans.lockTeam()
  const schedules = await schedulesStore(tx).enabled()
  const overrides = await overridesStore(tx).live(now)
  const index = new TargetIndex(schedules)
  const reaching = overridesOfMachines(overrides)
  for await (const machines of chunksOf(tx, about, schedules)) {
    const before = new Map((await plans.lockOf(machines.map(({ id }) => id))).map((row) => [row.machine_id, row]))
    const looked = machines.map((machine) => lookAt(machine, index, reaching))
    const wanted = looked.filter(({ found, overridden }) => found !== null || overridden.length > 0)
    const evaluationOf = await prepared.at(tx, wanted.map(combinationOf), now)
    const rows = wanted.map((one): PlanRow => {
      const { machine, found, schedule, overridden } = one
      const evaluation = evaluationOf(combinationOf(one))
      const was = before.get(machine.id)
      const state = planState(evaluation, schedule?.notify ?? {}, now, was)
      const pending = was && isStillDue(was, evaluation, now) ? stillDue(was, evaluation.wanted) : {}
      return {
        machine_id: machine.id,
        schedule_id: schedule?.id ?? null,
        rank: found?.rank ?? null,
        conflicts: found && !schedule ? found.items.map(({ id }) => id).sort() : [],
        override_ids: overridden.map(({ id }) => id),
        ...state,
        ...pending,
      }
    })
    await plans.upsert(rows)
    const planned = new Set(rows.map(({ machine_id }) => machine_id))
    await plans.remove([...before.keys()].filter((id) => !planned.has(id)))
    const counted = new Map(rows.map(({ machine_id, schedule_id }) => [machine_id, schedule_id]))
    const turned = machines.filter(({ id }) => (counted.get(id) ?? null) !== (before.get(id)?.schedule_id ?? null))
    await scheduleSpansStore(tx).turn(
      turned.map(({ id }) => ({ machine_id: id, schedule_id: counted.get(id) ?? null })),
      now,
    )
  }
}

interface Looked {
  machine: PlannedMachine
  found: Reaching<PlannedSchedule> | null
  /** The one that counts: none of two equals does. */
  schedule: PlannedSchedule | null
  overridden: OverrideRow[]
}

function lookAt(
  machine: PlannedMachine,
  index: TargetIndex<PlannedSchedule>,
  reaching: ReturnType<typeof overridesOfMachines>,
): Looked {
  // What manages a machine switches it: a scale set would replace what we stop.
  if (machine.is_gone || machine.managed_by !== null) return { machine, found: null, schedule: null, overridden: [] }
  const found = index.of(machine)
  const schedule = found?.items.length === 1 ? found.items[0]! : null
  return { machine, found, schedule, overridden: reaching(machine, schedule?.id ?? null) }
}

const combinationOf = ({ schedule, overridden }: Looked) => ({ schedule, overrides: overridden })

const stillDue = (was: PlanRow, next_state: PlanRow['wanted']): Partial<PlanRow> => ({
  wanted: was.wanted,
  wanted_since: was.wanted_since,
  next_at: was.next_at,
  next_state,
  next_reason: was.next_reason,
  next_cause: was.next_cause,
  notice_at: null,
})

/** The machines concerned, some at a time; those with a plan that may have to go are among them. */
async function* chunksOf(tx: TeamTx, about: About, schedules: PlannedSchedule[]): AsyncGenerator<PlannedMachine[]> {
  const reached = reachedStore(tx)
  if (about === 'all' || about.connection_id !== undefined) {
    const connection = about === 'all' ? null : about.connection_id!
    for (let after: string | null = null; ; ) {
      const page: PlannedMachine[] = await reached.page(connection, after, TOGETHER)
      if (page.length > 0) yield page
      if (page.length < TOGETHER) break
      after = page.at(-1)!.id
    }
  }
  if (about === 'all') return
  const ids = new Set(about.machine_ids)
  for (const id of about.schedule_ids?.length ? await plansStore(tx).plannedBy(about.schedule_ids) : []) ids.add(id)
  for (const { id: schedule, targets } of schedules) {
    if (about.schedule_ids?.includes(schedule)) for (const id of await reached.reachedIds(targets)) ids.add(id)
  }
  const all = [...ids].sort()
  for (let at = 0; at < all.length; at += TOGETHER) yield reached.some(all.slice(at, at + TOGETHER))
}
