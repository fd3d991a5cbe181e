import { canonicalize, recordHash } from '@skykeep/proof'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { anEvent, preparedEvent } from '../../testing/telemetry.ts'
import { microsOf } from './instants.ts'
import { metricsOf, recordLeaf, recordOf } from './record.ts'

const stored = (received: Record<string, unknown>) => ({
  ...preparedEvent(newId(), received),
  received_at: microsOf('2026-11-22T08:00:00.5Z'),
  implausible: false,
})

test('the leaf that the server makes is the record hash that anyone can make', () => {
  const row = stored(
    anEvent({}, { engines: [{ n1: 88.1, egt: null }], callsign: 'SKY1', on_ground: false, fuel: { quantity: 7_000 } }),
  )
  expect(recordLeaf(row).toString('hex')).toBe(recordHash(recordOf(row)).toHex())
})

test('the leaf is the record hash for every row there can be', () => {
  const some = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
  const number = (min: number, max: number) => some(fc.double({ min, max, noNaN: true }))
  const metrics = fc.record({
    altitude: number(-2_000, 60_000),
    speed: number(0, 5_000),
    track: number(0, 360),
    vertical_rate: number(-50_000, 50_000),
    callsign: some(fc.stringMatching(/^[A-Z0-9]{1,8}$/)),
    on_ground: some(fc.boolean()),
    gps: some(
      fc.record({ lat: fc.double({ min: -90, max: 90, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) }),
    ),
    oil_level: number(0, 100),
  })
  const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(metrics, instant, fc.integer({ min: 0, max: 999 }), fc.boolean(), (sent, ts, micros, implausible) => {
      const event = JSON.parse(
        JSON.stringify(anEvent({ ts: ts.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`) })),
      )
      const row = { ...stored({ ...event, metrics: JSON.parse(JSON.stringify(sent)) }), implausible }
      expect(recordLeaf(row).toString('hex')).toBe(recordHash(recordOf(row)).toHex())
    }),
    { numRuns: 500 },
  )
})

test('positions are rounded to four decimals before they are kept, and the fingerprint is of what was received', () => {
  const near = anEvent({}, { gps: { lat: 46.679234, lon: -10.202178, heading: 91.25 } })
  const row = stored(near)
  expect(metricsOf(row).gps).toEqual({ lat: 46.6792, lon: -10.2022, heading: 91.25 })
  const nearer = { ...near, metrics: { ...(near.metrics as object), gps: { lat: 46.67923, lon: -10.202178, heading: 91.25 } } }
  expect(stored(nearer).fingerprint.equals(row.fingerprint)).toBe(false)
})

test('the order of members and the spelling of numbers do not change the fingerprint', () => {
  const event = anEvent()
  const turned = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(event).reverse())).replace('812.5', '8.125e2'))
  expect(stored(turned).fingerprint.equals(stored(event).fingerprint)).toBe(true)
})

test('null means absent in what is kept, at every level', () => {
  const row = stored(anEvent({}, { speed: null, track: null, cabin_altitude: null, lights_status: { headlights: null } }))
  expect(metricsOf(row)).toEqual({ altitude: 35_000, gps: { lat: 48.8566, lon: 2.3522 } })
})

test('every accepted set of metrics comes back as it was sent, but for rounding and nulls', () => {
  const number = fc.double({ min: 0, max: 100, noNaN: true })
  const metrics = fc.record(
    {
      speed: number,
      oil_level: number,
      cabin_altitude: number,
      on_ground: fc.boolean(),
      engines: fc.array(fc.record({ n1: number }), { maxLength: 4 }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(metrics, (sent) => {
      const row = stored({ ...anEvent(), metrics: sent })
      expect(canonicalize(metricsOf(row))).toBe(canonicalize(sent))
    }),
  )
})
