import { clipped, common, lengthOf, type Span } from './spans.ts'

/** A machine in one state and one size. */
export interface PowerSpan extends Span {
  power: string
  size: string
}

/** Hours of a machine in one size, in ms, and what the hours of each kind were. */
export interface LedgerEntry {
  size: string
  /** The first instant of it: which price counts. */
  at: number
  known: number
  on: number
  off: number
  unknown: number
  planned_off: number
  saved: number
  missed: number
  off_otherwise: number
}

const off = new Set(['deallocated', 'hibernated'])

/** What the hours of a machine were, set against what was planned: one entry for each span of power, so that each has its price. */
export function ledgerOf(power: readonly PowerSpan[], planned: readonly Span[], range: Span): LedgerEntry[] {
  return power.flatMap((span) => {
    const [known] = clipped([span], range)
    if (!known) return []
    const ms = known.to - known.from
    const plannedOff = lengthOf(common([known], planned))
    const isUnknown = span.power === 'unknown'
    const isOff = off.has(span.power)
    const isOn = !isUnknown && !isOff
    return {
      ...{ size: span.size, at: known.from, known: ms, planned_off: plannedOff },
      on: isOn ? ms : 0,
      off: isOff ? ms : 0,
      unknown: isUnknown ? ms : 0,
      saved: isOff ? plannedOff : 0,
      missed: isOn ? plannedOff : 0,
      off_otherwise: isOff ? ms - plannedOff : 0,
    }
  })
}
