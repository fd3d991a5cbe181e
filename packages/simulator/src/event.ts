import { randomUUIDv7 } from 'node:crypto'
import type { AircraftState } from './aircraft/flight.ts'
import type { PositionRow } from './replay/row.ts'

/** One telemetry message as the public API takes it. What is not known is left out; nothing is ever null. */
export type TelemetryEvent = { aircraft_id: string; event_id: string; ts: string; metrics: Metrics }

export type Metrics = {
  speed?: number
  altitude?: number
  outside_temp?: number
  gps?: { lat: number; lon: number; heading?: number; altitude?: number; speed_over_ground?: number }
  vertical_rate?: number
  track?: number
  callsign?: string
  squawk?: string
  on_ground?: boolean
  fuel?: { quantity: number; flow: number }
  cabin_altitude?: number
  engines?: { n1: number; n2: number; egt: number; oil_pressure: number; oil_temperature: number }[]
}

export function eventOfState(aircraftId: string, state: AircraftState, eventId: string = randomUUIDv7()): TelemetryEvent {
  return {
    aircraft_id: aircraftId,
    event_id: eventId,
    ts: new Date(state.instantMs).toISOString(),
    metrics: {
      ...flightMetrics(state.lat, state.lon, state.altitudeFt, state.groundSpeedKt, state.track),
      outside_temp: rounded(state.outsideTempC, 1),
      vertical_rate: rounded(state.verticalRateFpm, 0),
      callsign: state.callsign,
      squawk: state.squawk,
      on_ground: state.onGround,
      fuel: { quantity: rounded(state.fuelKg, 0), flow: rounded(state.fuelFlowKgPerHour, 0) },
      cabin_altitude: rounded(state.cabinAltitudeFt, 0),
      engines: state.engines.map((engine) => ({
        n1: rounded(engine.n1, 1),
        n2: rounded(engine.n2, 1),
        egt: rounded(engine.egtC, 0),
        oil_pressure: rounded(engine.oilPressurePsi, 0),
        oil_temperature: rounded(engine.oilTempC, 0),
      })),
    },
  }
}

export function eventOfRow(aircraftId: string, row: PositionRow, tsMs: number, eventId: string): TelemetryEvent {
  return {
    aircraft_id: aircraftId,
    event_id: eventId,
    ts: new Date(tsMs).toISOString(),
    metrics: {
      ...flightMetrics(row.lat, row.lon, row.altitude_ft, row.ground_speed_kt, row.track_deg),
      ...known('vertical_rate', row.vertical_rate_fpm === null ? null : rounded(row.vertical_rate_fpm, 0)),
      ...known('callsign', row.callsign),
    },
  }
}

function flightMetrics(
  lat: number,
  lon: number,
  altitudeFt: number | null,
  speedKt: number | null,
  trackDeg: number | null,
): Pick<Metrics, 'speed' | 'altitude' | 'gps' | 'track'> {
  // The nautical mile is 1.852 km and the foot 0.3048 m, both exactly, by definition.
  const speed = speedKt === null ? null : rounded(speedKt * 1.852, 1)
  // 359.96 would round to 360.0, which is 0.
  const track = trackDeg === null ? null : rounded(trackDeg, 1) % 360
  return {
    ...known('speed', speed),
    ...known('altitude', altitudeFt === null ? null : rounded(altitudeFt, 0)),
    gps: {
      lat: rounded(lat, 5),
      lon: rounded(lon, 5),
      ...known('heading', track),
      ...known('altitude', altitudeFt === null ? null : rounded(altitudeFt * 0.3048, 1)),
      ...known('speed_over_ground', speed),
    },
    ...known('track', track),
  }
}

function known<Name extends string, Value>(name: Name, value: Value | null): { [name in Name]?: Value } {
  return value === null ? {} : ({ [name]: value } as { [name in Name]?: Value })
}

/** Always the same digits for the same number, and never −0: a second replay must make the same event to the last byte. */
function rounded(value: number, decimals: 0 | 1 | 5): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals + 0
}
