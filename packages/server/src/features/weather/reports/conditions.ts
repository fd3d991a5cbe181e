import type { DecodedMetar } from '@skykeep/contract'
import type { ICloud, IWind, Visibility } from 'metar-taf-parser'
import { readWeatherGroup, wordsFor } from './phenomena.ts'
import type { Reading } from './second-reading.ts'

export type Conditions = Pick<DecodedMetar, 'wind' | 'visibility' | 'is_cavok' | 'weather' | 'clouds' | 'other_groups'>

/** As far as the library gives it, of a report or of a change in it. */
export interface LibraryConditions {
  wind?: (IWind & { minVariation?: number; maxVariation?: number }) | undefined
  visibility?: Visibility | undefined
  verticalVisibility?: number | undefined
  cavok?: true | undefined
  clouds: readonly ICloud[]
}

const METERS_IN_MILE = 1_609.344
const KNOTS: Readonly<Record<string, number>> = { KT: 1, MPS: 3_600 / 1_852, 'KM/H': 1 / 1.852 }
/** What a report writes for ten kilometres and more. */
const FULL_METERS = 9_999

export const toKnots = (speed: number, unit: string): number => Math.round(speed * (KNOTS[unit] ?? 1) * 10) / 10

export function conditionsOf(from: LibraryConditions, reading: Reading): Conditions {
  return {
    wind: from.wind === undefined ? null : windOf(from.wind),
    visibility: from.cavok ? { meters: 10_000, bound: 'or_more' } : from.visibility ? visibilityOf(from.visibility) : null,
    is_cavok: from.cavok === true,
    weather: reading.weather.map((group) => ({ group, text: wordsFor(readWeatherGroup(group)!) })),
    clouds: [...cloudsOf(from, reading)],
    other_groups: reading.others,
  }
}

function windOf(wind: NonNullable<LibraryConditions['wind']>): NonNullable<Conditions['wind']> {
  return {
    degrees: wind.degrees ?? null,
    from_degrees: wind.minVariation ?? null,
    to_degrees: wind.maxVariation ?? null,
    speed_kt: toKnots(wind.speed, wind.unit),
    gust_kt: wind.gust === undefined ? null : toKnots(wind.gust, wind.unit),
  }
}

export function visibilityOf({ value, unit, indicator }: Visibility): NonNullable<Conditions['visibility']> {
  const meters = Math.round(unit === 'SM' ? value * METERS_IN_MILE : value)
  if (unit === 'm' && value >= FULL_METERS) return { meters: 10_000, bound: 'or_more' }
  return { meters, bound: indicator === 'P' ? 'or_more' : indicator === 'M' ? 'less_than' : 'exactly' }
}

function* cloudsOf({ verticalVisibility, clouds }: LibraryConditions, reading: Reading): Generator<Conditions['clouds'][number]> {
  if (verticalVisibility !== undefined) yield { cover: 'VV', base_ft: verticalVisibility, type: null }
  // The library has no words for NCD and CLR, and no base for one on the ground: the second reading has both.
  let at = 0
  for (const { cover, base_ft } of reading.clouds) {
    const isTold = cover !== 'NCD' && cover !== 'CLR'
    const type = isTold ? (clouds[at++]?.type ?? null) : null
    yield { cover: cover as Conditions['clouds'][number]['cover'], base_ft, type }
  }
}
