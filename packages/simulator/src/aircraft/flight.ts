import { outsideTempC } from './atmosphere.ts'
import { areaUpTo, slopeAt, valueAt } from './curve.ts'
import { type EngineState, enginesAt } from './engines.ts'
import type { Aircraft } from './fleet.ts'
import type { Phase, Segment } from './leg.ts'
import { type Rotation, type RotationLeg, rotationOf } from './rotation.ts'
import { aircraftTypes } from './types.ts'

export type AircraftState = {
  instantMs: number
  phase: Phase
  from: string
  to: string
  callsign: string
  squawk: string
  lat: number
  lon: number
  /** Course over ground, also where the nose points on the ground: 0 to 360 degrees. */
  track: number
  altitudeFt: number
  groundSpeedKt: number
  verticalRateFpm: number
  onGround: boolean
  fuelKg: number
  fuelFlowKgPerHour: number
  cabinAltitudeFt: number
  outsideTempC: number
  engines: EngineState[]
}

const onGround: ReadonlySet<Phase> = new Set<Phase>(['parked', 'taxi_out', 'take_off', 'landing', 'taxi_in'])

/** Where an aircraft is and how it does at any instant, past or future: the same question always has the same answer. */
export function stateAt(aircraft: Aircraft, instantMs: number): AircraftState {
  const rotation = rotationOf(aircraft)
  const { leg, before, segment, x } = find(rotation, instantMs)
  const travelledNm = segment.startNm + (areaUpTo(segment.speedKt, x) * segment.durationMs) / 3_600_000
  const here = leg.circle.at(travelledNm)
  const altitudeFt = valueAt(segment.altitudeFt, x)
  const outside = outsideTempC(altitudeFt, here.lat)
  const thrust = valueAt(segment.thrust, x)
  return {
    instantMs,
    phase: segment.phase,
    from: leg.from.icao,
    to: leg.to.icao,
    callsign: aircraft.callsign,
    squawk: leg.squawk,
    lat: here.lat,
    lon: here.lon,
    track:
      segment.phase === 'parked'
        ? turning(before.circle.at(before.circle.lengthNm).track, leg.circle.at(0).track, x)
        : here.track,
    altitudeFt,
    groundSpeedKt: valueAt(segment.speedKt, x),
    verticalRateFpm: (slopeAt(segment.altitudeFt, x) / segment.durationMs) * 60_000,
    onGround: onGround.has(segment.phase),
    fuelKg: fuelKg(aircraft, rotation, leg, segment, x),
    fuelFlowKgPerHour: thrust * aircraftTypes[aircraft.type].flowMaxKgPerHour,
    cabinAltitudeFt: cabinAltitudeFt(leg, segment, altitudeFt),
    outsideTempC: outside,
    engines: enginesAt(aircraft, instantMs, thrust, outside),
  }
}

function find(rotation: Rotation, instantMs: number): { leg: RotationLeg; before: RotationLeg; segment: Segment; x: number } {
  const { legs, periodMs, offsetMs } = rotation
  const inRotation = (((instantMs + offsetMs) % periodMs) + periodMs) % periodMs
  const index = legs.findLastIndex((leg) => leg.startMs <= inRotation)
  const leg = legs[index]!
  const inLeg = inRotation - leg.startMs
  const segment = leg.segments.findLast((candidate) => candidate.startMs <= inLeg)!
  const x = Math.min(1, (inLeg - segment.startMs) / segment.durationMs)
  return { leg, before: legs.at(index - 1)!, segment, x }
}

/** Fuelled while parked, in the middle part of the stay; burnt from then on. */
function fuelKg(aircraft: Aircraft, { reserveKg }: Rotation, leg: RotationLeg, segment: Segment, x: number): number {
  if (segment.phase === 'parked') {
    const filled = Math.min(1, Math.max(0, (x - 0.3) / 0.4))
    return reserveKg + leg.burnKg * filled
  }
  const hours = segment.durationMs / 3_600_000
  const burntKg = segment.startKg + areaUpTo(segment.thrust, x) * aircraftTypes[aircraft.type].flowMaxKgPerHour * hours
  return reserveKg + leg.burnKg - burntKg
}

/** From the ground's own altitude to that of the cruise, in step with the climb; at most 8,000 ft above low ground, as cabins are certified. */
function cabinAltitudeFt(leg: RotationLeg, segment: Segment, altitudeFt: number): number {
  const ended = segment.phase === 'descent' || segment.phase === 'landing' || segment.phase === 'taxi_in'
  const ground = (ended ? leg.to : leg.from).elevation
  const cabinCruiseFt = leg.cruiseFt * 0.18
  return ground + ((altitudeFt - ground) / (leg.cruiseFt - ground)) * (cabinCruiseFt - ground)
}

/** The shorter way round, at the end of the stay: the push back from the stand. */
function turning(fromDegrees: number, toDegrees: number, x: number): number {
  const shortest = ((toDegrees - fromDegrees + 540) % 360) - 180
  const done = Math.min(1, Math.max(0, (x - 0.95) / 0.05))
  return (fromDegrees + shortest * done + 360) % 360
}
