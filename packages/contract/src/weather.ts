import { z } from 'zod'
import { InstantOut, Uuid } from './basics.ts'

/** In digits: `Number` would also make a place of blanks (0), of 0x10 and of 1e1. */
const DECIMAL = /^-?\d{1,3}(?:\.\d{1,20})?$/
const degrees = (most: number) =>
  z.preprocess((text) => (typeof text === 'string' && DECIMAL.test(text) ? Number(text) : text), z.number().min(-most).max(most))

export const CurrentWeatherQuery = z.strictObject({
  lat: degrees(90).describe('degrees north'),
  lon: degrees(180).describe('degrees east'),
  lang: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be two letters such as en')
    .transform((text) => text.toLowerCase())
    .default('en')
    .describe('language of `condition.text`; English where there is no translation'),
})
export type CurrentWeatherQuery = z.output<typeof CurrentWeatherQuery>

/** Where an answer comes from, and how old it is. */
export const WeatherSource = z.object({
  provider: z.enum(['demo', 'open-meteo', 'weatherapi', 'aviationweather']),
  is_demo: z.boolean().describe('true: made up, and of no use for a flight'),
  read_at: InstantOut.describe('when the provider was asked'),
  age_seconds: z.int().describe('since then'),
  is_stale: z.boolean().describe('the provider cannot be reached, and this is the last that is known'),
})
export type WeatherSource = z.output<typeof WeatherSource>

const amount = (unit: string) => z.number().describe(unit)

export const AirQuality = z.object({
  co: amount('µg/m³'),
  no2: amount('µg/m³'),
  o3: amount('µg/m³'),
  so2: amount('µg/m³'),
  pm2_5: amount('µg/m³'),
  pm10: amount('µg/m³'),
  'us-epa-index': z.int().min(1).max(6).nullable().describe('1 good … 6 hazardous'),
  'gb-defra-index': z.int().min(1).max(10).nullable().describe('1 low … 10 very high'),
})
export type AirQuality = z.output<typeof AirQuality>

export const CurrentWeather = z
  .object({
    location: z.object({
      name: z.string().describe('empty where the provider names no place'),
      region: z.string(),
      country: z.string(),
      lat: z.number().describe('rounded: what the provider was told'),
      lon: z.number(),
      tz_id: z.string(),
      localtime_epoch: z.int(),
      localtime: z.string().describe('YYYY-MM-DD HH:MM in `tz_id`'),
    }),
    current: z.object({
      last_updated_epoch: z.int(),
      last_updated: z.string(),
      temp_c: z.number(),
      temp_f: z.number(),
      is_day: z.int().min(0).max(1),
      condition: z.object({
        text: z.string(),
        icon: z.string().describe('name of a picture: day or night, and the number of the condition'),
        code: z.int().describe('number of the condition, 1000 to 1282, as WeatherAPI.com counts them'),
      }),
      wind_mph: z.number(),
      wind_kph: z.number(),
      wind_degree: z.number(),
      wind_dir: z.string().describe('of sixteen'),
      pressure_mb: z.number(),
      pressure_in: z.number(),
      precip_mm: z.number(),
      precip_in: z.number(),
      humidity: z.number().describe('%'),
      cloud: z.number().describe('%'),
      feelslike_c: z.number(),
      feelslike_f: z.number(),
      vis_km: z.number(),
      vis_miles: z.number(),
      uv: z.number().describe('index, may have decimals'),
      gust_mph: z.number(),
      gust_kph: z.number(),
      air_quality: AirQuality.nullable(),
    }),
    source: WeatherSource,
  })
  .meta({ id: 'CurrentWeather' })
export type CurrentWeather = z.output<typeof CurrentWeather>

export const StationPath = z.strictObject({
  icao: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]{3}$/, 'must be the four letters of a station, such as LSZH')
    .transform((text) => text.toUpperCase()),
})
export const NearestMetarQuery = z.strictObject({
  aircraft_id: Uuid.optional().describe('whose last position counts; an aircraft may leave it out'),
})

