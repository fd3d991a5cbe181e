import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void

/** Stands for every provider of weather: answers by path as they do, or as it is told to. */
export class PretendProvider {
  readonly asked: URL[] = []
  readonly headers: IncomingMessage['headers'][] = []
  /** In place of the usual answer. */
  instead: Answer | null = null
  origin = ''
  readonly #server: Server = createServer((request, response) => {
    const url = new URL(request.url!, this.origin)
    this.asked.push(url)
    this.headers.push(request.headers)
    const answer = this.instead ?? usual
    answer(request, response, url)
  })

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

const json = (response: ServerResponse, body: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const usual: Answer = (_, response, { pathname, searchParams }) => {
  if (pathname === '/v1/forecast') return json(response, openMeteoAnswer)
  if (pathname === '/v1/air-quality') return json(response, airAnswer)
  if (pathname === '/v1/current.json')
    return searchParams.get('key') === 'the-key'
      ? json(response, weatherApiAnswer)
      : json(response, { error: { code: 2006 } }, 401)
  if (searchParams.get('ids') === 'ZZZZ') return void response.writeHead(204).end()
  if (pathname === '/api/data/metar') return json(response, metars)
  if (pathname === '/api/data/taf') return json(response, tafs)
  json(response, {}, 404)
}

export const openMeteoAnswer = {
  ...{ latitude: 47.4, longitude: 8.5, timezone: 'Europe/Zurich' },
  current: {
    ...{ time: 1_795_694_400, temperature_2m: 3.4, relative_humidity_2m: 88, apparent_temperature: 0.1, is_day: 1 },
    ...{ precipitation: 0.3, weather_code: 61, cloud_cover: 100, pressure_msl: 1_012.4, wind_speed_10m: 18.4 },
    ...{ wind_direction_10m: 241, wind_gusts_10m: 37.1, visibility: 8_200, uv_index: 0.35 },
  },
}
const airAnswer = {
  current: {
    ...{ us_aqi: 61, pm10: 12.4, pm2_5: 8.9, carbon_monoxide: 230.3, nitrogen_dioxide: 15.8, sulphur_dioxide: 3.5, ozone: 68.2 },
  },
}
/** Members as the reference knows them, with some that nobody asked for. */
export const weatherApiAnswer = {
  location: {
    ...{ name: 'Paris', region: 'Ile-de-France', country: 'France', lat: 48.87, lon: 2.33, tz_id: 'Europe/Paris' },
    ...{ localtime_epoch: 1_795_694_500, localtime: '2026-11-26 13:01' },
  },
  current: {
    ...{ last_updated_epoch: 1_795_694_400, last_updated: '2026-11-26 13:00', temp_c: 15, temp_f: 59, is_day: 1 },
    condition: { text: 'CANARY provider text', icon: '//cdn.example/day/116.png', code: 1003 },
    ...{ wind_mph: 6.9, wind_kph: 11.2, wind_degree: 230, wind_dir: 'SW', pressure_mb: 1_012, pressure_in: 29.88 },
    ...{ precip_mm: 0, precip_in: 0, humidity: 67, cloud: 50, feelslike_c: 15, feelslike_f: 59, vis_km: 10, vis_miles: 6 },
    ...{ uv: 4.3, gust_mph: 8.3, gust_kph: 13.3, windchill_c: 14 },
    air_quality: {
      ...{ co: 230.3, no2: 15.8, o3: 68.2, so2: 3.5, pm2_5: 8.9, pm10: 12.4, 'us-epa-index': 1, 'gb-defra-index': 2 },
    },
  },
}
const zurich = { icaoId: 'LSZH', name: 'Zurich/Kloten, CH', lat: 47.46, lon: 8.55, elev: 432 }
const metars = [
  { ...zurich, rawOb: 'METAR LSZH 261150Z 24010KT 9999 FEW030 BKN045 04/M01 Q1012 NOSIG', obsTime: 1_795_693_800 },
  {
    ...zurich,
    icaoId: 'LSGG',
    lat: 46.24,
    lon: 6.11,
    rawOb: 'METAR LSGG 261150Z VRB02KT 0800 FG VV002 02/02 Q1013',
    obsTime: 1_795_693_800,
  },
  { icaoId: 'not a station', rawOb: 'x' },
  'not a report',
]
const tafs = [
  {
    ...zurich,
    rawTAF: 'TAF LSZH 261125Z 2612/2718 24010KT 9999 BKN045 TEMPO 2618/2622 4000 RA BKN012',
    issueTime: '2026-11-26T11:25:00Z',
  },
]
