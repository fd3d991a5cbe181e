import type { SavingsFigures } from '@skykeep/contract'
import type { LedgerEntry } from './machine-ledger.ts'

const HOUR_MS = 3_600_000n
const kinds = ['known', 'on', 'off', 'unknown', 'planned_off', 'saved', 'missed', 'off_otherwise'] as const
const priced = ['saved', 'missed', 'planned_off', 'on'] as const

/** Adds hours as whole milliseconds and money as whole millionths times milliseconds: nothing is rounded before the end. */
export class Sum {
  readonly #ms = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<(typeof kinds)[number], number>
  readonly #money = Object.fromEntries(priced.map((kind) => [kind, 0n])) as Record<(typeof priced)[number], bigint>
  #unpriced = 0

  /** `micros`: millionths of the currency for an hour, the discount taken off; null: not known. */
  add(entry: LedgerEntry, micros: bigint | null): void {
    for (const kind of kinds) this.#ms[kind] += entry[kind]
    if (micros === null) this.#unpriced += entry.known
    else for (const kind of priced) this.#money[kind] += BigInt(entry[kind]) * micros
  }

  addAll(other: Sum): void {
    for (const kind of kinds) this.#ms[kind] += other.#ms[kind]
    for (const kind of priced) this.#money[kind] += other.#money[kind]
    this.#unpriced += other.#unpriced
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
      saved: money(this.#money.saved),
      missed: money(this.#money.missed),
      planned: money(this.#money.planned_off),
      spent: money(this.#money.on),
      unpriced_hours: hours(this.#unpriced),
    }
  }
}

/** To the second, as a number of hours with four decimals. */
const hours = (ms: number): number => Math.round(ms / 360) / 10_000

/** Half a millionth is rounded up. */
function money(microMs: bigint): string {
  const micros = (microMs + HOUR_MS / 2n) / HOUR_MS
  return `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, '0')}`
}

/** Less the discount, half a millionth rounded up. */
export const discounted = (micros: number, basisPoints: number): bigint =>
  (BigInt(micros) * BigInt(10_000 - basisPoints) + 5_000n) / 10_000n
