/** Words for present weather, by the letters of WMO code table 4678. */
const intensities: Readonly<Record<string, string>> = { '-': 'light', '+': 'heavy', VC: 'in the vicinity', RE: 'recent' }
const descriptors: Readonly<Record<string, string>> = {
  MI: 'shallow',
  BC: 'patches of',
  PR: 'partial',
  DR: 'low drifting',
  BL: 'blowing',
  SH: 'showers of',
  TS: 'thunderstorm with',
  FZ: 'freezing',
}
const phenomena: Readonly<Record<string, string>> = {
  ...{ DZ: 'drizzle', RA: 'rain', SN: 'snow', SG: 'snow grains', IC: 'ice crystals', PL: 'ice pellets', GR: 'hail' },
  ...{ GS: 'small hail', UP: 'unknown precipitation', BR: 'mist', FG: 'fog', FU: 'smoke', VA: 'volcanic ash' },
  ...{ DU: 'widespread dust', SA: 'sand', HZ: 'haze', PY: 'spray', PO: 'dust whirls', SQ: 'squalls' },
  ...{ FC: 'funnel cloud', SS: 'sandstorm', DS: 'duststorm', NSW: 'no significant weather' },
}

const kinds = Object.keys(phenomena).join('|')
const GROUP = new RegExp(`^(-|\\+|VC|RE)?(${Object.keys(descriptors).join('|')})?((?:${kinds}){0,4})$`)

export interface WeatherGroup {
  intensity: string | null
  descriptor: string | null
  phenomena: string[]
}

/** Takes a group of present weather apart; null when it is none. */
export function readWeatherGroup(group: string): WeatherGroup | null {
  const [, intensity = null, descriptor = null, rest = ''] = GROUP.exec(group) ?? [undefined, null, null, undefined]
  const found = rest === '' ? [] : (rest.match(new RegExp(kinds, 'g')) ?? [])
  // A descriptor alone says something only of showers and thunderstorms; letters of nothing are nothing.
  if (rest === undefined || (found.length === 0 && descriptor !== 'TS' && descriptor !== 'SH')) return null
  return { intensity: intensity ?? null, descriptor: descriptor ?? null, phenomena: [...found] }
}

export function wordsFor({ intensity, descriptor, phenomena: found }: WeatherGroup): string {
  const what = found.map((one) => phenomena[one]!).join(' and ')
  const how = descriptor === null ? '' : descriptors[descriptor]!
  // “thunderstorm with” and “showers of” need something that follows.
  const whole = what === '' ? how.replace(/ (with|of)$/, '') : `${how} ${what}`.trim()
  if (intensity === 'VC') return `${whole} ${intensities.VC}`
  return intensity === null ? whole : `${intensities[intensity]} ${whole}`
}
