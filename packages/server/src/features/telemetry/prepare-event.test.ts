import { TelemetryEvent } from '@skykeep/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { prepareEvent } from './prepare-event.ts'

const prepared = (metrics: object) => {
  const received = { aircraft_id: newId(), event_id: newId(), ts: '2026-11-22T08:00:00Z', metrics }
  return prepareEvent(newId(), TelemetryEvent.parse(received), received)
}

control('TELEMETRY-6', 'a position is rounded to 4 decimals before it is stored, and its digits are kept nowhere else', () => {
  const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true })
  fc.assert(
    fc.property(degrees(90), degrees(180), (lat, lon) => {
      const { lat_e4, lon_e4, extra } = prepared({ gps: { lat, lon, heading: 90 } })
      expect(Number.isInteger(lat_e4) && Number.isInteger(lon_e4)).toBe(true)
      expect(Math.abs(lat_e4! / 10_000 - lat)).toBeLessThanOrEqual(0.00005001)
      expect(Math.abs(lon_e4! / 10_000 - lon)).toBeLessThanOrEqual(0.00005001)
      expect(extra).toBe('{"gps":{"heading":90}}')
    }),
  )
})

test('members that are null say the same as members that are absent, except in the fingerprint', () => {
  const bare = prepared({ speed: 450.5 })
  const spelled = prepared({ speed: 450.5, altitude: null, gps: { lat: null }, fuel: { quantity: null } })
  expect(spelled).toMatchObject({ speed: 450.5, altitude: null, lat_e4: null, extra: null })
  expect(spelled.fingerprint.equals(bare.fingerprint)).toBe(false)
})
