import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Permission } from '@skykeep/contract'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Configuration } from '../../config/schema.ts'
import { Secret } from '../../config/secret.ts'
import { openPool } from '../../db/pool.ts'
import { openDatabase } from '../../db/tenancy.ts'
import { newId } from '../../lib/new-id.ts'
import { Metrics } from '../../operations/metrics.ts'
import { isDemonstration } from '../../roles/weather.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, testApp } from '../../testing/http.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'
import { aviationWeather } from './providers/aviation-weather.ts'
import { demoReports, demoWeather } from './providers/demo-weather.ts'
import { weatherApi } from './providers/weather-api.ts'
import { PretendProvider } from './testing/pretend-provider.ts'
import { weatherRoutes } from './weather.routes.ts'
import { weatherService } from './weather.service.ts'

const outside = new PretendProvider()
let registry: RegistryWorld
let db: ReturnType<typeof openDatabase>
const clock = { at: 0, now: () => new Date(clock.at) }
beforeAll(async () => {
  await outside.start()
  registry = await registryWorld()
  const pool = openPool({ url: registry.database.appUrl, role: 'skykeep_weather', applicationName: 'skykeep test', max: 2 })
  db = openDatabase({ pool })
})
afterAll(async () => {
  await db.close()
  await registry.close()
  await outside.stop()
})
beforeEach(() => {
  clock.at = Date.parse('2026-11-26T12:00:00Z')
})
afterEach(() => {
  outside.instead = null
  outside.asked.length = 0
})

type Providers = Partial<Pick<Parameters<typeof weatherService>[0], 'weather' | 'reports'>>

/** A team with somebody in it, before a server that asks these providers. */
async function serving(providers: Providers) {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const metrics = new Metrics()
  const http = testApp({}, { log } as never)
  const needs = { db, audit: registry.audit, clock, log, metrics, weather: null, reports: null, ...providers }
  weatherRoutes(http.app, { weather: weatherService(needs as never) })
  await http.app.ready()
  const { id } = await registry.team()
  const somebody = (kind: 'aircraft' | 'client', principalId: string, ...permissions: Permission[]) =>
    http.as({ kind, id: principalId, team_id: id, permissions: new Set(permissions), token_id: newId(), thumbprint: null })
  return { ...http, id, lines, metrics, somebody, crew: somebody('client', newId(), 'weather:read') }
}

const bought = (): Providers => ({
  weather: weatherApi({ origin: outside.origin, key: new Secret('the-key') }),
  reports: aviationWeather({ origin: outside.origin }),
})

/** An event of an aircraft of the team, at a place, as telemetry stores it. */
async function flewAt(team: string, aircraft: string, lat: number, lon: number, ts = '2026-11-26T11:00:00Z'): Promise<void> {
  const day = ts.slice(0, 10)
  await registry.admin.query('select telemetry.ensure_day($1::date)', [day])
  await registry.admin.query(
    `insert into telemetry.events (team_id, aircraft_id, ts, event_id, batch_id, ordinal, implausible, lat_e4, lon_e4)
      values ($1, $2, $3, $4, 1, 0, false, $5, $6)`,
    [team, aircraft, ts, newId(), Math.round(lat * 10_000), Math.round(lon * 10_000)],
  )
}

