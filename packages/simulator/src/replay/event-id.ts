import { hash } from 'node:crypto'
import { basename } from 'node:path'
import type { PositionRow } from './row.ts'

/**
 * The id of a replayed event, made from what it is: the same row of the same file with the same shift has the same id in every
 * replay, so that the server can tell a repetition. In the form of UUID v7: the instant, the mark of the recording, the row.
 */
export function replayedEventId(mark: string, row: PositionRow, tsMs: number): string {
  const content = [
    row.icao24,
    row.ts,
    row.lat,
    row.lon,
    row.altitude_ft,
    row.ground_speed_kt,
    row.track_deg,
    row.vertical_rate_fpm,
    row.callsign,
  ]
  const time = tsMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-${mark}-${hash('sha256', JSON.stringify(content)).slice(0, 12)}`
}

/** The middle of all ids of one recording: version and variant of a UUID v7, and 26 bits of file name and shift. */
export function recordingMark(file: string, shiftMs: number): string {
  const digits = hash('sha256', `${basename(file).replace(/\.gz$/, '')}\n${shiftMs}`)
  const variant = (8 + (Number.parseInt(digits[3]!, 16) % 4)).toString(16)
  return `7${digits.slice(0, 3)}-${variant}${digits.slice(4, 7)}`
}

export const hasMark = (eventId: string, mark: string): boolean => eventId.slice(14, 23) === mark
