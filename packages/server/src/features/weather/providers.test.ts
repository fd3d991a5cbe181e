import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../config/secret.ts'
import { OutsideFailure } from '../../lib/ask-outside.ts'
import { control } from '../../testing/control.ts'
import { aviationWeather, boxesAround } from './providers/aviation-weather.ts'
import { epaIndex, openMeteo } from './providers/open-meteo.ts'
import { weatherApi } from './providers/weather-api.ts'
import { openMeteoAnswer, PretendProvider, weatherApiAnswer } from './testing/pretend-provider.ts'

const outside = new PretendProvider()
beforeAll(() => outside.start())
afterAll(() => outside.stop())
afterEach(() => {
  outside.instead = null
  outside.asked.length = 0
})

const place = { lat: 47.4, lon: 8.5 }
const soon = () => AbortSignal.timeout(5_000)
const meteo = () => openMeteo({ origin: outside.origin, airOrigin: outside.origin })
const paid = (key = 'the-key') => weatherApi({ origin: outside.origin, key: new Secret(key) })
const reports = () => aviationWeather({ origin: outside.origin })

test('Open-Meteo: its answer in our terms, with the air, and without it when the air is not to be had', async () => {
  const seen = await meteo().current(place, soon())
  expect(seen).toMatchObject({ temperature_c: 3.4, condition: 1183, uv: 0.35, visibility_km: 8.2, is_day: true })
  expect(seen.air).toMatchObject({ pm2_5: 8.9, 'us-epa-index': 2, 'gb-defra-index': null })
  expect(outside.asked[0]!.searchParams.get('latitude')).toBe('47.4')
  outside.instead = (_, response, { pathname }) =>
    void (pathname === '/v1/forecast'
      ? response.end(JSON.stringify(openMeteoAnswer))
      : response.writeHead(500).end('{"reason":"CANARY"}'))
  expect((await meteo().current(place, soon())).air).toBeNull()
  expect([0, 50, 51, 150, 300, 301].map(epaIndex)).toEqual([1, 1, 2, 3, 5, 6])
})

test('WeatherAPI.com: fractional UV is no fault, missing air is none, and what it calls the weather is not passed on', async () => {
  const seen = await paid().current(place, soon())
  expect(seen).toMatchObject({ uv: 4.3, condition: 1003, place: { name: 'Paris', time_zone: 'Europe/Paris' } })
  expect(seen.air).toMatchObject({ 'gb-defra-index': 2 })
  expect(inspect(seen, { depth: null })).not.toMatch(/CANARY|cdn\.example/)
  const { air_quality: _, ...current } = weatherApiAnswer.current
  outside.instead = (_request, response) => void response.end(JSON.stringify({ ...weatherApiAnswer, current }))
  expect((await paid().current(place, soon())).air).toBeNull()
  outside.instead = null
  await expect(paid('wrong').current(place, soon())).rejects.toMatchObject({ kind: 'refused', status: 401 })
})

test('aviationweather.gov: reports of stations; what makes no sense among them does not spoil the rest, and nothing is nothing', async () => {
  expect(await reports().metar('LSGG', soon())).toMatchObject({
    station: { icao: 'LSGG' },
    raw: expect.stringContaining('VV002'),
  })
  expect(await reports().metar('ZZZZ', soon())).toBeNull()
  expect(await reports().metar('LFPG', soon())).toBeNull()
  expect(await reports().taf('LSZH', soon())).toMatchObject({ issued_at: new Date('2026-11-26T11:25:00Z') })
  expect((await reports().around(place, soon())).map(({ station }) => station.icao)).toEqual(['LSZH', 'LSGG'])
  expect(outside.asked.at(-1)!.searchParams.get('bbox')).toBe('45.4,5.4,49.4,11.6')
})

test('surroundings are as wide as high in every latitude, and end neither at 180° nor at the poles', () => {
  expect(boxesAround({ lat: 0, lon: 0 })).toEqual(['-2.0,-2.0,2.0,2.0'])
  expect(boxesAround({ lat: -17, lon: 179.9 })).toEqual(['-19.0,177.8,-15.0,180.0', '-19.0,-180.0,-15.0,-178.0'])
  expect(boxesAround({ lat: 65, lon: -179 })).toEqual(['63.0,-180.0,67.0,-173.9', '63.0,175.9,67.0,180.0'])
  expect(boxesAround({ lat: 89.5, lon: 12 })).toEqual(['87.5,-180.0,90.0,180.0'])
})

control('WEATHER-8', 'a report is of the station that it is filed under, of plain letters, and the newest one', async () => {
  const filed = (rawOb: string, obsTime = 1) => ({ icaoId: 'LSZH', rawOb, obsTime })
  const answering = async (...told: unknown[]) => {
    outside.instead = (_, response) => void response.end(JSON.stringify(told))
    return (await reports().metar('LSZH', soon()))?.raw ?? null
  }
  const [old, fresh] = ['METAR LSZH 261120Z 24010KT CAVOK 04/M01 Q1012', 'METAR COR LSZH 261150Z 24010KT CAVOK 04/M01 Q1012']
  expect(await answering(filed(old, 1_795_692_000), filed(fresh, 1_795_693_800))).toBe(fresh)
  expect(await answering(filed(old.replace('LSZH', 'LSGG')))).toBeNull()
  expect(await answering(filed(`${old} \u202e`))).toBeNull()
  expect(await answering(filed(`${old} <b>é`))).toBeNull()
  expect(await answering(filed(`${old}\r\n     NOSIG`))).toBe(`${old} NOSIG`)
})

control(
  'WEATHER-1',
  'whatever a provider answers is weather or one failure of ours: garbage, floods, silence, redirects, refusals',
  async () => {
    let elsewhere = 0
    const answers: [string, NonNullable<PretendProvider['instead']>][] = [
      ['garbage', (_, response) => void response.end('<html>CANARY')],
      ['garbage', (_, response) => void response.end('null')],
      ['garbage', (_, response) => void response.end('{"current":{"temperature_2m":"CANARY"},"location":7}')],
      ['garbage', (_, response) => void response.end(`"${'x'.repeat(3_000_000)}"`)],
      [
        'garbage',
        (_, response, { pathname }) => {
          if (pathname === '/elsewhere') elsewhere++
          response.writeHead(302, { location: `${outside.origin}/elsewhere` }).end()
        },
      ],
      ['refused', (_, response) => void response.writeHead(403).end('{"error":"CANARY words"}')],
      ['away', (_, response) => void response.writeHead(502).end('<html>CANARY')],
      ['away', (request) => void request.socket.destroy()],
      ['away', (_, response) => void response.writeHead(200, { 'content-length': '500' }).write('{"half":')],
      ['away', () => {}],
      ['limited', (_, response) => void response.writeHead(429, { 'retry-after': '17' }).end('{}')],
    ]
    for (const [kind, answer] of answers) {
      outside.instead = answer
      const calls = [
        () => meteo().current(place, AbortSignal.timeout(300)),
        () => paid().current(place, AbortSignal.timeout(300)),
        () => reports().metar('LSZH', AbortSignal.timeout(300)),
      ]
      for (const call of calls) {
        const error = await call().then(
          () => null,
          (thrown: unknown) => thrown,
        )
        expect(error).toBeInstanceOf(OutsideFailure)
        expect(error).toMatchObject({ kind })
        if (kind === 'limited') expect(error).toMatchObject({ retryAfterSeconds: 17 })
        expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/CANARY|the-key/)
      }
    }
    expect(elsewhere).toBe(0)
  },
)
