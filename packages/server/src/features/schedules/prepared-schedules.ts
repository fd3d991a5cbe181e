import type { TeamTx } from '../../db/tenancy.ts'
import { teamOf } from '../../db/tenancy.ts'
import { type Evaluation, evaluate, type Prepared, prepareFor } from './evaluate.ts'
import type { OverrideRow } from './overrides.store.ts'
import { schedulesStore } from './schedules.store.ts'

/** Of one machine: the schedule that counts, in which revision, and the overrides that reach it, in the order in which they were made. */
export interface Combination {
  schedule: { id: string; revision: number } | null
  overrides: readonly OverrideRow[]
}

/** A thousand schedules with some overrides each; one takes a few kilobytes. */
const KEPT_MAX = 4_000

/**
 * Keeps schedules as they were prepared, so that ten thousand machines under one schedule cost one preparation and one evaluation.
 * What is kept is named by what it was made of, so it never grows stale; the least lately used goes first.
 */
export class PreparedSchedules {
  readonly #kept = new Map<string, Prepared>()

  /** Evaluates at one instant; each combination once, however many machines have it. */
  async at(tx: TeamTx, combinations: readonly Combination[], now: Date): Promise<(combination: Combination) => Evaluation> {
    const team = teamOf(tx)
    const named = new Map(combinations.map((one) => [nameOf(team, one), one]))
    const missing = [...named].filter(([name]) => !this.#kept.has(name)).map(([, one]) => one)
    const ids = [...new Set(missing.flatMap(({ schedule }) => (schedule ? [schedule.id] : [])))]
    const rules = new Map((await schedulesStore(tx).rules(ids)).map(({ id, effective_rule }) => [id, effective_rule]))
    const evaluated = new Map<string, Evaluation>()
    for (const [name, { schedule, overrides }] of named) {
      const prepared = this.#kept.get(name) ?? prepareFor((schedule && rules.get(schedule.id)) ?? null, overrides)
      this.#keep(name, prepared)
      evaluated.set(name, evaluate(prepared, now.getTime()))
    }
    return (combination) => evaluated.get(nameOf(team, combination))!
  }

  #keep(name: string, prepared: Prepared): void {
    this.#kept.delete(name)
    this.#kept.set(name, prepared)
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!)
  }
}

/** An override changes in one way only: it is ended. */
function nameOf(team: string, { schedule, overrides }: Combination): string {
  const set = overrides.map(({ id, until_at }) => `${id}@${until_at?.getTime() ?? ''}`)
  return [team, schedule && `${schedule.id}.${schedule.revision}`, ...set].join(' ')
}
