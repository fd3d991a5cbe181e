import type { DecodedMetar } from '@skykeep/contract'
import type { Conditions } from './conditions.ts'

const METERS_IN_MILE = 1_609.344
const layers = new Set(['BKN', 'OVC', 'VV'])

/**
 * Category by ceiling (lowest layer that covers more than half of the sky, or vertical visibility) and visibility, the worse of both counting, as the
 * weather service of the USA has it. Null when neither is known.
 */
export function flightCategory({ visibility, clouds, is_cavok }: Conditions): DecodedMetar['flight_category'] {
  if (visibility === null && clouds.length === 0 && !is_cavok) return null
  const ceiling = Math.min(...clouds.filter(({ cover }) => layers.has(cover)).map(({ base_ft }) => base_ft ?? Infinity))
  const miles =
    visibility === null ? Infinity : visibility.meters / METERS_IN_MILE - (visibility.bound === 'less_than' ? 0.001 : 0)
  // A category that rests on half of what it needs must not be better than it is.
  if (visibility === null && ceiling >= 1_000) return null
  if (ceiling < 500 || miles < 1) return 'LIFR'
  if (ceiling < 1_000 || miles < 3) return 'IFR'
  return ceiling <= 3_000 || miles <= 5 ? 'MVFR' : 'VFR'
}
