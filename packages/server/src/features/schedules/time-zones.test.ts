import { isZone, zoneOf } from '@skykeep/schedule'
import { expect, test } from 'vitest'
import { renamed, timeZones } from './time-zones.ts'

const now = new Date('2026-11-27T12:00:00Z')
const zones = timeZones({ clock: { now: () => now } as Parameters<typeof timeZones>[0]['clock'] })

test('a zone is found by its country and abbreviations, and tells what its clock does now and next', async () => {
  const { items, zones: all } = await zones()
  expect(items).toEqual(all.map(({ name }) => name))
  const of = (name: string) => all.find((one) => one.name === name)
  expect(of('Europe/Paris')).toEqual({
    name: 'Europe/Paris',
    also: [],
    countries: ['France'],
    abbreviations: ['CET', 'CEST'],
    offset_minutes: 60,
    next_change: { at: '2027-03-28T01:00:00.000Z', minutes: 60 },
  })
  expect(of('Asia/Tokyo')).toMatchObject({ abbreviations: ['JST'], offset_minutes: 540, next_change: null })
  expect(of('America/New_York')!.abbreviations).toEqual(['EST', 'EDT'])
  expect(of('UTC')).toMatchObject({ offset_minutes: 0, next_change: null })
  expect(of('Asia/Kolkata')).toMatchObject({ also: ['Asia/Calcutta'], countries: ['India'], offset_minutes: 330 })
})

test('every name is one that a schedule takes, and stands there once', async () => {
  const { items } = await zones()
  expect(items.filter((name) => !isZone(name))).toEqual([])
  expect(new Set(items).size).toBe(items.length)
})

test('a new name runs as the former one', () => {
  for (const [former, name] of Object.entries(renamed)) expect([name, zoneOf(name).pieces]).toEqual([name, zoneOf(former).pieces])
})
