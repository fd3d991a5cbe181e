import type { DecodedTaf, WeatherChange } from '@skykeep/contract'
import { type ITAFDated, parseTAF, type TAFTrendDated } from 'metar-taf-parser'
import { disagreement } from './agreement.ts'
import { conditionsOf } from './conditions.ts'
import { type Decoded, not, REPORT_CHARS_MAX, tidied } from './decode-metar.ts'
import { closestInstant } from './report-time.ts'
import { readGroups } from './second-reading.ts'

const HEAD = /^(?:TAF )?(?:(?:AMD|COR) )?([A-Z][A-Z0-9]{3}) (?:(\d{2})(\d{2})(\d{2})Z )?/
/** Groups of a forecast that say something else than the weather. */
const FRAME = /^(TAF|AMD|COR|CNL|\d{6}Z|\d{4}\/\d{4}|T[XN]M?\d{2}\/\d{4}Z|FM\d{4,6}|BECMG|TEMPO|INTER|PROB\d0)$/

/**
 * Decodes an aerodrome forecast, read twice as a report is.
 *
 * @param near when it was received
 */
export function decodeTaf(raw: string, near: Date): Decoded<DecodedTaf> {
  if (raw.length > REPORT_CHARS_MAX) return not('The forecast is too long.')
  const text = tidied(raw)
  const [head, , day, hour, minute] = HEAD.exec(text) ?? []
  if (head === undefined) return not('The forecast does not begin with a station.')
  if (/^(?:AMD |COR )?NIL$/.test(text.slice(head.length))) return not('The station has sent no forecast (NIL).')
  const issued = day === undefined ? near : closestInstant(Number(day), Number(hour), Number(minute), near)
  if (issued === null) return not('The time of the forecast is not one.')
  const library = asLibrary(text, issued)
  if (library === null) return not('The forecast has a form that we cannot read.')
  const { start, end } = library.validity
  if (!isInstant(start) || !isInstant(end) || end <= start) return not('The forecast does not say for when it is.')
  const reading = readGroups(groupsOf(library.initialRaw.replace(HEAD, '')))
  const difference = disagreement(library, reading)
  if (difference !== null) return not(`Two ways of reading ${difference} do not agree.`)
  const changes = library.trends.map(changeOf)
  // One change that is missing would make a better forecast of it.
  if (changes.includes(null)) return not('Two ways of reading a change of it do not agree.')
  return {
    decoded: {
      valid_from: wholeMinute(start),
      valid_until: wholeMinute(end),
      is_amendment: library.amendment === true,
      is_cancelled: library.canceled === true,
      ...conditionsOf(library, reading),
      not_understood: reading.unknown,
      changes: changes.filter((one) => one !== null),
    },
    not_decodable: null,
  }
}

function asLibrary(text: string, issued: Date): ITAFDated | null {
  try {
    return parseTAF(text.startsWith('TAF ') ? text : `TAF ${text}`, { issued })
  } catch {
    return null
  }
}

const groupsOf = (raw: string): string[] => raw.split(' ').filter((group) => group !== '' && !FRAME.test(group))

function changeOf(trend: TAFTrendDated): WeatherChange | null {
  // In spoiled forecasts the library finds changes of no kind, whatever its types say.
  if ((trend.type as string | undefined) === undefined) return null
  const reading = readGroups(groupsOf(trend.raw))
  if (disagreement(trend, reading) !== null) return null
  const { start, end } = trend.validity as { start?: Date; end?: Date }
  return {
    type: trend.type,
    probability: trend.probability ?? null,
    from: isInstant(start) ? wholeMinute(start) : null,
    until: isInstant(end) ? wholeMinute(end) : null,
    ...conditionsOf(trend, reading),
    not_understood: reading.unknown,
    raw: trend.raw,
  }
}

const isInstant = (date: Date | undefined): date is Date => date instanceof Date && !Number.isNaN(date.getTime())

function wholeMinute(date: Date): string {
  const minute = new Date(date)
  minute.setUTCSeconds(0, 0)
  return minute.toISOString()
}
