import { expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { anEvent, preparedEvent } from '../../testing/telemetry.ts'
import { isImplausible, LastPlaces, metresBetween } from './jumps.ts'

const paris = { ts: 0, lat_e4: 488_566, lon_e4: 23_522 }
const berlin = { ts: 0, lat_e4: 525_200, lon_e4: 134_050 }
const MINUTE = 60_000_000

test('the distance from Paris to Berlin is 878 km', () => {
  expect(Math.round(metresBetween(paris, berlin) / 1_000)).toBe(877)
})

test('an aircraft may fly from Paris to Berlin in an hour, not in ten minutes, whichever report comes first', () => {
  expect(isImplausible(paris, { ...berlin, ts: 60 * MINUTE })).toBe(false)
  expect(isImplausible(paris, { ...berlin, ts: 10 * MINUTE })).toBe(true)
  expect(isImplausible({ ...berlin, ts: 10 * MINUTE }, paris)).toBe(true)
})

test('two reports of one second are no jump for the width of a runway', () => {
  expect(isImplausible(paris, { ...paris, lat_e4: paris.lat_e4 + 100 })).toBe(false)
})

test('a jump across the date line is short', () => {
  expect(isImplausible({ ts: 0, lat_e4: 0, lon_e4: 1_799_999 }, { ts: 0, lat_e4: 0, lon_e4: -1_799_999 })).toBe(false)
})

test('within one group each position is compared with the one before it, and a jump of one aircraft is not that of another', () => {
  const places = new LastPlaces()
  const [one, other, team] = [newId(), newId(), newId()]
  const at = (aircraft_id: string, lat: number, second: number) =>
    preparedEvent(
      team,
      anEvent({ aircraft_id, ts: new Date(1_000 * second).toISOString().replace('1970', '2026') }, { gps: { lat, lon: 2 } }),
    )
  const events = [at(one, 48, 0), at(other, 10, 1), at(one, 48.01, 10), at(one, 49, 11), at(other, 10.01, 12)]
  expect([...places.flag(events)]).toEqual([events[3]])
  places.remember(events)
  expect(places.flag([at(one, 48, 20)]).size).toBe(1)
})
