import { expect, test } from 'vitest'
import { emergencyOf, type Flying, heardOf, isDrawable, lookOf, nameOf } from './flying.ts'

const event = (more: object = {}, metrics: Record<string, unknown> = {}) => ({
  ...{ aircraft_id: 'a', event_id: 'e', ts: '2026-11-26T12:00:00Z', received_at: '', implausible: false, fingerprint: '' },
  ...{ metrics: { gps: { lat: 47, lon: 8 }, altitude: 35_000, speed: 800, track: 90, callsign: 'SWR8 ', ...metrics }, ...more },
})
const known = (): Flying => ({ ...heardOf(event(), undefined)!, registration: 'HB-ABC' })

test('an event moves its aircraft, which keeps the name that events do not tell', () => {
  const moved = heardOf(event({ ts: '2026-11-26T12:00:01Z' }, { gps: { lat: 47.1, lon: 8.1 } }), known())!
  expect(moved).toMatchObject({ registration: 'HB-ABC', lat: 47.1, lon: 8.1, altitude: 35_000, track: 90 })
  expect(nameOf(moved)).toBe('SWR8')
  expect(nameOf({ ...moved, callsign: null })).toBe('HB-ABC')
})

test('an event without a place, or older than what is known, moves nothing', () => {
  expect(heardOf(event({}, { gps: null }), undefined)).toBeNull()
  expect(heardOf(event({}, { gps: { lat: 'x', lon: 8 } }), undefined)).toBeNull()
  expect(heardOf(event({ ts: '2026-11-26T11:59:59Z' }), known())).toBeNull()
})

test('age, emergencies and places that cannot be are told apart', () => {
  const { at } = known()
  expect([0, 15_000, 15_001, 60_000, 60_001].map((ms) => lookOf({ at }, at + ms))).toEqual([
    ...['live', 'live', 'late', 'late', 'silent'],
  ])
  expect(['7700', '7600', '7500', '1200', null].map((squawk) => emergencyOf({ squawk }))).toEqual([
    ...['emergency', 'radio', 'unlawful', undefined, undefined],
  ])
  expect(isDrawable(known())).toBe(true)
  for (const more of [{ lon: 1_000 }, { lat: 90.1 }, { implausible: true }])
    expect(isDrawable({ ...known(), ...more })).toBe(false)
})
