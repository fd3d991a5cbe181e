import { createHash } from 'node:crypto'
import type { Clock } from '../../../lib/new-id.ts'
import type { Observation, ReportProvider, RoughPlace, StationReport, WeatherProvider } from '../weather-provider.ts'
import { type DemoStation, demoStations } from './demo-stations.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A number from 0 to 1 that a text always has. */
const chance = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32

/** Changes smoothly with time and, by whole degrees, with the place: between the chances of this period and of the next one. */
function drift(name: string, { lat, lon }: RoughPlace, at: number, periodMs: number): number {
  const period = Math.floor(at / periodMs)
  const part = at / periodMs - period
  const ease = part * part * (3 - 2 * part)
  const of = (one: number) => chance(`${name}|${Math.round(lat)}|${Math.round(lon)}|${one}`)
  return of(period) * (1 - ease) + of(period + 1) * ease
}

/** Made-up weather: plausible for latitude, season and time of day, and the same for the same place and time. */
export function demoWeather(clock: Clock): WeatherProvider {
  return { name: 'demo', current: async (place) => observed(place, clock.now().getTime()) }
}

export function observed(place: RoughPlace, now: number): Observation {
  const at = Math.floor(now / 900_000) * 900_000
  const { lat, lon } = place
  const dayOfYear = (at % (365.25 * DAY_MS)) / DAY_MS
  const solarHour = (((at / HOUR_MS + lon / 15) % 24) + 24) % 24
  const season = Math.cos(((dayOfYear - 200) / 365.25) * 2 * Math.PI) * Math.sign(lat || 1)
  const declination = 23.4 * Math.sin(((dayOfYear - 81) / 365.25) * 2 * Math.PI)
  const radians = Math.PI / 180
  const height = Math.asin(
    Math.sin(lat * radians) * Math.sin(declination * radians) +
      Math.cos(lat * radians) * Math.cos(declination * radians) * Math.cos((solarHour - 12) * 15 * radians),
  )
  const cloud = Math.round(drift('cloud', place, at, 6 * HOUR_MS) ** 0.8 * 100)
  const wet = cloud > 70 ? drift('rain', place, at, 3 * HOUR_MS) : 0
  const temperature =
    27 -
    Math.abs(lat) * 0.45 +
    season * Math.abs(lat) * 0.22 +
    4 * Math.cos(((solarHour - 15) / 24) * 2 * Math.PI) +
    (drift('warm', place, at, DAY_MS) - 0.5) * 10
  const wind = 4 + drift('wind', place, at, 4 * HOUR_MS) ** 2 * 45
  const gust = wind * (1.2 + drift('gust', place, at, HOUR_MS) * 0.6)
  const humidity = Math.round(Math.min(100, 45 + cloud * 0.35 + wet * 20))
  const precipitation = wet > 0.55 ? Math.round((wet - 0.55) * 60) / 10 : 0
  const t = Math.round(temperature * 10) / 10
  return {
    place: { name: '', region: '', country: '', time_zone: nauticalZone(lon) },
    observed_at: new Date(at),
    is_day: height > 0,
    condition: conditionOf(cloud, precipitation, t),
    temperature_c: t,
    feels_like_c: Math.round((t - (t < 12 ? wind * 0.08 : 0)) * 10) / 10,
    wind_kph: Math.round(wind * 10) / 10,
    gust_kph: Math.round(gust * 10) / 10,
    wind_degrees: Math.round(drift('from', place, at, 8 * HOUR_MS) * 360) % 360,
    pressure_mb: Math.round((1_001 + drift('pressure', place, at, 12 * HOUR_MS) * 28) * 10) / 10,
    precipitation_mm: precipitation,
    humidity,
    cloud,
    visibility_km: Math.round((precipitation > 0 ? 12 - wet * 9 : 14 - cloud * 0.04) * 10) / 10,
    uv: Math.max(0, Math.round(Math.sin(height) * 11 * (1 - cloud / 160) * 10) / 10),
    air: null,
  }
}

function conditionOf(cloud: number, precipitation: number, temperature: number): number {
  if (precipitation > 0) {
    const heavy = precipitation > 1.5
    return temperature < 0.5 ? (heavy ? 1219 : 1213) : heavy ? 1189 : 1183
  }
  if (cloud < 20) return 1000
  return cloud < 55 ? 1003 : cloud < 85 ? 1006 : 1009
}

