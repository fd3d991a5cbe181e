import type { Schemas } from '../../api/client.ts'

export type TimeZone = Schemas['TimeZone']

const plain = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[_/-]/g, ' ').toLowerCase().trim()

/** `UTC+05:30`; without minutes nothing is written of them. */
export function offsetText(minutes: number): string {
  const away = Math.abs(minutes)
  const clock = [Math.floor(away / 60), away % 60].map((one) => String(one).padStart(2, '0')).join(':')
  return `UTC${minutes < 0 ? '−' : '+'}${clock}`
}

/** `+2`, `UTC-5`, `gmt +5:30`; null for what is no offset. */
export function readOffset(text: string): number | null {
  const match = /^(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?(\d{2}))?$/i.exec(text.trim())
  if (!match) return null
  return (match[1] === '+' ? 1 : -1) * (Number(match[2]) * 60 + Number(match[3] ?? 0))
}

/** Zones by city, country, abbreviation or offset, the nearest first; each word has to fit. */
export function searchZones(zones: readonly TimeZone[], sought: string, most = 80): TimeZone[] {
  const offset = readOffset(sought)
  if (offset !== null) return zones.filter(({ offset_minutes }) => offset_minutes === offset).slice(0, most)
  const words = plain(sought).split(/\s+/).filter(Boolean)
  if (words.length === 0) return zones.slice(0, most)
  return zones
    .map((zone) => ({ zone, rank: rankOf(zone, words, plain(sought)) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((one, other) => other.rank - one.rank)
    .slice(0, most)
    .map(({ zone }) => zone)
}

function rankOf({ name, also, countries, abbreviations }: TimeZone, words: readonly string[], whole: string): number {
  const names = [name, ...also].map(plain)
  const places = countries.map(plain)
  const short = abbreviations.map(plain)
  const all = [...names, ...places, ...short].join(' ')
  if (!words.every((word) => all.split(' ').some((one) => one.startsWith(word)))) return 0
  if (names.includes(whole) || short.includes(whole)) return 4
  if (names.some((one) => cityOf(one, whole))) return 3
  return places.some((one) => one.startsWith(whole)) ? 2 : 1
}

const cityOf = (name: string, whole: string): boolean => name.endsWith(` ${whole}`) || name.includes(` ${whole}`)

/** The zone of a name, also of a former one. */
export const zoneNamed = (zones: readonly TimeZone[], name: string): TimeZone | undefined =>
  zones.find((zone) => zone.name === name || zone.also.includes(name))
