import { DAY_MS, dateOf } from './calendar.ts'
import { type PreparedSchedule, stretchesOf } from './prepare.ts'
import type { Layer, Stretch } from './week.ts'
import { readingAt } from './zone.ts'

/** The stretch that an instant lies in. Worked out anew: it is asked for by people, not in the minute's rush. */
export function stretchAt(schedule: PreparedSchedule, at: number): Stretch {
  return stretchesOf(schedule, at, at + 1)[0]!
}

/** Why something changes at an instant, in one line for people. */
export function reasonAt(schedule: PreparedSchedule, at: number): string {
  const [before, after] = stretchesOf(schedule, at - 1, at + 1)
  const now = after ?? before!
  const isEnd = before !== undefined && after !== undefined && standsAbove(before, now)
  return isEnd ? `${nameOf(schedule, before, at - 1)} ends` : `${nameOf(schedule, now, at)} begins`
}

const ranks: readonly Layer[] = ['nothing', 'week', 'exception', 'one_shot', 'override']
const rankOf = ({ layer, index }: Stretch): number => ranks.indexOf(layer) + (layer === 'week' && index < 0 ? -0.5 : 0)
const standsAbove = (one: Stretch, other: Stretch): boolean => rankOf(one) > rankOf(other)

/** The part of the rule that decides, in words; parts are counted from 1, as people do. */
export function nameOf(schedule: PreparedSchedule, { layer, index }: Stretch, at: number): string {
  if (layer === 'override') return `override ${index + 1}`
  if (layer === 'one_shot') return `one-shot ${index + 1}`
  if (layer === 'exception') return `exception ${dateOf(Math.floor(readingAt(schedule.zone, at) / DAY_MS))}`
  if (layer === 'nothing') return 'nothing'
  return index < 0 ? 'the time between windows' : `weekly window ${index + 1}`
}
