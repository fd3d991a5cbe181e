import { pick, randomFrom } from './random.ts'
import { homesOf } from './reach.ts'
import { type AircraftTypeName, aircraftTypes } from './types.ts'

/** Plain data, so that it can travel as JSON to another process and fly the same flight there. */
export type Aircraft = {
  registration: string
  icao24: string
  callsign: string
  type: AircraftTypeName
  tier: 'standard' | 'premium'
  /** ICAO code of the airport it always comes back to. */
  home: string
  /** Decides its routes, its timing and the small differences of its engines. */
  seed: string
}

// Mostly the small types, as in real fleets.
const mix: readonly AircraftTypeName[] = ['A320', 'A320', 'B738', 'E190', ...(Object.keys(aircraftTypes) as AircraftTypeName[])]

// 17,576 = 26³, the registrations of three letters.
const countMax = 17_576

export function fleet({ seed, count }: { seed: string | number; count: number }): Aircraft[] {
  if (!Number.isInteger(count) || count < 0 || count > countMax) throw new RangeError(`count must be 0 to ${countMax}`)
  return Array.from({ length: count }, (_, index) => aircraftAt(String(seed), index))
}

function aircraftAt(seed: string, index: number): Aircraft {
  const random = randomFrom(seed, index)
  const type = pick(random, mix)
  return {
    // No country uses SK- as its mark and F0…… is ICAO's own block: these names can never be somebody's aircraft.
    registration: `SK-${letters(index)}`,
    icao24: `f0${index.toString(16).padStart(4, '0')}`,
    callsign: `SKP${(index + 1).toString().padStart(3, '0')}`,
    type,
    tier: random() < 0.25 ? 'premium' : 'standard',
    home: pick(random, homesOf(type)).icao,
    seed: `${seed}/${index}`,
  }
}

// 4,217 is prime to 26³: every index gets its own letters, and neighbours differ in more than the last one.
function letters(index: number): string {
  const shuffled = (index * 4_217 + 1_000) % countMax
  return [676, 26, 1].map((place) => String.fromCharCode(65 + (Math.floor(shuffled / place) % 26))).join('')
}
