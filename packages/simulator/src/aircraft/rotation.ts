import { type Airport, airports } from './airports.ts'
import type { Aircraft } from './fleet.ts'
import { type Leg, planLeg } from './leg.ts'
import { pick, randomFrom } from './random.ts'
import { reachableFrom } from './reach.ts'
import { type AircraftType, aircraftTypes } from './types.ts'

/** The round that an aircraft flies again and again: from home to some place and back, to the next place and back … */
export type Rotation = { legs: RotationLeg[]; periodMs: number; offsetMs: number; reserveKg: number }
export type RotationLeg = Leg & { startMs: number; squawk: string }

const places = 3

const known = new WeakMap<Aircraft, Rotation>()

/** Planned once for each aircraft: planning walks through candidate altitudes, asking for a state does not. */
export function rotationOf(aircraft: Aircraft): Rotation {
  const rotation = known.get(aircraft) ?? planRotation(aircraft)
  known.set(aircraft, rotation)
  return rotation
}

function planRotation(aircraft: Aircraft): Rotation {
  const random = randomFrom(aircraft.seed, 'rotation')
  const type = aircraftTypes[aircraft.type]
  const home = airports.find((airport) => airport.icao === aircraft.home)
  if (!home) throw new RangeError(`no airport is called ${aircraft.home}`)
  let startMs = 0
  const legs: RotationLeg[] = []
  for (const [from, to] of trips(home, type, random)) {
    const leg = planLeg({ type, from, to, windKt: random() * 60 - 30, parkedSeconds: 2400 + Math.floor(random() * 1800) })
    legs.push({ ...leg, startMs, squawk: squawk(random) })
    startMs += leg.durationMs
  }
  // Three quarters of an hour in cruise stay in the tanks.
  const reserveKg = 0.45 * 0.75 * type.flowMaxKgPerHour
  return { legs, periodMs: startMs, offsetMs: random() * startMs, reserveKg }
}

function trips(home: Airport, type: AircraftType, random: () => number): [Airport, Airport][] {
  const reachable = reachableFrom(home, type)
  return Array.from({ length: places }, () => pick(random, reachable)).flatMap((place): [Airport, Airport][] => [
    [home, place],
    [place, home],
  ])
}

/** Four octal digits, never those of a hijack (75xx), a lost radio (76xx) or an emergency (77xx). */
function squawk(random: () => number): string {
  const code = Math.floor(random() * 0o7500)
  return code.toString(8).padStart(4, '0')
}
