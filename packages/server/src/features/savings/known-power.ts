import { POWER_KNOWN_MS } from '../../lib/power-known.ts'
import type { PowerSpan } from './machine-ledger.ts'

/** A span as it is stored, in epoch ms; null: it lasts. */
export interface StoredSpan {
  since: number
  until: number | null
  power: string
  size: string
}

/**
 * The history of a machine up to an instant. A state that lasts is known until an hour after it was last read, as it would be noted with the next
 * reading; after that nobody knows.
 */
export function knownPower(history: readonly StoredSpan[], readAt: number, to: number): PowerSpan[] {
  return history.flatMap(({ since, until, power, size }): PowerSpan[] => {
    if (until !== null) return [{ from: since, to: until, power, size }]
    const known = Math.max(since, readAt + POWER_KNOWN_MS)
    if (power === 'unknown' || known >= to) return [{ from: since, to, power, size }]
    return [
      { from: since, to: known, power, size },
      { from: known, to, power: 'unknown', size },
    ]
  })
}
