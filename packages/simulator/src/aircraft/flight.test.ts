import fc from 'fast-check'
import { expect, test } from 'vitest'
import { airports } from './airports.ts'
import { speedOfSoundKt } from './atmosphere.ts'
import { type Aircraft, fleet } from './fleet.ts'
import { type AircraftState, stateAt } from './flight.ts'
import { distanceNm } from './great-circle.ts'
import { rotationOf } from './rotation.ts'
import { aircraftTypes } from './types.ts'

const anyAircraft = fc
  .tuple(fc.integer({ min: 0, max: 1e6 }), fc.nat({ max: 19 }))
  .map(([seed, index]) => fleet({ seed, count: index + 1 }).at(-1)!)
// From 1990 to 2060.
const anyInstant = fc.integer({ min: 631_152_000_000, max: 2_840_140_800_000 })
const anyFlight = fc.tuple(anyAircraft, anyInstant)

function holds(rule: (aircraft: Aircraft, instantMs: number) => void): void {
  fc.assert(
    fc.property(anyFlight, ([aircraft, instantMs]) => rule(aircraft, instantMs)),
    { numRuns: 300 },
  )
}

test('an aircraft is never faster than sound and never outside the altitudes that aircraft fly at', () => {
  holds((aircraft, instantMs) => {
    const state = stateAt(aircraft, instantMs)
    expect(state.groundSpeedKt).toBeGreaterThanOrEqual(0)
    expect(state.groundSpeedKt).toBeLessThan(speedOfSoundKt(state.outsideTempC))
    expect(state.altitudeFt).toBeGreaterThan(-2_000)
    expect(state.altitudeFt).toBeLessThanOrEqual(aircraftTypes[aircraft.type].ceilingFt)
    expect(Math.abs(state.verticalRateFpm)).toBeLessThan(4_000)
    expect(state.cabinAltitudeFt).toBeLessThanOrEqual(Math.max(state.altitudeFt, 8_000) + 1e-6)
  })
})

test('a second later an aircraft is where its speed, course and vertical rate have brought it', () => {
  holds((aircraft, instantMs) => {
    const [now, next] = [stateAt(aircraft, instantMs), stateAt(aircraft, instantMs + 1000)]
    const slowest = Math.min(now.groundSpeedKt, next.groundSpeedKt)
    const fastest = Math.max(now.groundSpeedKt, next.groundSpeedKt)
    // A second may hold the end of one segment and the start of the next, hence the knot of room.
    expect(distanceNm(now, next) * 3600).toBeGreaterThan(slowest - 1)
    expect(distanceNm(now, next) * 3600).toBeLessThan(fastest + 1)
    expect(Math.abs(next.groundSpeedKt - now.groundSpeedKt)).toBeLessThan(8)
    expect(next.altitudeFt - now.altitudeFt).toBeCloseTo((now.verticalRateFpm + next.verticalRateFpm) / 120, 0)
    expect(turn(now, next)).toBeLessThan(4)
  })
})

test('fuel flows from the tanks in the air as the flow says, never runs out, and is taken only while parked', () => {
  holds((aircraft, instantMs) => {
    const [now, next] = [stateAt(aircraft, instantMs), stateAt(aircraft, instantMs + 1000)]
    expect(now.fuelKg).toBeGreaterThan(0)
    expect(now.fuelFlowKgPerHour).toBeGreaterThanOrEqual(0)
    const burntKg = now.fuelKg - next.fuelKg
    if (now.phase === 'parked' && next.phase === 'parked') expect(burntKg).toBeLessThanOrEqual(0)
    else expect(burntKg).toBeCloseTo((now.fuelFlowKgPerHour + next.fuelFlowKgPerHour) / 7200, 0)
    if (!now.onGround) expect(burntKg).toBeGreaterThan(0)
  })
})

