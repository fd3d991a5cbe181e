import type { CurrentWeather, WeatherSource } from '@skykeep/contract'
import { conditionWords } from './condition-words.ts'
import type { Kept } from './kept-answers.ts'
import type { Observation, ProviderName, RoughPlace } from './weather-provider.ts'

const MILES_IN_KM = 1 / 1.609_344
const DIRECTIONS = ['N', 'NNE', 'NE', 'ENE', 'E', 'ESE', 'SE', 'SSE', 'S', 'SSW', 'SW', 'WSW', 'W', 'WNW', 'NW', 'NNW'] as const

const to = (value: number, decimals: number): number => Number(value.toFixed(decimals))
const fahrenheit = (celsius: number): number => to((celsius * 9) / 5 + 32, 1)

/** The answer as the reference has it: each value in both systems of units. */
export function shownWeather(
  { value, ...kept }: Kept<Observation>,
  provider: ProviderName,
  place: RoughPlace,
  language: string,
  now: Date,
): CurrentWeather {
  const { time_zone, name, region, country } = value.place
  return {
    location: {
      ...{ name, region, country, lat: place.lat, lon: place.lon, tz_id: time_zone },
      localtime_epoch: Math.floor(now.getTime() / 1_000),
      localtime: wallClock(now, time_zone),
    },
    current: {
      last_updated_epoch: Math.floor(value.observed_at.getTime() / 1_000),
      last_updated: wallClock(value.observed_at, time_zone),
      temp_c: value.temperature_c,
      temp_f: fahrenheit(value.temperature_c),
      is_day: value.is_day ? 1 : 0,
      condition: {
        text: conditionWords(value.condition, value.is_day, language),
        icon: `${value.is_day ? 'day' : 'night'}/${value.condition}`,
        code: value.condition,
      },
      wind_mph: to(value.wind_kph * MILES_IN_KM, 1),
      wind_kph: value.wind_kph,
      wind_degree: value.wind_degrees,
      wind_dir: DIRECTIONS[Math.round(value.wind_degrees / 22.5) % 16]!,
      pressure_mb: value.pressure_mb,
      pressure_in: to(value.pressure_mb / 33.863_886, 2),
      precip_mm: value.precipitation_mm,
      precip_in: to(value.precipitation_mm / 25.4, 2),
      humidity: value.humidity,
      cloud: value.cloud,
      feelslike_c: value.feels_like_c,
      feelslike_f: fahrenheit(value.feels_like_c),
      vis_km: value.visibility_km,
      vis_miles: to(value.visibility_km * MILES_IN_KM, 1),
      uv: value.uv,
      gust_mph: to(value.gust_kph * MILES_IN_KM, 1),
      gust_kph: value.gust_kph,
      air_quality: value.air,
    },
    source: sourceOf(kept, provider, now),
  }
}

export const sourceOf = (
  { read_at, is_stale }: Omit<Kept<unknown>, 'value'>,
  provider: ProviderName,
  now: Date,
): WeatherSource => ({
  provider,
  is_demo: provider === 'demo',
  read_at: read_at.toISOString(),
  age_seconds: Math.max(0, Math.round((now.getTime() - read_at.getTime()) / 1_000)),
  is_stale,
})

function wallClock(instant: Date, timeZone: string): string {
  const here = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(isZone(timeZone) ? timeZone : 'UTC')
  return here.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')
}

/** A zone that our data does not know (yet) must not cost the weather. */
function isZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}
