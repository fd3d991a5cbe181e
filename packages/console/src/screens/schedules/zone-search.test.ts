import { expect, test } from 'vitest'
import { offsetText, readOffset, searchZones, type TimeZone, zoneNamed } from './zone-search.ts'

const zone = (
  name: string,
  offset_minutes: number,
  countries: string[],
  abbreviations: string[] = [],
  also: string[] = [],
): TimeZone => ({
  name,
  also,
  countries,
  abbreviations,
  offset_minutes,
  next_change: null,
})
const zones = [
  zone('America/New_York', -300, ['United States'], ['EST', 'EDT']),
  zone('America/Sao_Paulo', -180, ['Brazil']),
  zone('Asia/Kolkata', 330, ['India', 'Côte d’essai'], ['IST'], ['Asia/Calcutta']),
  zone('Europe/Kyiv', 120, ['Ukraine'], ['EET', 'EEST'], ['Europe/Kiev']),
  zone('Europe/Paris', 60, ['France'], ['CET', 'CEST']),
  zone('Indian/Mauritius', 240, ['Mauritius']),
]
const found = (sought: string) => searchZones(zones, sought).map(({ name }) => name)

test('a zone is found by city, former name, country and abbreviation', () => {
  expect(found('york')).toEqual(['America/New_York'])
  expect(found('new york')).toEqual(['America/New_York'])
  expect(found('kiev')).toEqual(['Europe/Kyiv'])
  expect(found('Kyiv')).toEqual(['Europe/Kyiv'])
  expect(found('france')).toEqual(['Europe/Paris'])
  expect(found('cote')).toEqual(['Asia/Kolkata'])
  expect(found('cest')).toEqual(['Europe/Paris'])
  expect(found('Europe/Paris')).toEqual(['Europe/Paris'])
  expect(found('olympus')).toEqual([])
  expect(found('')).toHaveLength(zones.length)
})

test('the nearest comes first: the country India before the ocean', () => {
  expect(found('india')).toEqual(['Asia/Kolkata', 'Indian/Mauritius'])
})

test('an offset is read in the ways people write it, and written in one', () => {
  expect(['+2', 'UTC-5', 'gmt +5:30', '+0530', '−3'].map(readOffset)).toEqual([120, -300, 330, 330, -180])
  expect(['2', 'paris', '+'].map(readOffset)).toEqual([null, null, null])
  expect(found('UTC+5:30')).toEqual(['Asia/Kolkata'])
  expect([offsetText(-300), offsetText(330), offsetText(0)]).toEqual(['UTC−05:00', 'UTC+05:30', 'UTC+00:00'])
})

test('a former name leads to its zone', () => {
  expect(zoneNamed(zones, 'Asia/Calcutta')?.name).toBe('Asia/Kolkata')
  expect(zoneNamed(zones, 'Mars/Olympus')).toBeUndefined()
})