/** The zone of the hour, whatever the country says: made-up places have no laws. */
function nauticalZone(lon: number): string {
  const hours = Math.round(lon / 15)
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}

/** Reports made of the made-up weather, for some aerodromes of the world. */
export function demoReports(clock: Clock): ReportProvider {
  const now = () => clock.now().getTime()
  const found = (icao: string) => demoStations.find((one) => one.icao === icao)
  return {
    name: 'demo',
    async metar(icao) {
      const station = found(icao)
      return station ? metarOf(station, now()) : null
    },
    async taf(icao) {
      const station = found(icao)
      return station ? tafOf(station, now()) : null
    },
    around: async () => demoStations.map((station) => metarOf(station, now())),
  }
}

const two = (value: number): string => String(value).padStart(2, '0')
const three = (value: number): string => String(value).padStart(3, '0')
const signed = (value: number): string => (value < 0 ? `M${two(-value)}` : two(value))
const dayTime = (at: Date): string => `${two(at.getUTCDate())}${two(at.getUTCHours())}${two(at.getUTCMinutes())}Z`
const hourOf = (at: Date): string => `${two(at.getUTCDate())}${two(at.getUTCHours())}`

function metarOf(station: DemoStation, now: number): StationReport {
  // Twenty past and ten to, as many aerodromes have it.
  const at = new Date(Math.floor((now - 1_200_000) / 1_800_000) * 1_800_000 + 1_200_000)
  const weather = observed(station, at.getTime())
  const dew = Math.round(weather.temperature_c - (100 - weather.humidity) / 5)
  const groups = [
    ...[station.icao, dayTime(at), 'AUTO', ...groupsOf(weather)],
    `${signed(Math.round(weather.temperature_c))}/${signed(dew)}`,
    `Q${String(Math.round(weather.pressure_mb)).padStart(4, '0')}`,
    'NOSIG',
  ]
  return { station, raw: `METAR ${groups.join(' ')}`, issued_at: at }
}

function tafOf(station: DemoStation, now: number): StationReport {
  const at = new Date(Math.floor(now / (6 * HOUR_MS)) * 6 * HOUR_MS)
  const [from, turn, settled, until] = [1, 10, 12, 25].map((hours) => new Date(at.getTime() + hours * HOUR_MS)) as [
    Date,
    Date,
    Date,
    Date,
  ]
  const begins = groupsOf(observed(station, from.getTime())).join(' ')
  const becomes = groupsOf(observed(station, settled.getTime())).join(' ')
  const raw = `TAF ${station.icao} ${dayTime(at)} ${hourOf(from)}/${hourOf(until)} ${begins} BECMG ${hourOf(turn)}/${hourOf(settled)} ${becomes}`
  return { station, raw, issued_at: at }
}

function groupsOf({
  wind_kph,
  gust_kph,
  wind_degrees,
  visibility_km,
  precipitation_mm,
  temperature_c,
  cloud,
  humidity,
}: Observation): string[] {
  const [speed, gust] = [Math.round(wind_kph / 1.852), Math.round(gust_kph / 1.852)]
  const from = three(Math.round(wind_degrees / 10) * 10 || 360)
  const wind = speed < 1 ? '00000KT' : `${from}${two(speed)}${gust >= speed + 10 ? `G${two(gust)}` : ''}KT`
  const meters = visibility_km >= 10 ? '9999' : String(Math.round(visibility_km) * 1_000).padStart(4, '0')
  const strength = precipitation_mm > 1.5 ? '' : '-'
  const falling = precipitation_mm > 0 ? [`${strength}${temperature_c < 0.5 ? 'SN' : 'RA'}`] : []
  // The base of clouds by the spread of temperature and dew point: 400 ft for each degree.
  const spread = (100 - humidity) / 5
  const base = Math.max(3, Math.round((spread * 400) / 100))
  const cover = cloud < 15 ? null : cloud < 35 ? 'FEW' : cloud < 60 ? 'SCT' : cloud < 88 ? 'BKN' : 'OVC'
  return [wind, meters, ...falling, cover === null ? 'NSC' : `${cover}${three(base)}`]
}
