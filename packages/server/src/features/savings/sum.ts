import type { SavingsFigures } from '@skykeep/contract'
import type { Hours } from './machine-ledger.ts'

const HOUR_MS = 3_600_000n
const kinds = ['known', 'on', 'off', 'unknown', 'planned_off', 'saved', 'missed', 'off_otherwise'] as const
const priced = ['saved', 'missed', 'planned_off', 'on'] as const

type Milliseconds = Record<(typeof priced)[number], number>

/** Adds hours as whole milliseconds, apart for each price, and money as whole millionths times milliseconds: nothing is rounded before the end. */
export class Sum {
  readonly #ms = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<(typeof kinds)[number], number>
  /** A few prices for some million entries: multiplied once, at the end. */
  readonly #byPrice = new Map<bigint, Milliseconds>()
  #unpriced = 0

  /** `micros`: millionths of the currency for an hour, the discount taken off; null: not known. */
  add(hours: Hours, micros: bigint | null): void {
    for (const kind of kinds) this.#ms[kind] += hours[kind]
    if (micros === null) this.#unpriced += hours.known
    else {
      const sums = this.#sumsAt(micros)
      for (const kind of priced) sums[kind] += hours[kind]
    }
  }

  addAll(other: Sum): void {
    for (const kind of kinds) this.#ms[kind] += other.#ms[kind]
    this.#unpriced += other.#unpriced
    for (const [micros, theirs] of other.#byPrice) {
      const sums = this.#sumsAt(micros)
      for (const kind of priced) sums[kind] += theirs[kind]
    }
  }

  /** By which groups are put in order. */
  get plannedOffMs(): number {
    return this.#ms.planned_off
  }

  figures(): SavingsFigures {
    const ms = this.#ms
    return {
      hours: hours(ms.known),
      hours_on: hours(ms.on),
      hours_off: hours(ms.off),
      hours_unknown: hours(ms.unknown),
      hours_planned_off: hours(ms.planned_off),
      hours_saved: hours(ms.saved),
      hours_missed: hours(ms.missed),
      hours_off_otherwise: hours(ms.off_otherwise),
      saved: this.#money('saved'),
      missed: this.#money('missed'),
      planned: this.#money('planned_off'),
      spent: this.#money('on'),
      unpriced_hours: hours(this.#unpriced),
    }
  }

  #sumsAt(micros: bigint): Milliseconds {
    const known = this.#byPrice.get(micros)
    if (known) return known
    const sums = { saved: 0, missed: 0, planned_off: 0, on: 0 }
    this.#byPrice.set(micros, sums)
    return sums
  }

  /** Half a millionth is rounded up. */
  #money(kind: (typeof priced)[number]): string {
    let microMs = 0n
    for (const [micros, sums] of this.#byPrice) microMs += micros * BigInt(sums[kind])
    const micros = (microMs + HOUR_MS / 2n) / HOUR_MS
    return `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, '0')}`
  }
}

/** To the second, as a number of hours with four decimals. */
const hours = (ms: number): number => Math.round(ms / 360) / 10_000

/** Less the discount, half a millionth rounded up. */
export const discounted = (micros: number, basisPoints: number): bigint =>
  (BigInt(micros) * BigInt(10_000 - basisPoints) + 5_000n) / 10_000n
