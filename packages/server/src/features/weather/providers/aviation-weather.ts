import { z } from 'zod'
import { askOutside, OutsideFailure } from '../../../lib/ask-outside.ts'
import type { ReportProvider, StationReport } from '../weather-provider.ts'

const BYTES_MAX = 1_048_576
const REPORTS_MAX = 1_000
/** Half the side of the square that is asked for around a place, in degrees: more than 150 km each way in our latitudes. */
const AROUND_DEGREES = 2

const Report = z.object({
  icaoId: z.string().regex(/^[A-Z][A-Z0-9]{3}$/),
  name: z.string().max(200).nullish(),
  lat: z.number().min(-90).max(90).nullish(),
  lon: z.number().min(-180).max(180).nullish(),
  elev: z.number().min(-500).max(9_000).nullish(),
  rawOb: z.string().max(4_000).optional(),
  rawTAF: z.string().max(4_000).optional(),
  obsTime: z.int().positive().optional(),
  issueTime: z.string().max(40).optional(),
})
const Reports = z.array(z.unknown()).max(REPORTS_MAX)

/** The data API of aviationweather.gov: reports of the whole world, without a key. */
export function aviationWeather({ origin }: { origin: string }): ReportProvider {
  async function ask(path: string, query: Record<string, string>, signal: AbortSignal): Promise<StationReport[]> {
    const url = new URL(path, origin)
    url.search = new URLSearchParams({ ...query, format: 'json' }).toString()
    const parsed = Reports.safeParse(await askOutside({ url, signal, bytesMax: BYTES_MAX }))
    if (!parsed.success) throw new OutsideFailure('garbage')
    // One report that makes no sense does not spoil the others.
    return parsed.data.flatMap((one) => reportOf(Report.safeParse(one).data) ?? [])
  }

  /** It answers with 204 or an empty list when it has nothing of a station. */
  async function alone(path: string, icao: string, signal: AbortSignal): Promise<StationReport | null> {
    try {
      const reports = await ask(path, { ids: icao }, signal)
      return reports.find(({ station }) => station.icao === icao) ?? null
    } catch (error) {
      if (error instanceof OutsideFailure && error.kind === 'absent') return null
      throw error
    }
  }

  return {
    name: 'aviationweather',
    metar: (icao, signal) => alone('/api/data/metar', icao, signal),
    taf: (icao, signal) => alone('/api/data/taf', icao, signal),
    around: ({ lat, lon }, signal) => {
      const box = [lat - AROUND_DEGREES, lon - AROUND_DEGREES, lat + AROUND_DEGREES, lon + AROUND_DEGREES]
      return ask('/api/data/metar', { bbox: box.map((one) => one.toFixed(1)).join(',') }, signal).catch((error) => {
        if (error instanceof OutsideFailure && error.kind === 'absent') return []
        throw error
      })
    },
  }
}

function reportOf(read: z.output<typeof Report> | undefined): StationReport | null {
  const raw = read?.rawOb ?? read?.rawTAF
  if (read === undefined || raw === undefined) return null
  const issued = read.obsTime === undefined ? Date.parse(read.issueTime ?? '') : read.obsTime * 1_000
  return {
    station: {
      icao: read.icaoId,
      name: (read.name ?? '').replace(/\p{Cc}/gu, ' '),
      lat: read.lat ?? null,
      lon: read.lon ?? null,
      elevation_m: read.elev ?? null,
    },
    raw: raw.replace(/\p{Cc}/gu, ' ').trim(),
    issued_at: Number.isNaN(issued) ? null : new Date(issued),
  }
}
