import { type Affected, CHANGES_SHOWN_MAX, type ScheduleRule, type ScheduleTargets, type Wanted } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'
import { type Evaluation, evaluate, prepareFor } from './evaluate.ts'
import { type OverrideRow, overridesStore } from './overrides.store.ts'
import { overridesOfMachines } from './overrides-of-machines.ts'
import { type PlannedMachine, reachedStore } from './reached.store.ts'
import { type PlannedSchedule, schedulesStore } from './schedules.store.ts'
import { rankFor, ranks, TargetIndex } from './targets.ts'

/** A schedule as it is, or as it would be. */
export interface Candidate {
  id: string | null
  enabled: boolean
  targets: ScheduleTargets
  effective_rule: ScheduleRule
}

export interface Conflict {
  machine: PlannedMachine
  schedule: PlannedSchedule
}

/** A machine that is not in the state that is wanted of it now. */
export interface Change {
  machine: PlannedMachine
  wanted: 'on' | 'off'
  until: number | null
  reason: string
}

export interface Effect {
  machines: number
  changes: Change[]
  conflicts: Conflict[]
  leftAlone: { machine: PlannedMachine; reason: string }[]
}

/** What a schedule means for machines now: which of them it would switch, and which other schedules are in its way. */
export async function effectOf(tx: TeamTx, candidate: Candidate, now: Date): Promise<Effect> {
  const effect: Effect = { machines: 0, changes: [], conflicts: [], leftAlone: [] }
  if (!candidate.enabled) return effect
  const machines = await reachedStore(tx).reached(candidate.targets)
  const others = new TargetIndex((await schedulesStore(tx).enabled()).filter(({ id }) => id !== candidate.id))
  const reaching = overridesOfMachines(await overridesStore(tx).live(now))
  const evaluateOnce = evaluator(candidate.effective_rule, now)
  for (const machine of machines) {
    const why = leftAloneBy(machine, candidate, others, effect.conflicts)
    if (why !== null) {
      effect.leftAlone.push({ machine, reason: why })
      continue
    }
    effect.machines += 1
    const { wanted, next, reason } = evaluateOnce(reaching(machine, candidate.id))
    if (wanted !== 'none' && !isIn(wanted, machine.power)) {
      effect.changes.push({ machine, wanted, until: next?.at ?? null, reason })
    }
  }
  return effect
}

export const shownEffect = ({ machines, changes, leftAlone }: Effect): Affected => ({
  machines,
  would_change_now: changes
    .slice(0, CHANGES_SHOWN_MAX)
    .map(({ machine: { id, name, power }, wanted }) => ({ machine_id: id, name, power, wanted })),
  would_change_now_total: changes.length,
  left_alone: leftAlone
    .slice(0, CHANGES_SHOWN_MAX)
    .map(({ machine: { id, name }, reason }) => ({ machine_id: id, name, reason })),
})

/** Null: the candidate counts for it, or would if it were not for the conflicts that are noted. */
function leftAloneBy(
  machine: PlannedMachine,
  candidate: Candidate,
  others: TargetIndex<PlannedSchedule>,
  conflicts: Conflict[],
): string | null {
  if (machine.managed_by !== null) return `It is managed by ${machine.managed_by}.`
  const rank = ranks.indexOf(rankFor(candidate.targets, machine)!)
  let higher: PlannedSchedule | null = null
  for (const { item, rank: its } of others.all(machine)) {
    if (ranks.indexOf(its) === rank) conflicts.push({ machine, schedule: item })
    if (ranks.indexOf(its) < rank) higher ??= item
  }
  return higher && `The schedule “${higher.name}” counts for it: it reaches the machine by a higher rank.`
}

function evaluator(rule: ScheduleRule, now: Date): (overrides: OverrideRow[]) => Evaluation {
  const kept = new Map<string, Evaluation>()
  return (overrides) => {
    const name = overrides.map(({ id }) => id).join()
    const known = kept.get(name) ?? evaluate(prepareFor(rule, overrides), now.getTime())
    kept.set(name, known)
    return known
  }
}

const up = new Set(['running', 'starting', 'creating'])
const down = new Set(['deallocated', 'deallocating', 'hibernated'])

/** Whether a machine is, or is about to be, as it is wanted. A stopped one is paid for still: it is not off. Of an unknown one nothing is said. */
function isIn(wanted: Exclude<Wanted, 'none'>, power: string): boolean {
  if (power === 'unknown') return true
  return (wanted === 'on' ? up : down).has(power)
}
