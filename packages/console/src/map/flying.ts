import type { Schemas } from '../api/client.ts'

type Position = { -readonly [K in keyof Shown]: Shown[K] }
interface Shown {
  aircraft_id: string
  registration: string
  ts: string
  lat: number
  lon: number
  /** Feet. */
  altitude: number | null
  /** km/h. */
  speed: number | null
  /** Degrees, whither. */
  track: number | null
  /** Feet a minute. */
  vertical_rate: number | null
  callsign: string | null
  on_ground: boolean | null
  implausible: boolean
}

/** Where an aircraft is, as last heard. */
export interface Flying extends Position {
  /** When it was measured, in ms. */
  at: number
  squawk: string | null
}

export const LATE_MS = 15_000
export const SILENT_MS = 60_000
export type Look = 'live' | 'late' | 'silent'
export const lookOf = ({ at }: Pick<Flying, 'at'>, now: number): Look =>
  now - at <= LATE_MS ? 'live' : now - at <= SILENT_MS ? 'late' : 'silent'

/** Codes of a transponder that ask for help. */
const emergencies: Record<string, 'unlawful' | 'radio' | 'emergency'> = {
  '7500': 'unlawful',
  '7600': 'radio',
  '7700': 'emergency',
}
export const emergencyOf = ({ squawk }: Pick<Flying, 'squawk'>) => (squawk === null ? undefined : emergencies[squawk])

export const nameOf = ({ callsign, registration }: Pick<Flying, 'callsign' | 'registration'>): string =>
  callsign?.trim() || registration

/** What cannot be is told, and never drawn. */
export const isDrawable = ({ lat, lon, implausible }: Pick<Flying, 'lat' | 'lon' | 'implausible'>): boolean =>
  !implausible && Math.abs(lat) <= 85 && Math.abs(lon) <= 180

export const flyingOf = (position: Position, squawk: string | null = null): Flying => ({
  ...position,
  at: Date.parse(position.ts),
  squawk,
})

type Event = Schemas['StoredEvent']
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/** What an event says of where its aircraft is; null when it says nothing of that, or is older than what is known. */
export function heardOf({ aircraft_id, ts, metrics, implausible }: Event, before: Flying | undefined): Flying | null {
  const gps = (metrics.gps ?? {}) as { lat?: unknown; lon?: unknown; heading?: unknown }
  const [lat, lon] = [number(gps.lat), number(gps.lon)]
  const at = Date.parse(ts)
  if (lat === null || lon === null || Number.isNaN(at) || (before !== undefined && at < before.at)) return null
  return {
    ...{ aircraft_id, ts, at, lat, lon, implausible },
    registration: before?.registration ?? aircraft_id,
    altitude: number(metrics.altitude),
    speed: number(metrics.speed),
    track: number(metrics.track) ?? number(gps.heading),
    vertical_rate: number(metrics.vertical_rate),
    callsign: typeof metrics.callsign === 'string' ? metrics.callsign : (before?.callsign ?? null),
    squawk: typeof metrics.squawk === 'string' ? metrics.squawk : null,
    on_ground: typeof metrics.on_ground === 'boolean' ? metrics.on_ground : null,
  }
}
