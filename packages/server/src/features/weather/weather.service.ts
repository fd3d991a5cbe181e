import {
  type CurrentWeather,
  type CurrentWeatherQuery,
  type Metar,
  type NearestMetar,
  Problem,
  type Taf,
} from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'
import { distanceKm } from './distance.ts'
import { type Kept, KeptAnswers } from './kept-answers.ts'
import { decodeMetar } from './reports/decode-metar.ts'
import { decodeTaf } from './reports/decode-taf.ts'
import { shownWeather, sourceOf } from './shown-weather.ts'
import { weatherStore } from './weather.store.ts'
import type { Observation, ReportProvider, RoughPlace, StationReport, WeatherProvider } from './weather-provider.ts'

export type WeatherService = ReturnType<typeof weatherService>

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  log: Log
  metrics: Pick<Metrics, 'weatherAnswers' | 'gauge'>
  /** Null: none is configured. */
  weather: WeatherProvider | null
  reports: ReportProvider | null
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Surroundings of so many aircraft: each can have a megabyte of reports. */
const AROUND_KEPT = 100

/** Weather at places and aerodromes, from whoever is configured to tell it. */
export function weatherService({ db, audit, clock, log, metrics, weather, reports }: Needs) {
  const kept = <Value>(what: string, name: string | undefined, freshMs: number, staleMs: number, sizeMax = 5_000) =>
    new KeptAnswers<Value>({
      ...{ name: name ?? 'none', clock, log, freshMs, staleMs, sizeMax },
      counted: (kind) => metrics.weatherAnswers.inc({ what, kind }),
    })
  const observations = kept<Observation>('current', weather?.name, 10 * MINUTE_MS, 3 * HOUR_MS)
  const metars = kept<StationReport | null>('metar', reports?.name, 2 * MINUTE_MS, 3 * HOUR_MS)
  const tafs = kept<StationReport | null>('taf', reports?.name, 10 * MINUTE_MS, 12 * HOUR_MS)
  const surroundings = kept<StationReport[]>('around', reports?.name, 2 * MINUTE_MS, HOUR_MS, AROUND_KEPT)
  const sources = [observations, metars, tafs, surroundings]
  metrics.gauge(
    'weather_providers_down',
    'Providers of weather that are left alone for a while, because they failed',
    () => sources.filter(({ isDown }) => isDown).length,
  )

  return {
    async current(caller: Caller, { lat, lon, lang }: CurrentWeatherQuery): Promise<CurrentWeather> {
      must(caller, 'weather:read')
      const provider = weather ?? notConfigured('SKYKEEP_WEATHER_PROVIDER')
      const place = rough({ lat, lon })
      const answer = await observations.get(`${place.lat},${place.lon}`, (signal) => provider.current(place, signal))
      await noteReading(caller, { ...place })
      return shownWeather(answer, provider.name, place, lang, clock.now())
    },

    /** @throws Problem NOT_FOUND when the station has sent nothing */
    async metar(caller: Caller, icao: string): Promise<Metar> {
      must(caller, 'weather:read')
      const provider = reports ?? notConfigured('SKYKEEP_AVIATION_PROVIDER')
      return shownMetar(sent(await metars.get(icao, (signal) => provider.metar(icao, signal))), provider)
    },

    async taf(caller: Caller, icao: string): Promise<Taf> {
      must(caller, 'weather:read')
      const provider = reports ?? notConfigured('SKYKEEP_AVIATION_PROVIDER')
      const answer = sent(await tafs.get(icao, (signal) => provider.taf(icao, signal)))
      const { raw, issued_at } = answer.value
      return { ...shownReport(answer, provider), ...decodeTaf(raw, issued_at ?? answer.read_at) }
    },

    /** The report that is nearest to where an aircraft was last, as far as a rough position tells. */
    async nearest(caller: Caller, asked: string | undefined): Promise<NearestMetar> {
      must(caller, 'weather:read')
      const aircraftId = asked ?? (caller.kind === 'aircraft' ? caller.id : missing())
      // Where others are is told to those who may know where others are.
      if (aircraftId !== caller.id) must(caller, 'telemetry:read')
      const provider = reports ?? notConfigured('SKYKEEP_AVIATION_PROVIDER')
      const position = await db.asTeam(caller.team_id, (tx) => weatherStore(tx).lastRoughPosition(aircraftId), { readOnly: true })
      if (position === null) throw new Problem('NOT_FOUND', { detail: 'No position of such an aircraft is known.' })
      const answer = await surroundings.get(`${position.lat},${position.lon}`, (signal) => provider.around(position, signal))
      const found = answer.value
        .flatMap((report) => {
          const { lat, lon } = report.station
          return lat === null || lon === null ? [] : [{ report, distance: distanceKm(position, { lat, lon }) }]
        })
        .sort((a, b) => a.distance - b.distance || issuedAt(b.report) - issuedAt(a.report))
      const [nearest] = found
      if (nearest === undefined) throw new Problem('NOT_FOUND', { detail: 'No station near it has sent a report.' })
      const { report, distance } = nearest
      await noteReading(caller, { aircraft_id: aircraftId, station: report.station.icao })
      return { ...shownMetar({ ...answer, value: report }, provider), distance_km: Math.round(distance) }
    },
  }

  /** Places are what tells where an aircraft is: who asked is on record, with the place as it left. */
  function noteReading(caller: Caller, details: Record<string, unknown>): Promise<void> {
    return db.asTeam(caller.team_id, (tx) => audit.write(tx, caller, { action: 'weather.read', details }))
  }

  function shownMetar(answer: Kept<StationReport>, provider: ReportProvider): Metar {
    const { raw, issued_at } = answer.value
    return { ...shownReport(answer, provider), ...decodeMetar(raw, issued_at ?? answer.read_at) }
  }

  function shownReport(answer: Kept<StationReport>, provider: ReportProvider) {
    const { station, raw, issued_at } = answer.value
    return { station, raw, issued_at: issued_at?.toISOString() ?? null, source: sourceOf(answer, provider.name, clock.now()) }
  }
}

const issuedAt = ({ issued_at }: StationReport): number => issued_at?.getTime() ?? 0

/** To a tenth of a degree, some ten kilometres: fine enough for weather, too coarse to follow an aircraft by. */
const rough = ({ lat, lon }: RoughPlace): RoughPlace => ({ lat: tenth(lat), lon: tenth(lon) })
// Adding zero makes −0 to 0.
const tenth = (degrees: number): number => Math.round(degrees * 10) / 10 + 0

function sent(answer: Kept<StationReport | null>): Kept<StationReport> {
  const { value } = answer
  if (value === null) throw new Problem('NOT_FOUND', { detail: 'No report of that station is at hand.' })
  return { ...answer, value }
}

function notConfigured(setting: string): never {
  throw new Problem('PROVIDER_NOT_CONFIGURED', { detail: `The operator has to choose one (${setting}).` })
}

function missing(): never {
  throw new Problem('VALIDATION_FAILED', {
    errors: [{ pointer: '#/query/aircraft_id', detail: 'is needed, except of an aircraft' }],
  })
}
