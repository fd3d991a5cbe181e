import { expect, test } from 'vitest'
import { airports } from './airports.ts'
import { fleet } from './fleet.ts'

test('the same seed makes the same fleet, and a longer fleet begins with the shorter one', () => {
  expect(fleet({ seed: 7, count: 30 })).toEqual(fleet({ seed: 7, count: 30 }))
  expect(fleet({ seed: 7, count: 30 }).slice(0, 10)).toEqual(fleet({ seed: 7, count: 10 }))
  expect(fleet({ seed: 8, count: 30 })).not.toEqual(fleet({ seed: 7, count: 30 }))
})

test('no two aircraft of the largest fleet share a registration, an address or a callsign', () => {
  const all = fleet({ seed: 1, count: 17_576 })
  for (const name of ['registration', 'icao24', 'callsign'] as const) {
    expect(new Set(all.map((aircraft) => aircraft[name])).size).toBe(all.length)
  }
  expect(
    all.filter((aircraft) => !/^SK-[A-Z]{3}$/.test(aircraft.registration) || !/^f0[0-9a-f]{4}$/.test(aircraft.icao24)),
  ).toEqual([])
  expect(Math.max(...all.map((aircraft) => aircraft.callsign.length))).toBeLessThanOrEqual(8)
})

test('a fleet has both tiers and aircraft with two, three and four engines', () => {
  const all = fleet({ seed: 'mixed', count: 100 })
  expect(new Set(all.map((aircraft) => aircraft.tier))).toEqual(new Set(['standard', 'premium']))
  expect(all.map((aircraft) => aircraft.type)).toEqual(expect.arrayContaining(['A320', 'MD11', 'A388']))
})

test('a count that cannot be numbered is refused', () => {
  for (const count of [-1, 1.5, 17_577, Number.NaN]) expect(() => fleet({ seed: 1, count })).toThrow(RangeError)
})

test('airports have their own codes and lie on the earth', () => {
  expect(new Set(airports.map((airport) => airport.icao)).size).toBe(airports.length)
  for (const { icao, lat, lon, elevation } of airports) {
    expect(icao).toMatch(/^[A-Z]{4}$/)
    expect(Math.abs(lat)).toBeLessThan(90)
    expect(Math.abs(lon)).toBeLessThan(180)
    expect(elevation).toBeGreaterThan(-100)
    expect(elevation).toBeLessThan(9_000)
  }
})
