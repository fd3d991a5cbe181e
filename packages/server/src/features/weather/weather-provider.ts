import type { AirQuality, WeatherSource } from '@skykeep/contract'

export type ProviderName = WeatherSource['provider']

/** A place as a provider is told it: rounded, so that nobody outside learns where an aircraft is. */
export interface RoughPlace {
  lat: number
  lon: number
}

/** The weather at a place, in metric units. What the answer has beyond this is computed from it. */
export interface Observation {
  place: { name: string; region: string; country: string; time_zone: string }
  observed_at: Date
  is_day: boolean
  /** Number of the condition, as WeatherAPI.com counts them. */
  condition: number
  temperature_c: number
  feels_like_c: number
  wind_kph: number
  gust_kph: number
  wind_degrees: number
  pressure_mb: number
  precipitation_mm: number
  humidity: number
  cloud: number
  visibility_km: number
  uv: number
  air: AirQuality | null
}

/** Who tells the weather at a place. Failures are {@link OutsideFailure}s. */
export interface WeatherProvider {
  readonly name: ProviderName
  current(place: RoughPlace, signal: AbortSignal): Promise<Observation>
}

export interface StationReport {
  station: { icao: string; name: string; lat: number | null; lon: number | null; elevation_m: number | null }
  raw: string
  issued_at: Date | null
}

/** Who has the reports of aerodromes. `null`: it has none of that station. */
export interface ReportProvider {
  readonly name: ProviderName
  metar(icao: string, signal: AbortSignal): Promise<StationReport | null>
  taf(icao: string, signal: AbortSignal): Promise<StationReport | null>
  /** Reports of stations around a place, in no order. */
  around(place: RoughPlace, signal: AbortSignal): Promise<StationReport[]>
}
