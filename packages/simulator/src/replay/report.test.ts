import { expect, test } from 'vitest'
import { formatReport, type ReplayReport } from './report.ts'

const report: ReplayReport = {
  file: 'day.ndjson.gz',
  sent: 139_098,
  created: 139_000,
  duplicate: 98,
  conflict: 0,
  rejected: 0,
  errors: 0,
  aircraft: 842,
  seconds: 4.21,
  events_per_second: 33_039.9,
  p50_ms: 9.51,
  p99_ms: 31.04,
  shift_ms: 0,
  refusals: {},
  interrupted: false,
  read_back: { expected: 139_000, found: 139_000, missing_aircraft: [], doubled: 0, other: 0, sampled: 20, differences: [] },
  ok: true,
}

test('a good replay is a small table that ends with ok', () => {
  expect(formatReport(report).split('\n')).toEqual([
    'replay of day.ndjson.gz',
    '  sent              139,098',
    '  created (201)     139,000',
    '  duplicate (200)   98',
    '  conflict (409)    0',
    '  rejected (4xx)    0',
    '  errors            0',
    '  aircraft          842',
    '  time              4.2 s',
    '  rate              33,040 events/s',
    '  answer p50 / p99  9.5 / 31.0 ms',
    '  read back         139,000 of 139,000, 20 compared field by field',
    'ok: every event is stored exactly once',
  ])
})

test('a bad replay names what is wrong, the first ten of each kind, and ends with NOT OK', () => {
  const missing = Array.from({ length: 12 }, (_, index) => ({
    registration: `ICAO-${index}`,
    aircraft_id: `id-${index}`,
    expected: 5,
    found: 4,
  }))
  const text = formatReport({
    ...report,
    ok: false,
    interrupted: true,
    refusals: { '403 AIRCRAFT_REVOKED': 7 },
    read_back: {
      ...report.read_back,
      missing_aircraft: missing,
      doubled: 1,
      other: 3,
      differences: ['event e /ts: sent a, stored b'],
    },
  })
  for (const part of [
    'others there      3',
    'interrupted before the end',
    '7 × 403 AIRCRAFT_REVOKED',
    '1 events are there more than once',
    'ICAO-0: 4 of 5 found (id-0)',
    'ICAO-9',
    '… and 2 more',
    'event e /ts: sent a, stored b',
  ]) {
    expect(text).toContain(part)
  }
  expect(text).not.toContain('ICAO-10')
  expect(text.endsWith('NOT OK')).toBe(true)
})