test('engines stand still while parked and turn within their limits in the air', () => {
  holds((aircraft, instantMs) => {
    const { engines, onGround, phase } = stateAt(aircraft, instantMs)
    expect(engines).toHaveLength(aircraftTypes[aircraft.type].engines)
    for (const engine of engines) {
      expect(engine.n1).toBeLessThan(102)
      expect(engine.n2).toBeLessThan(102)
      expect(engine.egtC).toBeLessThan(950)
      expect(engine.oilPressurePsi).toBeLessThan(100)
      expect(engine.oilTempC).toBeLessThan(150)
      if (phase === 'parked') expect([engine.n1, engine.n2, engine.oilPressurePsi]).toEqual([0, 0, 0])
      if (!onGround) expect(Math.min(engine.n1 - 19, engine.n2 - 58, engine.egtC - 300)).toBeGreaterThan(0)
    }
  })
})

test('the transponder code has four octal digits and never calls for help', () => {
  holds((aircraft, instantMs) => {
    expect(stateAt(aircraft, instantMs).squawk).toMatch(/^(?!7[567])[0-7]{4}$/)
  })
})

test('the same aircraft at the same instant is in the same state, also after a way through JSON', () => {
  holds((aircraft, instantMs) => {
    expect(stateAt(JSON.parse(JSON.stringify(aircraft)) as Aircraft, instantMs)).toEqual(stateAt(aircraft, instantMs))
  })
})

test('a rotation starts where it ends, visits each place it names, and takes off and lands at their elevations', () => {
  for (const aircraft of fleet({ seed: 'round', count: 20 })) {
    const { legs, offsetMs } = rotationOf(aircraft)
    expect([legs[0]!.from.icao, legs.at(-1)!.to.icao]).toEqual([aircraft.home, aircraft.home])
    for (const leg of legs) {
      const parked = stateAt(aircraft, leg.startMs - offsetMs + 1)
      const arrived = stateAt(aircraft, leg.startMs - offsetMs + leg.durationMs - 1)
      expect(distanceNm(parked, leg.from)).toBeLessThan(0.01)
      expect(distanceNm(arrived, leg.to)).toBeLessThan(0.01)
      expect([parked.phase, parked.altitudeFt, arrived.altitudeFt]).toEqual(['parked', leg.from.elevation, leg.to.elevation])
    }
  }
})

test('nothing jumps where one segment of a flight ends and the next begins', () => {
  for (const aircraft of fleet({ seed: 'seams', count: 20 })) {
    const { legs, offsetMs } = rotationOf(aircraft)
    for (const seamMs of legs.flatMap((leg) => leg.segments.map((segment) => leg.startMs + segment.startMs - offsetMs))) {
      const [before, after] = [stateAt(aircraft, seamMs - 1), stateAt(aircraft, seamMs + 1)]
      expect(distanceNm(before, after)).toBeLessThan(0.001)
      expect(turn(before, after)).toBeLessThan(0.1)
      for (const name of [
        'altitudeFt',
        'groundSpeedKt',
        'verticalRateFpm',
        'fuelKg',
        'cabinAltitudeFt',
        'outsideTempC',
      ] as const) {
        expect(Math.abs(after[name] - before[name]), `${name} at ${before.phase} → ${after.phase}`).toBeLessThan(0.1)
      }
      expect(Math.abs(after.fuelFlowKgPerHour - before.fuelFlowKgPerHour)).toBeLessThan(20)
      for (const [index, engine] of after.engines.entries())
        expect(Math.abs(engine.egtC - before.engines[index]!.egtC)).toBeLessThan(1)
    }
  }
})

test('a distance on the map is the one that atlases give', () => {
  const named = (icao: string) => airports.find((airport) => airport.icao === icao)!
  // Within half a percent, which is what the earth's flattening makes; the second goes across the date line.
  expect(Math.abs((distanceNm(named('LSZH'), named('KJFK')) * 1.852) / 6_326 - 1)).toBeLessThan(0.005)
  expect(Math.abs((distanceNm(named('KLAX'), named('YSSY')) * 1.852) / 12_063 - 1)).toBeLessThan(0.005)
})

const turn = (a: AircraftState, b: AircraftState) => Math.abs(((b.track - a.track + 540) % 360) - 180)
