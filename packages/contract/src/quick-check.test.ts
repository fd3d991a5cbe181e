import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { quickCheckOf } from './quick-check.ts'
import { Metrics, TelemetryEvent } from './telemetry.ts'

const quick = quickCheckOf(TelemetryEvent)

const event = (metrics: unknown = { speed: 1, gps: { lat: 1.5, lon: 2 } }, more: object = {}) => ({
  aircraft_id: '0198f2d3-0000-7000-8000-000000000001',
  event_id: '0198f2d3-0000-7000-8000-000000000002',
  ts: '2026-11-22T08:00:00.123Z',
  metrics,
  ...more,
})

/** What the quick check promises: a yes only when the schema accepts the value and gives it back as it is. */
function isUnchanged(value: unknown): boolean {
  const result = TelemetryEvent.safeParse(value)
  return result.success && JSON.stringify(sorted(result.data)) === JSON.stringify(sorted(value))
}

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, sorted(inner)]),
      )
    : value

const names = Object.keys(Metrics.shape)
const leaf = fc.oneof(
  fc.double(),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.boolean(),
  fc.constantFrom(null, 'ok', 'eco', 'SKY123', '7700', 'lower', '', [], {}),
  fc.string({ maxLength: 10 }),
)
const gps = fc.dictionary(fc.constantFrom('lat', 'lon', 'heading', 'altitude', 'speed_over_ground', 'alt'), leaf, { maxKeys: 4 })
const value = fc.oneof(
  leaf,
  gps,
  fc.array(fc.dictionary(fc.constantFrom('n1', 'n2', 'egt', 'x'), leaf, { maxKeys: 3 }), { maxLength: 9 }),
  fc.dictionary(fc.constantFrom('quantity', 'flow', 'gear', 'mode', 'headlights', 'front_left', 'driver'), leaf, { maxKeys: 3 }),
)
const metrics = fc.dictionary(fc.constantFrom(...names, 'unknown', '__proto__'), value, { maxKeys: 6 })

test('the quick check never says yes where the schema would refuse or change the value', () => {
  fc.assert(
    fc.property(metrics, (made) => {
      const candidate = JSON.parse(JSON.stringify(event(made)))
      if (quick(candidate)) expect(isUnchanged(candidate)).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('the quick check says yes to every event that the schema leaves as it is', () => {
  fc.assert(
    fc.property(metrics, (made) => {
      const candidate = JSON.parse(JSON.stringify(event(made)))
      expect(quick(candidate)).toBe(isUnchanged(candidate))
    }),
    { numRuns: 3_000 },
  )
})

test.each([
  ['an id in capitals, which the schema turns to lower case', event({}, { event_id: '0198F2D3-0000-7000-8000-000000000002' })],
  ['an unknown member', event({}, { role: 'admin' })],
  ['a missing member', { ...event(), ts: undefined }],
  ['a latitude alone', event({ gps: { lat: 1 } })],
  ['an instant without a zone', event({}, { ts: '2026-11-22T08:00:00' })],
  ['a list', [event()]],
  ['nothing', null],
])('the quick check leaves %s to the schema', (_name, candidate) => {
  expect(quick(candidate)).toBe(false)
})

test('a construct that the quick check does not know stops the program at its start', () => {
  expect(() => quickCheckOf(z.date())).toThrow('does not know date')
  expect(() => quickCheckOf(z.object({}))).toThrow('strict objects only')
})

test('a transformed value is left to the schema unless it stays what it is', () => {
  const trimmed = quickCheckOf(z.string().transform((text) => text.trim()))
  expect([trimmed('a'), trimmed(' a')]).toEqual([true, false])
})
