import { isZone, zoneOf } from '@skykeep/schedule'
import type { Oracle } from './oracle.ts'

export interface ZoneDifference {
  zone: string
  /** The first instant at which the two clocks differ. */
  at: string
  oursMinutes: number
  theirsMinutes: number
}

export interface ZoneComparison {
  /** Zones whose clocks agree all over the years. */
  same: string[]
  different: ZoneDifference[]
  /** Names that only the oracle knows. */
  unknown: string[]
}

/** Holds every zone's clock against the oracle's, at each change and every six hours: what differs there cannot agree later. */
export async function compareZones(
  oracle: Oracle,
  names: readonly string[],
  years: readonly [number, number],
): Promise<ZoneComparison> {
  const [from, to] = [Date.UTC(years[0] - 1, 11, 1), Date.UTC(years[1] + 1, 1, 1)]
  const found: ZoneComparison = { same: [], different: [], unknown: names.filter((name) => !isZone(name)) }
  for (const zone of names.filter(isZone)) {
    const { pieces } = zoneOf(zone)
    const start = pieces.findLastIndex(({ at }) => at <= from)
    const inside = pieces.slice(start).filter(({ at }) => at < to)
    const changes = inside.map(({ at, offset }, index) => [index === 0 ? from : at, offset])
    const answer = await oracle.ask<{ same: true } | { at: number; theirs: number }>({ zone, from, to, changes })
    if ('same' in answer) found.same.push(zone)
    else {
      const ours = inside.findLast(({ at }) => at <= answer.at)!.offset
      const [oursMinutes, theirsMinutes] = [ours / 60_000, answer.theirs / 60_000]
      found.different.push({ zone, at: new Date(answer.at).toISOString(), oursMinutes, theirsMinutes })
    }
  }
  return found
}
