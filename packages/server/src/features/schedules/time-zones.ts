import { setImmediate as breathe } from 'node:timers/promises'
import type { TimeZone, TimeZones } from '@skykeep/contract'
import { clockChanges, zoneOf } from '@skykeep/schedule'
import type { ScheduleNeeds } from './schedule-registry.ts'

const MINUTE_MS = 60_000
const AHEAD_MS = 400 * 24 * 60 * MINUTE_MS
/** So many zones are described at a stretch, some milliseconds; other requests are answered in between. */
const STRETCH = 10

/**
 * Names that the IANA data has given up and `Intl` still lists, for their stability: who looks for Kyiv has to find it. Source: the file
 * `backward` of the IANA data, 2026a.
 */
export const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

/** Whose abbreviations are in use where: `Intl` knows each of them in the languages of its region only. */
const speakers: Readonly<Record<string, readonly string[]>> = {
  Africa: ['en-GB', 'en-ZA'],
  America: ['en-US', 'en-CA'],
  Asia: ['en-IN', 'ja', 'id', 'zh-Hant-HK'],
  Australia: ['en-AU'],
  Pacific: ['en-NZ', 'en-US'],
}
/** Midwinter and midsummer, whichever hemisphere. */
const seasons = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)]

type Words = Pick<TimeZone, 'name' | 'also' | 'countries' | 'abbreviations'>

/** The zones that this installation knows, to be searched by city, country and abbreviation, with what their clocks do next. */
export function timeZones({ clock }: Pick<ScheduleNeeds, 'clock'>): () => Promise<TimeZones> {
  let words: Promise<Words[]> | undefined
  return async () => {
    words ??= describeAll()
    const now = clock.now().getTime()
    const zones: TimeZone[] = []
    for (const [at, one] of (await words).entries()) {
      if (at % STRETCH === 0) await breathe()
      zones.push({ ...one, ...clockOf(one.name, now) })
    }
    return { items: zones.map(({ name }) => name), zones, next_cursor: null }
  }
}

async function describeAll(): Promise<Words[]> {
  const countries = countriesByZone()
  const found: Words[] = []
  for (const [at, listed] of [...Intl.supportedValuesOf('timeZone'), 'UTC'].entries()) {
    if (at % STRETCH === 0) await breathe()
    const name = renamed[listed] ?? listed
    const also = name === listed ? [] : [listed]
    found.push({ name, also, countries: [...(countries.get(listed) ?? [])], abbreviations: abbreviationsOf(listed) })
  }
  return found.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

function countriesByZone(): Map<string, Set<string>> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))
  const found = new Map<string, Set<string>>()
  for (const region of letters.flatMap((one) => letters.map((other) => one + other))) {
    const country = names.of(region)
    if (country === undefined) continue
    for (const zone of new Intl.Locale('und', { region }).getTimeZones() ?? [])
      found.set(zone, (found.get(zone) ?? new Set()).add(country))
  }
  return found
}

function abbreviationsOf(zone: string): string[] {
  const languages = speakers[zone.split('/')[0]!] ?? ['en-GB']
  const all = languages.flatMap((language) => {
    const format = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'short' })
    return seasons.map((at) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '')
  })
  // Where there is none, Intl says GMT+9, which is an offset.
  return [...new Set(all)].filter((one) => /^[A-Z]{3,5}$/.test(one))
}

function clockOf(name: string, now: number): Pick<TimeZone, 'offset_minutes' | 'next_change'> {
  const zone = zoneOf(name)
  const [next] = clockChanges(zone, now, now + AHEAD_MS)
  const piece = zone.pieces.findLast(({ at }) => at <= now)!
  return {
    offset_minutes: piece.offset / MINUTE_MS,
    next_change: next ? { at: new Date(next.at).toISOString(), minutes: (next.to - next.from) / MINUTE_MS } : null,
  }
}
