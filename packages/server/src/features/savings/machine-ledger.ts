import type { OffPlan } from './off-plan.ts'
import type { Span } from './spans.ts'

/** A machine in one state and one size. */
export interface PowerSpan extends Span {
  power: string
  size: string
}

/** Time in which one schedule counted, or none. */
export interface PlanSpan extends Span {
  schedule: string | null
  plan: OffPlan
}

/** What hours of a machine were, in ms, set against what was planned. */
export interface Hours {
  known: number
  on: number
  off: number
  unknown: number
  planned_off: number
  saved: number
  missed: number
  off_otherwise: number
}

/** Time within one span of power, one of the plan, and one piece of the range. */
export interface LedgerEntry<Plan, Piece> {
  size: string
  plan: Plan
  piece: Piece
  hours: Hours
}

const off = new Set(['deallocated', 'hibernated'])

/**
 * What the hours of a machine were: one entry for each time in which nothing changed, so that each has its price. All three lists are in order and
 * do not overlap within themselves; they are walked through once.
 */
export function* ledgerOf<Plan extends PlanSpan, Piece extends Span>(
  power: readonly PowerSpan[],
  plans: readonly Plan[],
  pieces: readonly Piece[],
): Generator<LedgerEntry<Plan, Piece>> {
  for (let i = 0, j = 0, k = 0; i < power.length && j < plans.length && k < pieces.length; ) {
    const [span, plan, piece] = [power[i]!, plans[j]!, pieces[k]!]
    const from = Math.max(span.from, plan.from, piece.from)
    const to = Math.min(span.to, plan.to, piece.to)
    if (from < to) yield { size: span.size, plan, piece, hours: hoursOf(span.power, to - from, plan.plan.within(from, to)) }
    if (span.to === to) i++
    if (plan.to === to) j++
    if (piece.to === to) k++
  }
}

function hoursOf(power: string, ms: number, plannedOff: number): Hours {
  const isUnknown = power === 'unknown'
  const isOff = off.has(power)
  const isOn = !isUnknown && !isOff
  return {
    known: ms,
    on: isOn ? ms : 0,
    off: isOff ? ms : 0,
    unknown: isUnknown ? ms : 0,
    planned_off: plannedOff,
    saved: isOff ? plannedOff : 0,
    missed: isOn ? plannedOff : 0,
    off_otherwise: isOff ? ms - plannedOff : 0,
  }
}
