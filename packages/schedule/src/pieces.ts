import { DAY_MS } from './calendar.ts'
import { type Claim, decide, type Piece, rank } from './layers.ts'
import type { HeldOneShot, PreparedSchedule } from './prepare.ts'
import { type Week, weekClaims, weekPieces } from './week.ts'

/** How much is worked out in one go. */
export const STRETCH_MS = 28 * DAY_MS

/** What is wanted over [from, to), and which part of the rule decides: week, exceptions, one-shots and overrides. */
export function piecesOf({ week, oneShots, overrides }: PreparedSchedule, from: number, to: number): Piece[] {
  const claims = weekClaims(week, from, to)
  for (const [place, oneShot] of oneShots.entries()) {
    const next = oneShots[place + 1]?.at ?? Infinity
    if (oneShot.at < to && next > from) claims.push(oneShotClaim(week, oneShot, next, to))
  }
  for (const held of overrides) claims.push({ ...held, layer: 'override', day: null, rank: rank.override })
  return decide(claims, week.ground, from, to)
}

/** The pieces over [from, to), stretch by stretch: the first of a stretch may say what the last of the one before said. */
export function* pieceStream(schedule: PreparedSchedule, from: number, to: number): Generator<Piece> {
  for (let start = from; start < to; start += STRETCH_MS) yield* piecesOf(schedule, start, Math.min(to, start + STRETCH_MS))
}

function oneShotClaim(week: Week, oneShot: HeldOneShot, next: number, to: number): Claim {
  const { index, at, state } = oneShot
  const until = Math.min(next, weekChangeAfter(week, oneShot, Math.min(next, to)))
  return { from: at, to: until, state, layer: 'one_shot', index, day: null, rank: rank.oneShot }
}

/**
 * When the week and its exceptions next want something else than at the one-shot; Infinity when not before `to`. It is looked no
 * further than it was asked, and what was found stays with the one-shot: some weeks never change.
 */
function weekChangeAfter(week: Week, oneShot: HeldOneShot, to: number): number {
  while (oneShot.ends === null && oneShot.quietUntil < to) {
    const known = Math.max(oneShot.at, oneShot.quietUntil - 1)
    const [first, ...rest] = weekPieces(week, known, oneShot.quietUntil + STRETCH_MS)
    oneShot.ends = rest.find(({ claim }) => claim.state !== first!.claim.state)?.at ?? null
    oneShot.quietUntil += STRETCH_MS
  }
  return oneShot.ends ?? Infinity
}
