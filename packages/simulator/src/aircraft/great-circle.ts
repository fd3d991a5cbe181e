export type Place = { lat: number; lon: number }

/** A great circle between two places: its length, and the place and course at any distance along it. */
export type GreatCircle = { lengthNm: number; at(distanceNm: number): Place & { track: number } }

// Mean radius of the earth (IUGG), 6,371.0088 km, in nautical miles.
const earthRadiusNm = 6371.0088 / 1.852

type Vector = readonly [number, number, number]

export function greatCircle(from: Place, to: Place): GreatCircle {
  const start = toVector(from)
  // The unit vector across the start in the direction of travel: the circle is start·cos + ahead·sin, also beyond the end.
  const ahead = unit(subtract(toVector(to), scale(start, dot(start, toVector(to)))))
  const angle = Math.atan2(dot(ahead, toVector(to)), dot(start, toVector(to)))
  return {
    lengthNm: angle * earthRadiusNm,
    at(distanceNm) {
      const turned = distanceNm / earthRadiusNm
      const here = add(scale(start, Math.cos(turned)), scale(ahead, Math.sin(turned)))
      const course = add(scale(start, -Math.sin(turned)), scale(ahead, Math.cos(turned)))
      return { ...toPlace(here), track: bearing(here, course) }
    },
  }
}

export function distanceNm(from: Place, to: Place): number {
  const [a, b] = [toVector(from), toVector(to)]
  const apart = subtract(a, b)
  return 2 * Math.asin(Math.min(1, Math.sqrt(dot(apart, apart)) / 2)) * earthRadiusNm
}

function bearing([x, y, z]: Vector, course: Vector): number {
  const level = Math.hypot(x, y)
  const east = (x * course[1] - y * course[0]) / level
  const north = course[2] * level - (z * (x * course[0] + y * course[1])) / level
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360
}

function toVector({ lat, lon }: Place): Vector {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180]
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)]
}

const toPlace = ([x, y, z]: Vector): Place => ({
  lat: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI,
  lon: (Math.atan2(y, x) * 180) / Math.PI,
})
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const scale = (a: Vector, by: number): Vector => [a[0] * by, a[1] * by, a[2] * by]
const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const unit = (a: Vector): Vector => scale(a, 1 / Math.sqrt(dot(a, a)))
