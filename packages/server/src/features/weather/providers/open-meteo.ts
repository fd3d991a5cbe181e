import { z } from 'zod'
import { askOutside, OutsideFailure } from '../../../lib/ask-outside.ts'
import type { WeatherProvider } from '../weather-provider.ts'
import { conditionOfWmo } from './wmo-codes.ts'

const BYTES_MAX = 65_536
const weather = [
  ...['temperature_2m', 'relative_humidity_2m', 'apparent_temperature', 'is_day', 'precipitation', 'weather_code', 'cloud_cover'],
  ...['pressure_msl', 'wind_speed_10m', 'wind_direction_10m', 'wind_gusts_10m', 'visibility', 'uv_index'],
]
const air = ['us_aqi', 'pm10', 'pm2_5', 'carbon_monoxide', 'nitrogen_dioxide', 'sulphur_dioxide', 'ozone']

const Answer = z.object({
  timezone: z.string().regex(/^[A-Za-z0-9_+/-]{1,64}$/),
  current: z.object({
    time: z.int(),
    temperature_2m: z.number().min(-110).max(70),
    relative_humidity_2m: z.number().min(0).max(100),
    apparent_temperature: z.number().min(-150).max(100),
    is_day: z.number(),
    precipitation: z.number().min(0).max(1_000),
    weather_code: z.int(),
    cloud_cover: z.number().min(0).max(100),
    pressure_msl: z.number().min(800).max(1_150),
    wind_speed_10m: z.number().min(0).max(600),
    wind_direction_10m: z.number().min(0).max(360),
    wind_gusts_10m: z.number().min(0).max(700),
    visibility: z.number().min(0).max(1_000_000),
    uv_index: z.number().min(0).max(30),
  }),
})
const particles = z.number().min(0).max(1_000_000)
const Air = z.object({
  current: z.object({
    us_aqi: z.number().min(0).max(1_000),
    pm10: particles,
    pm2_5: particles,
    carbon_monoxide: particles,
    nitrogen_dioxide: particles,
    sulphur_dioxide: particles,
    ozone: particles,
  }),
})

export interface OpenMeteo {
  /** Origins of the forecast and of the air quality. */
  origin: string
  airOrigin: string
}

/** Open-Meteo: models of weather services, without a key. It names no places. */
export function openMeteo({ origin, airOrigin }: OpenMeteo): WeatherProvider {
  return {
    name: 'open-meteo',
    async current({ lat, lon }, signal) {
      const at = { latitude: String(lat), longitude: String(lon), timeformat: 'unixtime' }
      const ask = (from: string, path: string, names: readonly string[], more: object) => {
        const url = new URL(path, from)
        url.search = new URLSearchParams({ ...at, current: names.join(','), ...more }).toString()
        return askOutside({ url, signal, bytesMax: BYTES_MAX })
      }
      // Air is a courtesy: without it there is still the weather.
      const [told, breathed] = await Promise.all([
        ask(origin, '/v1/forecast', weather, { timezone: 'auto', wind_speed_unit: 'kmh' }),
        ask(airOrigin, '/v1/air-quality', air, {}).catch(() => null),
      ])
      const parsed = Answer.safeParse(told)
      if (!parsed.success) throw new OutsideFailure('garbage')
      const { current, timezone } = parsed.data
      return {
        place: { name: '', region: '', country: '', time_zone: timezone },
        observed_at: new Date(current.time * 1_000),
        is_day: current.is_day === 1,
        condition: conditionOfWmo(current.weather_code),
        temperature_c: current.temperature_2m,
        feels_like_c: current.apparent_temperature,
        wind_kph: current.wind_speed_10m,
        gust_kph: current.wind_gusts_10m,
        wind_degrees: current.wind_direction_10m,
        pressure_mb: current.pressure_msl,
        precipitation_mm: current.precipitation,
        humidity: current.relative_humidity_2m,
        cloud: current.cloud_cover,
        visibility_km: current.visibility / 1_000,
        uv: current.uv_index,
        air: airOf(breathed),
      }
    },
  }
}

function airOf(told: unknown) {
  const parsed = Air.safeParse(told)
  if (!parsed.success) return null
  const { us_aqi, pm10, pm2_5, carbon_monoxide, nitrogen_dioxide, sulphur_dioxide, ozone } = parsed.data.current
  return {
    ...{ co: carbon_monoxide, no2: nitrogen_dioxide, o3: ozone, so2: sulphur_dioxide, pm2_5, pm10 },
    'us-epa-index': epaIndex(us_aqi),
    // The British index is made of means of several hours, which are not told.
    'gb-defra-index': null,
  }
}

/** Upper bounds of the American index of air quality for each of its six bands. */
const EPA_BANDS = [50, 100, 150, 200, 300]
export const epaIndex = (aqi: number): number => EPA_BANDS.filter((bound) => aqi > bound).length + 1
