import { dateOf } from './calendar.ts'
import { type Claim, type Layer, type Piece, rank } from './layers.ts'
import { piecesOf } from './pieces.ts'
import type { PreparedSchedule } from './prepare.ts'

/** The piece that an instant lies in. Worked out anew: it is asked for by people, not in the minute's rush. */
export const pieceAt = (schedule: PreparedSchedule, at: number): Piece => piecesOf(schedule, at, at + 1)[0]!

const layers: readonly Layer[] = ['nothing', 'week', 'exception', 'one_shot', 'override']

/** Why something changes, in one line for people: what ended if it stood above what decides now, else what began. */
export function reasonOf(before: Piece, after: Piece): string {
  return stoodAbove(before.claim, after.claim) ? `${nameOf(before.claim)} ends` : `${nameOf(after.claim)} begins`
}

function stoodAbove(ended: Claim, begun: Claim): boolean {
  if (ended.layer !== begun.layer) return layers.indexOf(ended.layer) > layers.indexOf(begun.layer)
  return ended.day === begun.day && ended.rank > begun.rank
}

/** The part of the rule that decides, in words; parts are counted from 1, as people do. */
export function nameOf(claim: Claim): string {
  const { layer, index, day } = claim
  if (layer === 'override') return `override ${index + 1}`
  if (layer === 'one_shot') return `one-shot ${index + 1}`
  if (layer === 'week') return index < 0 ? 'the time between windows' : `weekly window ${index + 1}`
  return layer === 'nothing' ? 'nothing' : `${placeInDate[claim.rank] ?? ''}exception ${dateOf(day!)}`
}

const placeInDate: Record<number, string> = { [rank.window]: 'a window of ', [rank.ownDate]: 'the time between windows of ' }
