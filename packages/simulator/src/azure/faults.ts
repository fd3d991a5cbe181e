import { randomFrom } from '../aircraft/random.ts'
import { shareFrom } from './ids.ts'

/** What can go wrong; azure.md says what each does and which `params` it takes. */
export const faultKinds = [
  'throttle',
  'error',
  'timeout_before',
  'timeout_after',
  'reset_before',
  'reset_after',
  'truncated',
  'html',
  'region_down',
  'date_skew',
  'retry_after',
  'empty_page',
  'foreign_next_link',
  'changing_case',
  'no_power_state',
  'graph_omits',
  'late_failure',
  'preempted',
  'never_ends',
  'slow',
  'done_at_once',
  'no_operation_headers',
  'operation_lost',
  'no_follow',
  'conflict',
] as const
export type FaultKind = (typeof faultKinds)[number]

export type Fault = {
  kind: FaultKind
  /** Which requests: all that is named must hold. Names and ids without regard to case; a list means any of it. */
  match?: { route?: Any; method?: Any; machine?: Any; subscription?: Any; region?: Any; principal?: Any }
  /** Of a hit, 0 to 1; 1 unless told. Of faults of machines in lists: the share of machines, always the same ones. */
  probability?: number
  /** Only the next so many. */
  next?: number
  /** Passes over so many before. */
  skip?: number
  /** Only for so long, in simulated seconds. */
  for_seconds?: number
  params?: Record<string, unknown>
}
type Any = string | string[]

export type Where = Partial<Record<keyof NonNullable<Fault['match']>, string>>
type Rule = Fault & { id: number; until_ms: number; hits: number; random: () => number }

/** The switched-on faults. Which request is hit follows from the seed and the order of requests alone. */
export class Faults {
  readonly #seed: string | number
  readonly #now: () => number
  #rules: Rule[] = []
  #made = 0

  constructor(seed: string | number, now: () => number) {
    this.#seed = seed
    this.#now = now
  }

  add(fault: Fault): number {
    if (!faultKinds.includes(fault.kind)) throw new Error(`There is no fault ${fault.kind}; there are ${faultKinds.join(', ')}.`)
    this.#made += 1
    const until_ms = fault.for_seconds === undefined ? Number.POSITIVE_INFINITY : this.#now() + fault.for_seconds * 1000
    this.#rules.push({ ...fault, id: this.#made, until_ms, hits: 0, random: randomFrom(this.#seed, 'fault', this.#made) })
    return this.#made
  }

  remove(id?: number): void {
    this.#rules = id === undefined ? [] : this.#rules.filter((rule) => rule.id !== id)
  }

  list(): (Fault & { id: number; hits: number })[] {
    return this.#rules.map(({ random: _random, until_ms: _until, ...rule }) => rule)
  }

  /** The parameters of the first rule that hits; a hit counts. */
  hit(kind: FaultKind, where: Where = {}): Record<string, unknown> | undefined {
    if (this.#rules.length === 0) return undefined
    for (const rule of this.#rules) {
      if (rule.kind !== kind || rule.until_ms <= this.#now() || !isFor(rule, where)) continue
      if (rule.skip) {
        rule.skip -= 1
        continue
      }
      if (rule.next === 0 || (rule.probability !== undefined && rule.random() >= rule.probability)) continue
      if (rule.next !== undefined) rule.next -= 1
      rule.hits += 1
      return rule.params ?? {}
    }
    return undefined
  }

  /** Does it hold for this machine of a list? Nothing is counted: the same machines each time. */
  holds(kind: FaultKind, where: Where & { machine: string }): boolean {
    return this.#rules.some(
      (rule) =>
        rule.kind === kind &&
        rule.until_ms > this.#now() &&
        isFor(rule, where) &&
        (rule.probability === undefined || shareFrom(this.#seed, rule.id, where.machine.toLowerCase()) < rule.probability),
    )
  }
}

function isFor({ match = {} }: Fault, where: Where): boolean {
  return Object.entries(match).every(([name, wanted]) => {
    const value = where[name as keyof Where]?.toLowerCase()
    return value !== undefined && [wanted].flat().some((one) => one.toLowerCase() === value)
  })
}
