import type { LibraryConditions } from './conditions.ts'
import type { Reading } from './second-reading.ts'

const units: Readonly<Record<string, string>> = { KT: 'KT', MPS: 'MPS', KMH: 'KM/H' }

/**
 * Where the two readings of the same groups differ: null when they do not. A value that the library took for another, or passed over in silence,
 * would be read in a cockpit.
 */
export function disagreement(library: LibraryConditions, reading: Reading): string | null {
  const { wind, visibility, clouds, vertical_ft, cavok } = reading
  if ((library.cavok === true) !== cavok) return 'CAVOK'
  if (!isSameWind(library.wind, wind)) return 'the wind'
  if (!cavok && !isSameVisibility(library.visibility, visibility)) return 'the visibility'
  if ((library.verticalVisibility ?? null) !== vertical_ft) return 'the vertical visibility'
  // The library leaves the base of a layer on the ground (FEW000) out.
  const told = clouds.filter(({ cover }) => cover !== 'NCD' && cover !== 'CLR')
  const areSame =
    told.length === library.clouds.length &&
    told.every(
      ({ cover, base_ft }, at) =>
        cover === library.clouds[at]!.quantity && (base_ft || null) === (library.clouds[at]!.height || null),
    )
  return areSame ? null : 'the clouds'
}

function isSameWind(library: LibraryConditions['wind'], read: Reading['wind']): boolean {
  if (library === undefined || read === null) return library === undefined && read === null
  return (
    (library.degrees ?? null) === read.degrees &&
    library.speed === read.speed &&
    (library.gust ?? null) === read.gust &&
    library.unit === units[read.unit]
  )
}

function isSameVisibility(library: LibraryConditions['visibility'], read: Reading['visibility']): boolean {
  if (library === undefined || read === null) return library === undefined && read === null
  return library.unit === read.unit && Math.abs(library.value - read.value) < 0.01
}
