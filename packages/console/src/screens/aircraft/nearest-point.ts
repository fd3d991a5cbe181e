/** Which point lies nearest to a place; the shrinking of degrees of longitude is counted in. @param place longitude, latitude */
export function nearestPoint(
  points: readonly { lat: number; lon: number }[],
  [lon, lat]: readonly [number, number],
): number | null {
  const narrow = Math.cos((lat * Math.PI) / 180)
  let best: number | null = null
  let least = Number.POSITIVE_INFINITY
  for (const [index, point] of points.entries()) {
    const distance = ((point.lon - lon) * narrow) ** 2 + (point.lat - lat) ** 2
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}
