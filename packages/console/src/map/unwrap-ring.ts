type Place = number[]

/**
 * A ring of longitudes and latitudes without the jump where 180° becomes −180°: it goes on beyond instead, and the map shows its other end one
 * world further. One that goes once around the earth (Antarctica) is led along the lower edge of the map back to where it began.
 */
export function unwrapRing(ring: readonly Place[]): Place[] {
  let shift = 0
  let before: number | undefined
  const unwrapped = ring.map(([lon = 0, lat = 0]) => {
    if (before !== undefined && Math.abs(lon - before) > 180) shift += lon < before ? 360 : -360
    before = lon
    return [lon + shift, lat]
  })
  const [first, last] = [unwrapped[0], unwrapped.at(-1)]
  if (shift === 0 || !first || !last) return unwrapped
  return [...unwrapped, [last[0]!, LOWEST], [first[0]!, LOWEST], first]
}

/** Where the projection of the map ends. */
const LOWEST = -85
