import type { Wanted } from './rule.ts'

/** Why something is wanted: the place in the rule that says so. */
export type Layer = 'override' | 'one_shot' | 'exception' | 'week' | 'nothing'

/** What one part of the rule wants in [from, to). */
export interface Claim {
  from: number
  to: number
  state: Wanted
  layer: Layer
  /** Which override, one-shot, exception or weekly window, counted from 0; -1 where none speaks. */
  index: number
  /** The date of an exception, in days. */
  day: number | null
  rank: number
}

/** From `at` on until the next piece, `claim` decides. */
export interface Piece {
  at: number
  claim: Claim
}

/** The higher one decides. */
export const rank = { ground: 0, ownDate: 1, window: 2, onDate: 3, offDate: 4, oneShot: 5, override: 6 } as const

/** Which claim decides when, over [from, to): neighbours differ in their claim, perhaps not in their state. */
export function decide(claims: readonly Claim[], ground: Claim, from: number, to: number): Piece[] {
  const coming = claims.filter((claim) => claim.from < to && claim.to > from && claim.from < claim.to)
  coming.sort((one, other) => one.from - other.from)
  const pieces: Piece[] = []
  let open: Claim[] = []
  let next = 0
  for (let at = from; at < to; ) {
    while (next < coming.length && coming[next]!.from <= at) open.push(coming[next++]!)
    open = open.filter((claim) => claim.to > at)
    let claim = ground
    let change = coming[next]?.from ?? to
    for (const one of open) {
      if (claim === ground || standsAbove(one, claim)) claim = one
      if (one.to < change) change = one.to
    }
    if (pieces.at(-1)?.claim !== claim) pieces.push({ at, claim })
    at = change
  }
  return pieces
}

function standsAbove(one: Claim, other: Claim): boolean {
  if (one.rank !== other.rank) return one.rank > other.rank
  // The last override that was given counts. Of windows that are open together the longest is named: people wait for its end.
  return one.layer === 'override' ? one.index > other.index : one.to > other.to
}
