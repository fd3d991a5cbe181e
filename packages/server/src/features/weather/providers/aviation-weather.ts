import { z } from 'zod'
import { askOutside, OutsideFailure } from '../../../lib/ask-outside.ts'
import type { ReportProvider, RoughPlace, StationReport } from '../weather-provider.ts'

const BYTES_MAX = 1_048_576
const REPORTS_MAX = 1_000
/** What is asked for around a place, in degrees of latitude each way: some 220 km. */
const AROUND_DEGREES = 2
/** Reports are made of these; what holds anything else is none, and could hide or turn round what is read. */
const REPORT_TEXT = /^[\x20-\x7e]{1,4000}$/

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
      const own = reports.filter(({ station }) => station.icao === icao)
      return own.sort((a, b) => (b.issued_at?.getTime() ?? 0) - (a.issued_at?.getTime() ?? 0))[0] ?? null
    } catch (error) {
      if (error instanceof OutsideFailure && error.kind === 'absent') return null
      throw error
    }
  }

  return {
    name: 'aviationweather',
    metar: (icao, signal) => alone('/api/data/metar', icao, signal),
    taf: (icao, signal) => alone('/api/data/taf', icao, signal),
    async around(place, signal) {
      const found = boxesAround(place).map((bbox) =>
        ask('/api/data/metar', { bbox }, signal).catch((error) => {
          if (error instanceof OutsideFailure && error.kind === 'absent') return []
          throw error
        }),
      )
      return (await Promise.all(found)).flat()
    },
  }
}

/** One box, or two where it reaches across 180°: as wide as it is high, whatever the latitude. */
export function boxesAround({ lat, lon }: RoughPlace): string[] {
  const [south, north] = [Math.max(lat - AROUND_DEGREES, -90), Math.min(lat + AROUND_DEGREES, 90)]
  const outermost = Math.max(Math.abs(south), Math.abs(north))
  const half = Math.min(AROUND_DEGREES / Math.cos((outermost * Math.PI) / 180), 180)
  const box = (west: number, east: number) => [south, west, north, east].map((one) => one.toFixed(1)).join(',')
  if (half > 90) return [box(-180, 180)]
  const [west, east] = [lon - half, lon + half]
  if (west < -180) return [box(-180, east), box(west + 360, 180)]
  return east > 180 ? [box(west, 180), box(-180, east - 360)] : [box(west, east)]
}

function reportOf(read: z.output<typeof Report> | undefined): StationReport | null {
  const raw = (read?.rawOb ?? read?.rawTAF ?? '').replace(/\s+/g, ' ').trim()
  // A report of another station than it is filed under is nobody's.
  if (read === undefined || !REPORT_TEXT.test(raw) || !raw.split(' ', 5).includes(read.icaoId)) return null
  const issued = read.obsTime === undefined ? Date.parse(read.issueTime ?? '') : read.obsTime * 1_000
  return {
    station: {
      icao: read.icaoId,
      name: (read.name ?? '').replace(/\p{C}/gu, ' '),
      lat: read.lat ?? null,
      lon: read.lon ?? null,
      elevation_m: read.elev ?? null,
    },
    raw,
    issued_at: Number.isNaN(issued) ? null : new Date(issued),
  }
}
