import { z } from 'zod'
import type { Secret } from '../../../config/secret.ts'
import { askOutside, OutsideFailure } from '../../../lib/ask-outside.ts'
import type { WeatherProvider } from '../weather-provider.ts'

const BYTES_MAX = 65_536
const label = z
  .string()
  .max(120)
  .transform((text) => text.replace(/\p{C}/gu, ' ').trim())
const amount = z.number().min(0).max(1_000_000)

const Answer = z.object({
  location: z.object({ name: label, region: label, country: label, tz_id: z.string().regex(/^[A-Za-z0-9_+/-]{1,64}$/) }),
  current: z.object({
    last_updated_epoch: z.int(),
    temp_c: z.number().min(-110).max(70),
    is_day: z.number(),
    condition: z.object({ code: z.int().min(1_000).max(1_300) }),
    wind_kph: z.number().min(0).max(600),
    wind_degree: z.number().min(0).max(360),
    pressure_mb: z.number().min(800).max(1_150),
    precip_mm: z.number().min(0).max(1_000),
    humidity: z.number().min(0).max(100),
    cloud: z.number().min(0).max(100),
    feelslike_c: z.number().min(-150).max(100),
    vis_km: z.number().min(0).max(1_000),
    uv: z.number().min(0).max(30),
    gust_kph: z.number().min(0).max(700),
    air_quality: z
      .object({
        ...{ co: amount, no2: amount, o3: amount, so2: amount, pm2_5: amount, pm10: amount },
        'us-epa-index': z.int().min(1).max(6),
        'gb-defra-index': z.int().min(1).max(10),
      })
      .optional()
      .catch(undefined),
  }),
})

/**
 * WeatherAPI.com. It takes its key in the address only; ours goes nowhere else, and into no log: addresses of requests that we make are not logged.
 */
export function weatherApi({ origin, key }: { origin: string; key: Secret }): WeatherProvider {
  return {
    name: 'weatherapi',
    async current({ lat, lon }, signal) {
      const url = new URL('/v1/current.json', origin)
      url.search = new URLSearchParams({ key: key.reveal(), q: `${lat},${lon}`, aqi: 'yes' }).toString()
      const parsed = Answer.safeParse(await askOutside({ url, signal, bytesMax: BYTES_MAX }))
      if (!parsed.success) throw new OutsideFailure('garbage')
      const { location, current } = parsed.data
      return {
        place: { name: location.name, region: location.region, country: location.country, time_zone: location.tz_id },
        observed_at: new Date(current.last_updated_epoch * 1_000),
        is_day: current.is_day === 1,
        condition: current.condition.code,
        temperature_c: current.temp_c,
        feels_like_c: current.feelslike_c,
        wind_kph: current.wind_kph,
        gust_kph: current.gust_kph,
        wind_degrees: current.wind_degree,
        pressure_mb: current.pressure_mb,
        precipitation_mm: current.precip_mm,
        humidity: current.humidity,
        cloud: current.cloud,
        visibility_km: current.vis_km,
        uv: current.uv,
        air: current.air_quality ?? null,
      }
    },
  }
}
