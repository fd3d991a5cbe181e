import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasMark, recordingMark, replayedEventId } from './event-id.ts'
import type { PositionRow } from './row.ts'

const row: PositionRow = {
  icao24: '4b160e',
  ts: '2019-11-05T13:05:20.000Z',
  lat: 47.45763,
  lon: 8.55576,
  altitude_ft: 1800,
  ground_speed_kt: 149.7,
  track_deg: 275.4,
  vertical_rate_fpm: null,
  callsign: 'SWR5220',
}
const tsMs = Date.parse(row.ts)
const mark = recordingMark('/some/where/day.ndjson.gz', 0)

test('the id of a replayed event is this one for ever: earlier replays must stay recognisable', () => {
  expect(replayedEventId(mark, row, tsMs)).toBe('016e3bab-6a80-75de-acc5-a973f172d9fb')
})

test('the id is a UUID v7 of the instant of the event, whatever the recording is called', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), fc.nat(), (file, shift, ms) => {
      const id = replayedEventId(recordingMark(file, shift), row, ms)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(ms)
    }),
  )
})

test('a change in any member of the row is another event', () => {
  const changes: Partial<PositionRow>[] = [
    { icao24: '4b160f' },
    { ts: '2019-11-05T13:05:20.001Z' },
    { lat: 47.45764 },
    { lon: 8.55577 },
    { altitude_ft: null },
    { ground_speed_kt: 149.8 },
    { track_deg: 275.3 },
    { vertical_rate_fpm: 0 },
    { callsign: null },
  ]
  const ids = [{}, ...changes].map((change) => replayedEventId(mark, { ...row, ...change }, tsMs))
  expect(new Set(ids).size).toBe(10)
})

test('a recording is known by its name and shift, not by its folder or compression', () => {
  expect(recordingMark('/else/where/day.ndjson', 0)).toBe(mark)
  expect(recordingMark('/some/where/day.ndjson.gz', 1)).not.toBe(mark)
  expect(recordingMark('/some/where/night.ndjson.gz', 0)).not.toBe(mark)
  expect(hasMark(replayedEventId(mark, row, tsMs), mark)).toBe(true)
  expect(hasMark(replayedEventId(recordingMark('other', 0), row, tsMs), mark)).toBe(false)
})
