import type { Airport } from './airports.ts'
import { areaUpTo, type Curve, curve, steady } from './curve.ts'
import { type GreatCircle, greatCircle } from './great-circle.ts'
import type { AircraftType } from './types.ts'

export type Phase = 'parked' | 'taxi_out' | 'take_off' | 'climb' | 'cruise' | 'descent' | 'landing' | 'taxi_in'

export type Segment = { phase: Phase; startMs: number; durationMs: number; startNm: number; startKg: number } & Motion
type Motion = { speedKt: Curve; altitudeFt: Curve; thrust: Curve }
type Step = Motion & { phase: Phase; seconds: number }

/** One trip: parked at `from`, flown along the great circle, until the engines stand still at `to`. */
export type Leg = {
  from: Airport
  to: Airport
  circle: GreatCircle
  cruiseFt: number
  durationMs: number
  burnKg: number
  segments: Segment[]
}

export type LegPlan = { type: AircraftType; from: Airport; to: Airport; windKt: number; parkedSeconds: number }

export const idleThrust = 0.1

export function planLeg(plan: LegPlan): Leg {
  const circle = greatCircle(plan.from, plan.to)
  const cruiseFt = cruiseAltitude(plan, circle)
  const there = [...departure(plan), ...climb(plan, cruiseFt)]
  const down = [...descent(plan, cruiseFt), ...arrival(plan)]
  const cruiseKt = plan.type.cruiseKt + plan.windKt
  const cruiseNm = circle.lengthNm - lengthNm(there) - lengthNm(down)
  const cruise: Step = {
    phase: 'cruise',
    seconds: (cruiseNm / cruiseKt) * 3600,
    speedKt: steady(cruiseKt),
    altitudeFt: steady(cruiseFt),
    thrust: curve(0.45, 0.42), // less as the fuel, and with it the weight, goes
  }
  return { from: plan.from, to: plan.to, circle, cruiseFt, ...timed([...there, cruise, ...down], plan.type) }
}

/** As high as the type goes, lower on trips too short for it; odd thousands eastwards, even ones westwards, as the rules of the air ask. */
function cruiseAltitude(plan: LegPlan, circle: GreatCircle): number {
  const parity = circle.at(circle.lengthNm / 2).track < 180 ? 1 : 0
  let thousands = Math.floor(plan.type.ceilingFt / 1000)
  const fits = () =>
    thousands % 2 === parity &&
    lengthNm([...climb(plan, thousands * 1000), ...descent(plan, thousands * 1000)]) < 0.85 * circle.lengthNm
  while (!fits()) {
    thousands -= 1
    if (thousands * 1000 < Math.max(plan.from.elevation, plan.to.elevation) + 3000) {
      throw new RangeError(`${plan.from.icao} and ${plan.to.icao} are too close to fly between`)
    }
  }
  return thousands * 1000
}

function departure({ from, parkedSeconds }: LegPlan): Step[] {
  const altitudeFt = steady(from.elevation)
  const idle = steady(idleThrust)
  return [
    { phase: 'parked', seconds: parkedSeconds, speedKt: steady(0), altitudeFt, thrust: steady(0) },
    { phase: 'taxi_out', seconds: 120, speedKt: steady(0), altitudeFt, thrust: curve(0, idleThrust) },
    { phase: 'taxi_out', seconds: 20, speedKt: curve(0, 15), altitudeFt, thrust: idle },
    { phase: 'taxi_out', seconds: 300, speedKt: steady(15), altitudeFt, thrust: idle },
    { phase: 'taxi_out', seconds: 20, speedKt: curve(15, 0), altitudeFt, thrust: idle },
    { phase: 'taxi_out', seconds: 40, speedKt: steady(0), altitudeFt, thrust: idle },
    { phase: 'take_off', seconds: 6, speedKt: curve(0, 8), altitudeFt, thrust: curve(idleThrust, 1) },
    { phase: 'take_off', seconds: 32, speedKt: curve(8, 145), altitudeFt, thrust: steady(1) },
  ]
}

function climb({ type, from, windKt }: LegPlan, cruiseFt: number): Step[] {
  const cruiseKt = type.cruiseKt + windKt
  return [
    {
      phase: 'climb',
      seconds: ((cruiseFt - from.elevation) / 1600) * 60, // 1,600 ft a minute on average, 2,850 at most
      speedKt: curve(145, cruiseKt, 'early'),
      altitudeFt: curve(from.elevation, cruiseFt, 'climb'),
      thrust: curve(1, 0.75),
    },
    { phase: 'cruise', seconds: 60, speedKt: steady(cruiseKt), altitudeFt: steady(cruiseFt), thrust: curve(0.75, 0.45) },
  ]
}

function descent({ type, to, windKt }: LegPlan, cruiseFt: number): Step[] {
  const cruiseKt = type.cruiseKt + windKt
  return [
    { phase: 'cruise', seconds: 60, speedKt: steady(cruiseKt), altitudeFt: steady(cruiseFt), thrust: curve(0.42, 0.12) },
    {
      phase: 'descent',
      seconds: ((cruiseFt - to.elevation) / 1400) * 60,
      speedKt: curve(cruiseKt, 138, 'late'),
      altitudeFt: curve(cruiseFt, to.elevation, 'descent'),
      thrust: curve(0.12, 0.3, 'late'),
    },
  ]
}

function arrival({ to }: LegPlan): Step[] {
  const altitudeFt = steady(to.elevation)
  const idle = steady(idleThrust)
  return [
    { phase: 'landing', seconds: 40, speedKt: curve(138, 20), altitudeFt, thrust: curve(0.3, idleThrust) },
    { phase: 'taxi_in', seconds: 180, speedKt: steady(20), altitudeFt, thrust: idle },
    { phase: 'taxi_in', seconds: 20, speedKt: curve(20, 0), altitudeFt, thrust: idle },
    { phase: 'taxi_in', seconds: 60, speedKt: steady(0), altitudeFt, thrust: curve(idleThrust, 0) },
  ]
}

const lengthNm = (steps: Step[]): number =>
  steps.reduce((sum, step) => sum + (areaUpTo(step.speedKt, 1) * step.seconds) / 3600, 0)

/** Says of each step when, how far along and after how much fuel it begins. */
function timed(steps: Step[], type: AircraftType): { durationMs: number; burnKg: number; segments: Segment[] } {
  let [startMs, startNm, startKg] = [0, 0, 0]
  const segments = steps.map(({ phase, seconds, ...motion }): Segment => {
    const segment = { phase, startMs, durationMs: seconds * 1000, startNm, startKg, ...motion }
    startMs += segment.durationMs
    startNm += (areaUpTo(motion.speedKt, 1) * seconds) / 3600
    startKg += (areaUpTo(motion.thrust, 1) * type.flowMaxKgPerHour * seconds) / 3600
    return segment
  })
  return { durationMs: startMs, burnKg: startKg, segments }
}
