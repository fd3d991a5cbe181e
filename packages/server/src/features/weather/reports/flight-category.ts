import type { DecodedMetar } from '@skykeep/contract'
import type { Conditions } from './conditions.ts'

const METERS_IN_MILE = 1_609.344
const layers = new Set(['BKN', 'OVC', 'VV'])

/**
 * Category by ceiling (lowest layer that covers more than half of the sky, or vertical visibility) and visibility, the worse of both counting, as the
 * weather service of the USA has it. A category never is better than what is not known could make it: without visibility, or with a sky that nobody
 * measured, there is none, unless what is known is the worst already.
 */
export function flightCategory(
  { visibility, clouds, is_cavok }: Pick<Conditions, 'visibility' | 'clouds' | 'is_cavok'>,
  isSkyUnmeasured: boolean,
): DecodedMetar['flight_category'] {
  const hasUnknownCeiling = clouds.some(({ cover, base_ft }) => layers.has(cover) && base_ft === null)
  const isSkyKnown = is_cavok || (clouds.length > 0 && !hasUnknownCeiling && !isSkyUnmeasured)
  const ceiling = Math.min(...clouds.filter(({ cover }) => layers.has(cover)).map(({ base_ft }) => base_ft ?? Infinity))
  const miles =
    visibility === null ? Infinity : visibility.meters / METERS_IN_MILE - (visibility.bound === 'less_than' ? 0.001 : 0)
  if (ceiling < 500 || miles < 1) return 'LIFR'
  if (visibility === null || !isSkyKnown) return null
  if (ceiling < 1_000 || miles < 3) return 'IFR'
  return ceiling <= 3_000 || miles <= 5 ? 'MVFR' : 'VFR'
}