test('the weather at a place, as the reference has it, in both systems of units, in the language that was asked for', async () => {
  const { crew } = await serving(bought())
  const { status, body } = await crew('GET /weather/current?lat=48.8712&lon=2.3345&lang=FR')
  expect(status).toBe(200)
  expect(body.location).toEqual({
    ...{ name: 'Paris', region: 'Ile-de-France', country: 'France', lat: 48.9, lon: 2.3, tz_id: 'Europe/Paris' },
    ...{ localtime_epoch: 1_795_694_400, localtime: '2026-11-26 13:00' },
  })
  expect(body.current).toMatchObject({
    ...{ last_updated: '2026-11-26 13:00', temp_c: 15, temp_f: 59, is_day: 1, wind_mph: 7, wind_kph: 11.2, wind_dir: 'SW' },
    ...{ pressure_in: 29.88, vis_miles: 6.2, uv: 4.3, gust_mph: 8.3, feelslike_f: 59 },
    condition: { text: 'Partiellement nuageux', icon: 'day/1003', code: 1003 },
    air_quality: { pm2_5: 8.9, 'us-epa-index': 1, 'gb-defra-index': 2 },
  })
  expect(body.source).toEqual({
    ...{ provider: 'weatherapi', is_demo: false, read_at: '2026-11-26T12:00:00.000Z', age_seconds: 0, is_stale: false },
  })
  clock.at += 120_000
  expect((await crew('GET /weather/current?lat=48.9&lon=2.3&lang=xx')).body).toMatchObject({
    current: { condition: { text: 'Partly cloudy' } },
    source: { age_seconds: 120, is_stale: false },
  })
  expect(outside.asked).toHaveLength(1)
})

test('what is no place and no station is refused with a pointer', async () => {
  const { crew } = await serving(bought())
  const wrong: [`GET /${string}`, string][] = [
    ['GET /weather/current?lat=91&lon=0', '#/query/lat'],
    ['GET /weather/current?lat=nan&lon=0', '#/query/lat'],
    // None of these is a place off the coast of Africa.
    ['GET /weather/current?lat=&lon=8', '#/query/lat'],
    ['GET /weather/current?lat=47&lon=', '#/query/lon'],
    ['GET /weather/current?lat=%20&lon=8', '#/query/lat'],
    ['GET /weather/current?lat=0x10&lon=8', '#/query/lat'],
    ['GET /weather/current?lat=1e1&lon=8', '#/query/lat'],
    ['GET /weather/current?lat=47&lat=48&lon=8', '#/query/lat'],
    ['GET /weather/current?lat=47&lon=-180.01', '#/query/lon'],
    ['GET /weather/current?lat=1', '#/query/lon'],
    ['GET /weather/current?lat=1&lon=1&lang=!!', '#/query/lang'],
    ['GET /weather/current?lat=1&lon=1&units=f', '#/query/units'],
    ['GET /weather/metar/LSZHH', '#/path/icao'],
    ['GET /weather/taf/1234', '#/path/icao'],
    ['GET /weather/metar/nearest', '#/query/aircraft_id'],
  ]
  for (const [call, pointer] of wrong) {
    const answer = await crew(call)
    expectProblem(answer, 'VALIDATION_FAILED')
    expect([call, answer.body.errors[0].pointer]).toEqual([call, pointer])
  }
  expect(outside.asked).toEqual([])
})

test('reports and forecasts, raw and decoded; a station that sent nothing is not there', async () => {
  const { crew } = await serving(bought())
  const { body } = await crew('GET /weather/metar/lszh')
  expect(body).toMatchObject({
    ...{ station: { icao: 'LSZH', elevation_m: 432 }, raw: expect.stringContaining('LSZH 261150Z'), not_decodable: null },
    decoded: { observed_at: '2026-11-26T11:50:00.000Z', flight_category: 'VFR', wind: { speed_kt: 10 } },
    source: { provider: 'aviationweather', is_demo: false },
  })
  expect((await crew('GET /weather/taf/LSZH')).body.decoded.changes).toHaveLength(1)
  for (const call of ['GET /weather/metar/ZZZZ', 'GET /weather/taf/LSGG'] as const) expectProblem(await crew(call), 'NOT_FOUND')
  outside.instead = (_, response) =>
    void response.end(JSON.stringify([{ icaoId: 'KMWN', rawOb: 'KMWN 261149Z 28023KT 1/16SM FG VV001 12/12' }]))
  expect((await crew('GET /weather/metar/KMWN')).body).toMatchObject({
    ...{ raw: 'KMWN 261149Z 28023KT 1/16SM FG VV001 12/12', decoded: null, not_decodable: expect.stringContaining('visibility') },
  })
})

