import { type Airport, airports } from './airports.ts'
import { distanceNm } from './great-circle.ts'
import { type AircraftType, type AircraftTypeName, aircraftTypes } from './types.ts'

// A shorter trip leaves no room for a climb and a descent between every pair of elevations.
const tripNmMin = 150

/** The airports that a type can fly to without a stop. */
export function reachableFrom(home: Airport, { rangeNm }: AircraftType): Airport[] {
  return airports.filter((airport) => {
    const apart = distanceNm(home, airport)
    return apart >= tripNmMin && apart <= rangeNm
  })
}

const homes = new Map<AircraftTypeName, Airport[]>()

/** The airports that a type can live at: those with somewhere to go. */
export function homesOf(type: AircraftTypeName): Airport[] {
  const found = homes.get(type) ?? airports.filter((airport) => reachableFrom(airport, aircraftTypes[type]).length > 1)
  homes.set(type, found)
  return found
}
