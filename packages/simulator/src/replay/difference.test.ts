import { expect, test } from 'vitest'
import { differencesOf } from './difference.ts'

const sent = {
  event_id: 'e',
  ts: '2026-01-01T00:00:00.000Z',
  metrics: {
    altitude: 1800,
    on_ground: false,
    gps: { lat: 47.45763, lon: 8.55576, heading: 275.4 },
    engines: [{ n1: 80.1 }, { n1: 80.2 }],
  },
}
const stored = (metrics: object, more: object = {}) => ({
  ...sent,
  received_at: 'later',
  ...more,
  metrics: { ...sent.metrics, gps: { lat: 47.4576, lon: 8.5558, heading: 275.4 }, ...metrics },
})

test('an event stored with its position rounded to four decimals, and with what the server adds, is the event that was sent', () => {
  expect(differencesOf(sent, stored({}))).toEqual([])
  expect(differencesOf(sent, stored({}, { ts: '2026-01-01T00:00:00Z' }))).toEqual([])
})

test('each member that was lost or changed is named', () => {
  const faults: [object, string][] = [
    [stored({ altitude: 1801 }), '/metrics/altitude: sent 1800, stored 1801'],
    [stored({ altitude: '1800' }), '/metrics/altitude: sent 1800, stored "1800"'],
    [stored({ on_ground: undefined }), '/metrics/on_ground: sent false, stored undefined'],
    [stored({ engines: [{ n1: 80.1 }] }), '/metrics/engines/1: sent {"n1":80.2}, stored undefined'],
    [stored({ gps: { lat: 47.4577, lon: 8.5558, heading: 275.4 } }), '/metrics/gps/lat: sent 47.45763, stored 47.4577'],
    [stored({}, { ts: '2026-01-01T00:00:01Z' }), '/ts: sent "2026-01-01T00:00:00.000Z", stored "2026-01-01T00:00:01Z"'],
  ]
  for (const [other, difference] of faults) expect(differencesOf(sent, other)).toEqual([difference])
})

test('a position kept more precisely than four decimals is a difference: it should not be known', () => {
  expect(differencesOf(sent, stored({ gps: sent.metrics.gps }))).toHaveLength(2)
})
