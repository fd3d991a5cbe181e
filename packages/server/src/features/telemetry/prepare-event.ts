import type { Metrics, TelemetryEvent } from '@skykeep/contract'
import { canonicalize, type JsonValue } from '@skykeep/proof'
import { sha256 } from '../../lib/sha256.ts'
import { type Micros, microsOf } from './instants.ts'

/** An accepted event in the form in which it is stored. */
export interface PreparedEvent {
  team_id: string
  aircraft_id: string
  event_id: string
  ts: Micros
  /** SHA-256 over the RFC 8785 text of the payload as it was received: what decides between 200 and 409. */
  fingerprint: Buffer
  on_ground: boolean | null
  lat_e4: number | null
  lon_e4: number | null
  altitude: number | null
  speed: number | null
  track: number | null
  vertical_rate: number | null
  callsign: string | null
  /** Canonical JSON of every other member that was sent. */
  extra: string | null
}

/** Positions are rounded to 4 decimals (about 11 m) here, before anything is stored or published. */
const tenThousandths = (degrees: number | null | undefined): number | null =>
  degrees == null ? null : Math.round(degrees * 10_000)

export function prepareEvent(team_id: string, event: TelemetryEvent, received: unknown): PreparedEvent {
  const { speed, altitude, vertical_rate, track, callsign, on_ground, gps, ...rest } = event.metrics
  const { lat, lon, ...restOfGps } = gps ?? {}
  return {
    team_id,
    aircraft_id: event.aircraft_id,
    event_id: event.event_id,
    ts: microsOf(event.ts),
    fingerprint: sha256(canonicalize(received as JsonValue)),
    on_ground: on_ground ?? null,
    lat_e4: tenThousandths(lat),
    lon_e4: tenThousandths(lon),
    altitude: altitude ?? null,
    speed: speed ?? null,
    track: track ?? null,
    vertical_rate: vertical_rate ?? null,
    callsign: callsign ?? null,
    extra: extraOf(rest, restOfGps),
  }
}

function extraOf(rest: Partial<Metrics>, restOfGps: object): string | null {
  const gps = given(restOfGps)
  const extra = given(gps ? { ...rest, gps } : rest)
  return extra && canonicalize(extra)
}

/** The members that say something, at every level: null means the same as absent. */
function given(members: object): Record<string, JsonValue> | null {
  let kept: Record<string, JsonValue> | null = null
  for (const name in members) {
    const value = (members as Record<string, unknown>)[name]
    if (value == null) continue
    const sound = typeof value === 'object' && !Array.isArray(value) ? given(value) : value
    if (sound === null) continue
    kept ??= {}
    kept[name] = sound as JsonValue
  }
  return kept
}
