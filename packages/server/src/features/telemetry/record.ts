import { canonicalize, type JsonValue } from '@skykeep/proof'
import { sha256 } from '../../lib/sha256.ts'
import { instantOf, type Micros } from './instants.ts'
import type { PreparedEvent } from './prepare-event.ts'

/** An event as it stands in the database. */
export interface StoredRow extends PreparedEvent {
  received_at: Micros
  implausible: boolean
}

/**
 * The record of an event: what a reader gets and what the audit trail proves. It is made of the stored values only, so that anyone
 * who changes a row in the database changes the record, and with it the hash that the signed tree no longer holds.
 */
export function recordOf(row: StoredRow): Record<string, JsonValue> {
  return {
    team_id: row.team_id,
    aircraft_id: row.aircraft_id,
    event_id: row.event_id,
    ts: instantOf(row.ts),
    received_at: instantOf(row.received_at),
    implausible: row.implausible,
    fingerprint: row.fingerprint.toString('hex'),
    metrics: metricsOf(row),
  }
}

export function metricsOf(row: Omit<StoredRow, 'received_at' | 'implausible'>): Record<string, JsonValue> {
  const metrics: Record<string, JsonValue> = row.extra === null ? {} : JSON.parse(row.extra)
  if (row.lat_e4 !== null && row.lon_e4 !== null) {
    metrics.gps = { ...(metrics.gps as object | undefined), lat: row.lat_e4 / 10_000, lon: row.lon_e4 / 10_000 }
  }
  if (row.speed !== null) metrics.speed = row.speed
  if (row.altitude !== null) metrics.altitude = row.altitude
  if (row.vertical_rate !== null) metrics.vertical_rate = row.vertical_rate
  if (row.track !== null) metrics.track = row.track
  if (row.callsign !== null) metrics.callsign = row.callsign
  if (row.on_ground !== null) metrics.on_ground = row.on_ground
  return metrics
}

/**
 * The leaf hash of a record in the tree of its batch, equal to `recordHash(recordOf(row))` of `@skykeep/proof` (a property test
 * compares them). The canonical text is written straight from the row, since building the record and sorting its members cost more
 * than the hash. The leaf's prefix byte 0x00 is U+0000 in UTF-8, so the text can be hashed without a copy.
 */
export function recordLeaf(row: StoredRow): Buffer {
  const text =
    `\u0000{"aircraft_id":"${row.aircraft_id}","event_id":"${row.event_id}","fingerprint":"${row.fingerprint.toString('hex')}",` +
    `"implausible":${row.implausible},"metrics":${metricsText(row)},"received_at":"${instantOf(row.received_at)}",` +
    `"team_id":"${row.team_id}","ts":"${instantOf(row.ts)}"}`
  return sha256(text)
}

/** Canonical text of the metrics. Numbers print as RFC 8785 asks by themselves; a callsign has nothing to escape. */
function metricsText(row: StoredRow): string {
  if (row.extra !== null) return canonicalize(metricsOf(row))
  let text = ''
  if (row.altitude !== null) text += `,"altitude":${row.altitude}`
  if (row.callsign !== null) text += `,"callsign":"${row.callsign}"`
  if (row.lat_e4 !== null && row.lon_e4 !== null) text += `,"gps":{"lat":${row.lat_e4 / 10_000},"lon":${row.lon_e4 / 10_000}}`
  if (row.on_ground !== null) text += `,"on_ground":${row.on_ground}`
  if (row.speed !== null) text += `,"speed":${row.speed}`
  if (row.track !== null) text += `,"track":${row.track}`
  if (row.vertical_rate !== null) text += `,"vertical_rate":${row.vertical_rate}`
  return `{${text.slice(1)}}`
}
