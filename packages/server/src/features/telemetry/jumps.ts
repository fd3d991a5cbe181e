import type { Micros } from './instants.ts'
import type { PreparedEvent } from './prepare-event.ts'

/** Mach 3 in the standard atmosphere at sea level (340.29 m/s): nothing that we register flies faster. */
const FASTEST_METRES_PER_SECOND = 3 * 340.29
/** Two roundings to 4 decimals and a clock in whole seconds can make this much out of nothing. */
const SLACK_METRES = 2_000
const EARTH_RADIUS_METRES = 6_371_008.8

export interface Place {
  ts: Micros
  lat_e4: number
  lon_e4: number
}

/** True when no aircraft could have come from one place to the other in the time between them, in whichever order they arrived. */
export function isImplausible(from: Place, to: Place): boolean {
  const seconds = Math.abs(to.ts - from.ts) / 1_000_000
  return metresBetween(from, to) > seconds * FASTEST_METRES_PER_SECOND + SLACK_METRES
}

/** Great-circle distance by the haversine formula on the mean sphere. */
export function metresBetween(from: Place, to: Place): number {
  const radians = Math.PI / 1_800_000
  const phi = ((to.lat_e4 - from.lat_e4) * radians) / 2
  const lambda = ((to.lon_e4 - from.lon_e4) * radians) / 2
  const root = Math.sin(phi) ** 2 + Math.cos(from.lat_e4 * radians) * Math.cos(to.lat_e4 * radians) * Math.sin(lambda) ** 2
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(root)))
}

const CAPACITY = 200_000

/**
 * The last known place of each aircraft in this process. It only decides whether an event is flagged, so it may forget: an unknown
 * aircraft is asked for in the database (`seed`), and what several processes know apart is told apart again by the next event.
 */
export class LastPlaces {
  readonly #places = new Map<string, Place | null>()

  isKnown(aircraftId: string): boolean {
    return this.#places.has(aircraftId)
  }

  seed(aircraftId: string, place: Place | null): void {
    if (this.#places.size >= CAPACITY) {
      const oldest = this.#places.keys().next().value
      if (oldest !== undefined) this.#places.delete(oldest)
    }
    this.#places.set(aircraftId, place)
  }

  /** Which of these events (in the order they came) lie too far from the one before; does not remember them yet. */
  flag(events: readonly PreparedEvent[]): Set<PreparedEvent> {
    const flagged = new Set<PreparedEvent>()
    const latest = new Map<string, Place>()
    for (const event of events) {
      const place = placeOf(event)
      if (!place) continue
      const before = latest.get(event.aircraft_id) ?? this.#places.get(event.aircraft_id)
      if (before && isImplausible(before, place)) flagged.add(event)
      if (!before || before.ts <= place.ts) latest.set(event.aircraft_id, place)
    }
    return flagged
  }

  /** Remembers where committed events were. */
  remember(events: readonly PreparedEvent[]): void {
    for (const event of events) {
      const place = placeOf(event)
      const known = this.#places.get(event.aircraft_id)
      if (place && (!known || known.ts <= place.ts)) this.seed(event.aircraft_id, place)
    }
  }
}

function placeOf({ ts, lat_e4, lon_e4 }: PreparedEvent): Place | null {
  return lat_e4 === null || lon_e4 === null ? null : { ts, lat_e4, lon_e4 }
}