test('a provider that is away leaves the last known with its age, and then a problem with when to come again', async () => {
  const { crew, metrics } = await serving(bought())
  await crew('GET /weather/metar/LSZH')
  outside.instead = (_, response) => void response.writeHead(503).end('CANARY')
  clock.at += 20 * 60_000
  expect((await crew('GET /weather/metar/LSZH')).body.source).toMatchObject({ is_stale: true, age_seconds: 1_200 })
  const away = await crew('GET /weather/metar/LSGG')
  expectProblem(away, 'PROVIDER_UNAVAILABLE')
  expect(away.headers['retry-after']).toBe('30')
  expect(away.raw.toString()).not.toContain('CANARY')
  outside.instead = (_, response) => void response.writeHead(429, { 'retry-after': '55' }).end('CANARY')
  const limited = await crew('GET /weather/current?lat=1&lon=1')
  expectProblem(limited, 'PROVIDER_LIMITED')
  expect(limited.headers['retry-after']).toBe('55')
  expect(await metrics.registry.metrics()).toMatch(/weather_answers_total\{what="metar",kind="stale"\} 1/)
  const alerts = readFileSync(join(import.meta.dirname, '../../../../../deploy/prometheus/alerts.yml'), 'utf8')
  expect(alerts).toContain('max(weather_providers_down) > 0')
  expect(alerts).toContain('weather_answers_total{kind="failed"}')
})

control(
  'WEATHER-2',
  'nobody outside, and no log, learns a place more exactly than to a tenth of a degree, or our key',
  async () => {
    const { crew, lines, id, somebody } = await serving(bought())
    const aircraft = newId()
    await flewAt(id, aircraft, 47.4567, 8.5678)
    await crew('GET /weather/current?lat=47.123456&lon=-8.987654')
    await somebody('aircraft', aircraft, 'weather:read')('GET /weather/metar/nearest')
    outside.instead = (_, response) => void response.writeHead(500).end()
    await crew('GET /weather/current?lat=17.123456&lon=-8.987654')
    const told = outside.asked.map(({ searchParams }) => [...searchParams.values()].join(' ')).join(' ')
    expect(told).toContain('47.1,-9')
    expect(told).not.toMatch(/\d\.\d{2}/)
    expect(lines.length).toBeGreaterThan(2)
    const logged = lines.join('')
    for (const canary of ['47.12', '8.98', '17.12', '47.45', '8.56', 'the-key']) expect(logged).not.toContain(canary)
  },
)

control('WEATHER-3', 'made-up weather says so, and is never told because nothing was chosen', async () => {
  const demo = await serving({ weather: demoWeather(clock), reports: demoReports(clock) })
  for (const call of ['GET /weather/current?lat=47&lon=8', 'GET /weather/metar/LSZH', 'GET /weather/taf/LSZH'] as const) {
    const { status, body } = await demo.crew(call)
    expect([status, body.source]).toMatchObject([200, { provider: 'demo', is_demo: true }])
    if (body.raw) expect([body.not_decodable, body.decoded.not_understood]).toEqual([null, []])
  }
  const none = await serving({})
  for (const call of ['GET /weather/current?lat=47&lon=8', 'GET /weather/metar/LSZH', 'GET /weather/taf/LSZH'] as const)
    expectProblem(await none.crew(call), 'PROVIDER_NOT_CONFIGURED')
  // The demo is on unless it is turned off: that is not enough where crews may rely on what they read.
  const demonstrates = (settings: object) =>
    isDemonstration({ config: { SKYKEEP_DEMO: true, SKYKEEP_TLS: 'off', ...settings } as Configuration })
  expect([
    ...[demonstrates({}), demonstrates({ SKYKEEP_DEMO: false }), demonstrates({ SKYKEEP_TLS: 'files' })],
    demonstrates({ SKYKEEP_DATABASE_URL: new Secret('postgres://somewhere') }),
  ]).toEqual([true, false, false, false])
})

