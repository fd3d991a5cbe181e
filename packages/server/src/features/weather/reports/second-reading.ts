import { readWeatherGroup } from './phenomena.ts'

export interface ReadWind {
  degrees: number | null
  speed: number
  gust: number | null
  unit: string
}

/** What the groups of a report say, read one by one: to be held against what the library made of the whole. */
export interface Reading {
  wind: ReadWind | null
  visibility: { value: number; unit: 'm' | 'SM' } | null
  clouds: { cover: string; base_ft: number | null }[]
  vertical_ft: number | null
  weather: string[]
  cavok: boolean
  temperature: { air: number; dew: number | null } | null
  pressure: { value: number; unit: 'hPa' | 'inHg' } | null
  runways: string[]
  /** Known, and of importance to whoever flies, but without a member of their own. */
  others: string[]
  /** The clouds could not be measured: there may be a ceiling. */
  isSkyUnmeasured: boolean
  unknown: string[]
}

const WIND = /^(VRB|\d{3})P?(\d{2,3})(?:GP?(\d{2,3}))?(KT|MPS|KMH)$/
const TURNS = /^\d{3}V\d{3}$/
const METERS = /^(\d{4})(NDV)?$/
const SECTOR = /^\d{4}(N|NE|E|SE|S|SW|W|NW)$/
const MILES = /^(?:([PM])?(\d{1,2})|(?:([PM])?(\d)\/(\d{1,2})))SM$/
const CLOUD = /^(FEW|SCT|BKN|OVC)(\d{3}|\/\/\/)(CB|TCU|CU|CI|CC|CS|AC|AS|NS|SC|ST|\/\/\/)?$/
const CLEAR = /^(NSC|NCD|CLR|SKC)$/
const VERTICAL = /^VV(\d{3})$/
const TEMPERATURE = /^(M?\d{2})\/(M?\d{2}|\/\/|XX)?$/
const PRESSURE = /^(?:Q(\d{4})|A(\d{4}))$/
const RUNWAY_RANGE = /^R\d{2}[LCR]{0,2}\/[PM]?\d{4}(?:V[PM]?\d{4})?(?:FT)?\/?[UDN]?$/
const SKY_UNMEASURED = /^(?:\/{6,9}|VV\/\/\/)$/
/** Visibility of a sector, states of runways and of the sea; in forecasts wind shear, turbulence, icing, temperatures and pressure. */
const OTHERS =
  /^(?:R\d{2}[LCR]{0,2}\/.{1,20}|W(?:M?\d{2}|\/\/)\/.{1,4}|WS\d{3}\/\d{5,6}(?:G\d{2,3})?(?:KT|MPS)|[56]\d{5}|T[XN]M?\d{2}\/\d{4}Z|QNH\d{4}INS)$/
/** Wind shear names its runways in the groups that follow. */
const SHEAR_AT = /^(?:ALL|RWY\d{0,2}[LCR]?|R\d{2}[LCR]?)$/
/** Groups that stand for what could not be measured, or add nothing to what we answer. */
const SAYS_NOTHING = /^(\/{2,}|\/+KT|Q\/{4}|A\/{4}|NOSIG|AUTO|COR|CC[A-Z]|\$)$/
/** States of military airfields: they repeat visibility and ceiling in one colour. */
const COLOURS = /^(?=.)(?:BLACK)?(?:BLU\+?|WHT|GRN|YLO[12]?|AMB|RED)*$/

const signed = (text: string): number => (text.startsWith('M') ? -Number(text.slice(1)) : Number(text))

/** Reads the groups between the time of a report and its trends or remarks. */
export function readGroups(groups: readonly string[]): Reading {
  const reading: Reading = {
    ...{ wind: null, visibility: null, clouds: [], vertical_ft: null, weather: [], cavok: false },
    ...{ temperature: null, pressure: null, runways: [], others: [], isSkyUnmeasured: false, unknown: [] },
  }
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at]!
    // “1 1/2SM” is one group in two.
    const whole = /^\d$/.test(group) && /^\d\/\d{1,2}SM$/.test(groups[at + 1] ?? '') ? `${group} ${groups[++at]}` : group
    if (group === 'WS' && SHEAR_AT.test(groups[at + 1] ?? '')) {
      const shear = [group]
      while (SHEAR_AT.test(groups[at + 1] ?? '')) shear.push(groups[++at]!)
      reading.others.push(shear.join(' '))
      continue
    }
    if (!takeGroup(whole, reading)) reading.unknown.push(whole)
  }
  return reading
}

function takeGroup(group: string, reading: Reading): boolean {
  const wind = WIND.exec(group)
  if (wind && reading.wind === null) {
    const [, from, speed, gust, unit] = wind
    reading.wind = {
      degrees: from === 'VRB' ? null : Number(from),
      speed: Number(speed),
      gust: gust ? Number(gust) : null,
      unit: unit!,
    }
    return true
  }
  const miles = milesOf(group)
  if (miles !== null && reading.visibility === null) {
    reading.visibility = { value: miles, unit: 'SM' }
    return true
  }
  const meters = METERS.exec(group)
  if (meters && reading.visibility === null) {
    reading.visibility = { value: Number(meters[1]), unit: 'm' }
    return true
  }
  const cloud = CLOUD.exec(group)
  if (cloud) {
    reading.clouds.push({ cover: cloud[1]!, base_ft: cloud[2] === '///' ? null : Number(cloud[2]) * 100 })
    return true
  }
  const vertical = VERTICAL.exec(group)
  if (vertical) {
    reading.vertical_ft = Number(vertical[1]) * 100
    return true
  }
  const temperature = TEMPERATURE.exec(group)
  if (temperature && reading.temperature === null) {
    const dew = temperature[2]
    reading.temperature = { air: signed(temperature[1]!), dew: dew === undefined || /[/X]/.test(dew) ? null : signed(dew) }
    return true
  }
  const pressure = PRESSURE.exec(group)
  if (pressure) {
    const [, hPa, inches] = pressure
    reading.pressure ??= hPa ? { value: Number(hPa), unit: 'hPa' } : { value: Number(inches) / 100, unit: 'inHg' }
    return true
  }
  return takeRest(group, reading)
}

function takeRest(group: string, reading: Reading): boolean {
  if (group === 'CAVOK') reading.cavok = true
  else if (CLEAR.test(group)) reading.clouds.push({ cover: group, base_ft: null })
  else if (RUNWAY_RANGE.test(group)) reading.runways.push(group)
  else if (SKY_UNMEASURED.test(group)) reading.isSkyUnmeasured = true
  else if (readWeatherGroup(group) !== null) reading.weather.push(group)
  else if (SECTOR.test(group) || OTHERS.test(group) || COLOURS.test(group) || /^\/{6}(CB|TCU)$/.test(group))
    reading.others.push(group)
  else return TURNS.test(group) || SAYS_NOTHING.test(group)
  return true
}

function milesOf(group: string): number | null {
  const [whole, part] = group.includes(' ') ? group.split(' ') : ['0', group]
  const match = MILES.exec(part!)
  if (!match) return null
  const [, , full, , upper, lower] = match
  const value = full === undefined ? Number(upper) / Number(lower) : Number(full)
  return Number.isFinite(value) ? Number(whole) + value : null
}
