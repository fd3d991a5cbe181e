import {
  answers,
  CurrentWeather,
  CurrentWeatherQuery,
  Metar,
  NearestMetar,
  NearestMetarQuery,
  StationPath,
  Taf,
} from '@skykeep/contract'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import type { WeatherService } from './weather.service.ts'

const tags = ['weather']
const providerAnswers = answers('PROVIDER_UNAVAILABLE', 'PROVIDER_LIMITED', 'PROVIDER_NOT_CONFIGURED')

export function weatherRoutes(app: App, { weather }: { weather: WeatherService }): void {
  app.get(
    '/weather/current',
    {
      config: { permission: 'weather:read' },
      schema: {
        operationId: 'getCurrentWeather',
        tags,
        summary: 'The weather at a place, which is rounded to a tenth of a degree first',
        querystring: CurrentWeatherQuery,
        response: { 200: CurrentWeather, ...providerAnswers },
      },
    },
    (request) => weather.current(callerOf(request), request.query),
  )

  app.get(
    '/weather/metar/nearest',
    {
      config: { permission: 'weather:read' },
      schema: {
        operationId: 'getNearestMetar',
        tags,
        summary: 'The report of the station that is nearest to the last position of an aircraft',
        description: 'Of other aircraft than the caller it also needs `telemetry:read`.',
        querystring: NearestMetarQuery,
        response: { 200: NearestMetar, ...providerAnswers },
      },
    },
    (request) => weather.nearest(callerOf(request), request.query.aircraft_id),
  )

  app.get(
    '/weather/metar/:icao',
    {
      config: { permission: 'weather:read' },
      schema: {
        operationId: 'getMetar',
        tags,
        summary: 'The latest report of an aerodrome, raw and decoded',
        params: StationPath,
        response: { 200: Metar, ...providerAnswers },
      },
    },
    (request) => weather.metar(callerOf(request), request.params.icao),
  )

  app.get(
    '/weather/taf/:icao',
    {
      config: { permission: 'weather:read' },
      schema: {
        operationId: 'getTaf',
        tags,
        summary: 'The latest forecast of an aerodrome, raw and decoded',
        params: StationPath,
        response: { 200: Taf, ...providerAnswers },
      },
    },
    (request) => weather.taf(callerOf(request), request.params.icao),
  )
}
