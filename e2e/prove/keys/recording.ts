import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replay } from '@skykeep/simulator'
import type { FirstStart } from '../../bench/server.ts'
import { hasRecording, recording } from '../replay-day.ts'

export interface Replayed {
  from: 'recorded' | 'generated'
  rows: number
  stored: number
  missing: number
  twice: number
  /** Rows that were refused, or of which nothing is known, and those that are stored otherwise than they were sent. */
  failed: Record<string, number>
  ok: boolean
}

interface Order {
  start: FirstStart
  folder: string
  /** How many rows; absent: all. */
  limit: number | undefined
  speed: number
}

/** Plays recorded positions, or generated ones where there is no recording, and reads back that each row is stored exactly once. Nothing is tried again. */
export async function replayBeside({ start, folder, limit, speed }: Order): Promise<Replayed> {
  const { url, client_id, client_secret } = start
  const file = hasRecording ? recording : generated(folder)
  const operator = { client_id, client_secret }
  const report = await replay({
    file,
    url,
    operator,
    speed,
    concurrency: 8,
    retryForMs: 0,
    ...(limit !== undefined && { limit }),
  })
  const { expected, found, doubled, differences } = report.read_back
  return {
    from: hasRecording ? 'recorded' : 'generated',
    rows: report.sent,
    stored: found,
    missing: expected - found,
    twice: doubled,
    failed: { ...report.refusals, ...(differences.length > 0 && { 'stored otherwise': differences.length }) },
    // What was stored is what this replay made: each row was taken once, and found once.
    ok: report.ok && report.created === expected,
  }
}

const AIRCRAFT = 20
const ROWS = 6_000

/** Aircraft on straight lines, each second a row of one of them. */
function generated(folder: string): string {
  const file = join(folder, 'generated.ndjson')
  const from = Date.parse('2018-08-01T05:00:00Z')
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const one = n % AIRCRAFT
    const place = { lat: 46 + one / 20, lon: Number((6 + n / 10_000).toFixed(5)) }
    const icao24 = (0x4b_00_00 + one).toString(16)
    const moves = { altitude_ft: 30_000 + one * 100, ground_speed_kt: 430, track_deg: 90, vertical_rate_fpm: 0 }
    return JSON.stringify({ icao24, ts: new Date(from + n * 1_000).toISOString(), ...place, ...moves, callsign: null })
  })
  writeFileSync(file, `${rows.join('\n')}\n`)
  return file
}