const Wind = z.object({
  degrees: z.int().nullable().describe('true, whence it blows; null: variable'),
  from_degrees: z.int().nullable().describe('least of a range of directions'),
  to_degrees: z.int().nullable(),
  speed_kt: z.number(),
  gust_kt: z.number().nullable(),
})
const Visibility = z.object({
  meters: z.int(),
  bound: z.enum(['exactly', 'or_more', 'less_than']),
})
const Cloud = z.object({
  cover: z.enum(['FEW', 'SCT', 'BKN', 'OVC', 'VV', 'NSC', 'NCD', 'CLR', 'SKC']),
  base_ft: z.int().nullable().describe('above the ground; of VV: how far one sees upwards'),
  type: z.string().nullable().describe('CB, TCU'),
})
const Phenomenon = z.object({ group: z.string(), text: z.string() })

export const FlightCategory = z
  .enum(['VFR', 'MVFR', 'IFR', 'LIFR'])
  .describe('LIFR: ceiling below 500 ft or visibility below 1 mile; IFR: 1,000 ft, 3 miles; MVFR: to 3,000 ft, to 5 miles')

const not_understood = z.array(z.string()).describe('groups that nothing was read out of')
const conditions = {
  wind: Wind.nullable(),
  visibility: Visibility.nullable(),
  is_cavok: z.boolean().describe('ten kilometres or more, no cloud of importance, no weather'),
  weather: z.array(Phenomenon),
  clouds: z.array(Cloud),
  other_groups: z
    .array(z.string())
    .describe(
      'groups without a member of their own, as they stand: wind shear, states of runways, colours of airfields, the sea',
    ),
}
const change = {
  type: z.string().describe('BECMG, TEMPO, FM, PROB, INTER'),
  probability: z.int().nullable().describe('%'),
  from: InstantOut.nullable(),
  until: InstantOut.nullable(),
  ...conditions,
  not_understood,
  raw: z.string(),
}
export const WeatherChange = z.object(change)
export type WeatherChange = z.output<typeof WeatherChange>

export const DecodedMetar = z.object({
  observed_at: InstantOut,
  is_automatic: z.boolean(),
  is_correction: z.boolean(),
  ...conditions,
  runway_ranges: z.array(z.string()).describe('groups of runway visual range, as they stand'),
  temperature_c: z.int().nullable(),
  dew_point_c: z.int().nullable(),
  pressure_hpa: z.number().nullable(),
  trends: z.array(WeatherChange),
  remarks: z.string().nullable(),
  not_understood,
  flight_category: FlightCategory.nullable().describe('null: the report does not say enough'),
})
export type DecodedMetar = z.output<typeof DecodedMetar>

export const Station = z.object({
  icao: z.string(),
  name: z.string(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  elevation_m: z.number().nullable(),
})
export type Station = z.output<typeof Station>

const report = { station: Station, raw: z.string(), issued_at: InstantOut.nullable(), source: WeatherSource }
const undecodable = z.string().nullable().describe('why nothing was decoded: read the raw text')

export const Metar = z.object({ ...report, decoded: DecodedMetar.nullable(), not_decodable: undecodable }).meta({ id: 'Metar' })
export type Metar = z.output<typeof Metar>

export const NearestMetar = z
  .object({ ...Metar.shape, distance_km: z.number().describe('from the last position of the aircraft, which was rounded first') })
  .meta({ id: 'NearestMetar' })
export type NearestMetar = z.output<typeof NearestMetar>

export const DecodedTaf = z.object({
  valid_from: InstantOut,
  valid_until: InstantOut,
  is_amendment: z.boolean(),
  is_cancelled: z.boolean(),
  ...conditions,
  not_understood,
  changes: z.array(WeatherChange),
})
export type DecodedTaf = z.output<typeof DecodedTaf>
export const Taf = z.object({ ...report, decoded: DecodedTaf.nullable(), not_decodable: undecodable }).meta({ id: 'Taf' })
export type Taf = z.output<typeof Taf>
