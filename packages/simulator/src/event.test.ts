import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fleet } from './aircraft/fleet.ts'
import { stateAt } from './aircraft/flight.ts'
import { eventOfRow, eventOfState } from './event.ts'
import type { PositionRow } from './replay/row.ts'

const row: PositionRow = {
  icao24: '4b160e',
  ts: '2019-11-05T13:05:20.000Z',
  lat: 47.45763,
  lon: 8.55576,
  altitude_ft: 1800,
  ground_speed_kt: 149.7,
  track_deg: 275.4,
  vertical_rate_fpm: -320,
  callsign: 'SWR5220',
}
const instantMs = Date.parse(row.ts)

test('a recorded row becomes an event in the units of the contract', () => {
  expect(eventOfRow('an-aircraft', row, instantMs, 'an-event')).toEqual({
    aircraft_id: 'an-aircraft',
    event_id: 'an-event',
    ts: '2019-11-05T13:05:20.000Z',
    metrics: {
      speed: 277.2,
      altitude: 1800,
      gps: { lat: 47.45763, lon: 8.55576, heading: 275.4, altitude: 548.6, speed_over_ground: 277.2 },
      track: 275.4,
      vertical_rate: -320,
      callsign: 'SWR5220',
    },
  })
})

test('what a row does not know is left out of the event, never null', () => {
  const surface = { ...row, altitude_ft: null, ground_speed_kt: null, track_deg: null, vertical_rate_fpm: null, callsign: null }
  expect(eventOfRow('a', surface, instantMs, 'e').metrics).toEqual({ gps: { lat: 47.45763, lon: 8.55576 } })
})

test('no row makes an event with a null, an undefined, a negative zero or a track of 360', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const anyRow = fc.record<PositionRow>({
    icao24: fc.constant('4b160e'),
    ts: fc.constant(row.ts),
    lat: number(-90, 90),
    lon: number(-180, 180),
    altitude_ft: fc.option(number(-2000, 60_000)),
    ground_speed_kt: fc.option(number(0, 700)),
    track_deg: fc.option(number(0, 360)),
    vertical_rate_fpm: fc.option(number(-30_000, 30_000)),
    callsign: fc.option(fc.constant('SWR5220')),
  })
  fc.assert(
    fc.property(anyRow, (it) => {
      const event = eventOfRow('a', it, instantMs, 'e')
      // toStrictEqual tells undefined from absent and 0 from −0; JSON has neither.
      expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event)
      expect(JSON.stringify(event)).not.toContain('null')
      expect(event.metrics.track ?? 0).toBeLessThan(360)
    }),
  )
})

test('a state in flight fills every member of the contract and survives JSON', () => {
  for (const aircraft of fleet({ seed: 'event', count: 20 })) {
    const event = eventOfState('an-aircraft', stateAt(aircraft, Date.UTC(2026, 0, 1)))
    expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event)
    expect(Object.keys(event.metrics).sort()).toEqual(
      'altitude cabin_altitude callsign engines fuel gps on_ground outside_temp speed squawk track vertical_rate'.split(' '),
    )
    expect(Object.keys(event.metrics.gps!)).toEqual(['lat', 'lon', 'heading', 'altitude', 'speed_over_ground'])
    expect(event.ts).toBe('2026-01-01T00:00:00.000Z')
    expect(event.event_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})