test('who asked about a place or an aircraft is on record, with the rough place; stations are public', async () => {
  const { id, somebody } = await serving(bought())
  const aircraft = newId()
  await flewAt(id, aircraft, 46.2044, 6.1432)
  const crew = somebody('aircraft', aircraft, 'weather:read')
  for (const call of ['current?lat=48.8712&lon=2.3345', 'metar/nearest', 'metar/LSZH', 'taf/LSZH'])
    expect((await crew(`GET /weather/${call}`)).status).toBe(200)
  const entries = await registry.entriesOf(id)
  expect(entries.filter(({ action }) => action === 'weather.read').map(({ details }) => details)).toEqual([
    ...[
      { lat: 48.9, lon: 2.3 },
      { aircraft_id: aircraft, station: 'LSGG' },
    ],
  ])
  expect(JSON.stringify(entries)).not.toMatch(/48\.87|2\.33|46\.20|6\.14/)
})

control(
  'WEATHER-4',
  'an aircraft is told the report nearest to itself; of others only who may know where they are, in their team',
  async () => {
    const { id, somebody } = await serving(bought())
    const [aircraft, other] = [newId(), newId()]
    const elsewhere = await registry.team()
    const stranger = newId()
    await flewAt(id, aircraft, 46.2, 6.2)
    await flewAt(id, aircraft, 10, 10, '2026-11-26T09:00:00Z')
    await flewAt(id, other, 47.5, 8.6)
    await flewAt(elsewhere.id, stranger, 47.5, 8.6)
    const crew = somebody('aircraft', aircraft, 'weather:read')
    const own = (await crew('GET /weather/metar/nearest')).body
    expect([own.station.icao, own.distance_km]).toEqual(['LSGG', 8])
    expectProblem(await crew(`GET /weather/metar/nearest?aircraft_id=${other}`), 'PERMISSION_DENIED')
    const ground = somebody('client', newId(), 'weather:read', 'telemetry:read')
    expect((await ground(`GET /weather/metar/nearest?aircraft_id=${other}`)).body.station.icao).toBe('LSZH')
    for (const nowhere of [stranger, newId()])
      expectProblem(await ground(`GET /weather/metar/nearest?aircraft_id=${nowhere}`), 'NOT_FOUND')
    expectProblem(await somebody('client', newId(), 'telemetry:read')('GET /weather/current?lat=1&lon=1'), 'PERMISSION_DENIED')
  },
)

control('WEATHER-5', 'the role weather reads no event, no exact position and no table of a team', async () => {
  const { id } = await registry.team()
  const aircraft = newId()
  await flewAt(id, aircraft, 47.4567, 8.5678)
  for (const table of ['telemetry.events', 'telemetry.event_keys', 'telemetry.batches', 'identity.accounts'])
    await expect(
      db.asTeam(id, (tx) =>
        tx
          .selectFrom(table as never)
          .selectAll()
          .execute(),
      ),
    ).rejects.toThrow(/permission denied/)
  const other = await registry.team()
  const { rows } = await db.pool.query('select * from telemetry.last_rough_position($1)', [aircraft])
  expect([rows, other.id === id]).toEqual([[], false])
})

test('made-up weather changes with place and time, and is the same for the same', async () => {
  const weather = demoWeather(clock)
  const at = (lat: number, lon: number) => weather.current({ lat, lon }, AbortSignal.timeout(1_000))
  const [here, again, north] = [await at(47, 8), await at(47, 8), await at(69, 20)]
  expect(here).toEqual(again)
  expect(north.temperature_c).toBeLessThan(here.temperature_c)
  clock.at += 7 * 3_600_000
  expect(await at(47, 8)).not.toEqual(here)
  clock.at = Date.parse('2026-07-26T12:00:00Z')
  expect((await at(47, 8)).temperature_c).toBeGreaterThan(here.temperature_c)
})
