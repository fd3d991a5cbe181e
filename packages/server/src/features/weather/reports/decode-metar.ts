import type { DecodedMetar, WeatherChange } from '@skykeep/contract'
import { type IMetar, type IMetarTrend, parseMetar } from 'metar-taf-parser'
import { disagreement } from './agreement.ts'
import { conditionsOf } from './conditions.ts'
import { flightCategory } from './flight-category.ts'
import { closestInstant, nextTimeOfDay } from './report-time.ts'
import { type Reading, readGroups } from './second-reading.ts'

/** What became of a report: decoded, or why it is not. */
export type Decoded<Report> = { decoded: Report; not_decodable: null } | { decoded: null; not_decodable: string }

export const REPORT_CHARS_MAX = 2_000
const HEAD = /^(?:METAR |SPECI )?(?:COR )?([A-Z][A-Z0-9]{3}) (\d{2})(\d{2})(\d{2})Z(?: |$)/
const REST = /\s(?:TEMPO|BECMG|NOSIG|INTER|RMK|PROB\d0|FM\d{4})(?:\s|$)/
const HPA_IN_INCH = 33.863_9

export const not = (why: string): { decoded: null; not_decodable: string } => ({ decoded: null, not_decodable: why })

/** A report on one line, without what frames it: the word METAR may be missing, an equals sign may end it. */
export const tidied = (raw: string): string =>
  raw
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\s?=+$/, '')

/**
 * Decodes an aerodrome report. It is read twice, by a library and group by group; what they do not agree on is not passed on, and what nothing was
 * read out of is named.
 *
 * @param near when it was received: reports name a day and no month
 */
export function decodeMetar(raw: string, near: Date): Decoded<DecodedMetar> {
  if (raw.length > REPORT_CHARS_MAX) return not('The report is too long.')
  const text = tidied(raw)
  const [head, , day, hour, minute] = HEAD.exec(`${text} `) ?? []
  if (head === undefined) return not('The report does not begin with a station and a time.')
  const observed = closestInstant(Number(day), Number(hour), Number(minute), near)
  if (observed === null || Number(hour) > 23) return not('The time of the report is not one.')
  if (/^(?:AUTO )?NIL$/.test(text.slice(head.length))) return not('The station has sent no report (NIL).')
  const body = `${text} `.slice(head.length - 1).split(REST)[0]!
  const reading = readGroups(body.split(' ').filter(Boolean))
  const library = asLibrary(text, observed)
  if (library === null) return not('The report has a form that we cannot read.')
  const difference = disagreement(library, reading) ?? differenceOfAir(library, reading)
  return difference === null
    ? { decoded: reportOf(library, reading, text, observed), not_decodable: null }
    : not(`Two ways of reading ${difference} do not agree.`)
}

function asLibrary(text: string, issued: Date): IMetar | null {
  try {
    return parseMetar(text.replace(/^(METAR|SPECI) (COR )?/, ''), { issued })
  } catch {
    return null
  }
}

function differenceOfAir({ temperature, dewPoint, altimeter }: IMetar, reading: Reading): string | null {
  const { temperature: air, pressure } = reading
  // Of a temperature without a dew point the library says nothing.
  const isKnownGap = temperature === undefined && air !== null && air.dew === null
  if (!isKnownGap && ((temperature ?? null) !== (air?.air ?? null) || (dewPoint ?? null) !== (air?.dew ?? null)))
    return 'the temperature'
  if (air !== null && (Math.abs(air.air) > 70 || Math.abs(air.dew ?? 0) > 70)) return 'the temperature'
  if ((altimeter === undefined) !== (pressure === null)) return 'the pressure'
  if (altimeter === undefined || pressure === null) return null
  return Math.abs(hPaOf(altimeter) - hPaOf(pressure)) < 1 && Math.abs(hPaOf(pressure) - 1_000) < 150 ? null : 'the pressure'
}

const hPaOf = ({ value, unit }: { value: number; unit: string }): number => (unit === 'inHg' ? value * HPA_IN_INCH : value)

function reportOf(library: IMetar, reading: Reading, text: string, observed: Date): DecodedMetar {
  const conditions = conditionsOf(library, reading)
  const remark = / RMK (.+)$/.exec(text)?.[1] ?? null
  return {
    observed_at: observed.toISOString(),
    is_automatic: / AUTO /.test(`${text} `),
    is_correction: /(^| )(COR|CC[A-Z])( |$)/.test(text.split(' RMK ')[0]!),
    ...conditions,
    runway_ranges: reading.runways,
    temperature_c: reading.temperature?.air ?? null,
    dew_point_c: reading.temperature?.dew ?? null,
    pressure_hpa: reading.pressure === null ? null : Math.round(hPaOf(reading.pressure) * 10) / 10,
    trends: library.trends.map((trend) => trendOf(trend, observed)),
    remarks: remark,
    not_understood: reading.unknown,
    flight_category: reading.unknown.length === 0 ? flightCategory(conditions, reading.isSkyUnmeasured) : null,
  }
}

/** A change that is expected within two hours. What the two readings of it do not agree on is left to its raw text. */
function trendOf(trend: IMetarTrend, observed: Date): WeatherChange {
  const reading = readGroups(trend.raw.split(' ').slice(1))
  const at = (type: string) => trend.times.find((time) => time.type === type)
  const instant = (time: ReturnType<typeof at>) =>
    time?.hour === undefined ? null : (nextTimeOfDay(time.hour, time.minute ?? 0, observed)?.toISOString() ?? null)
  const agreed = disagreement(trend, reading) === null
  return {
    type: trend.type,
    probability: null,
    from: instant(at('FM') ?? at('AT')),
    until: instant(at('TL') ?? at('AT')),
    ...(agreed
      ? conditionsOf(trend, reading)
      : { wind: null, visibility: null, is_cavok: false, weather: [], clouds: [], other_groups: [] }),
    not_understood: agreed ? reading.unknown : trend.raw.split(' ').slice(1),
    raw: trend.raw,
  }
}
