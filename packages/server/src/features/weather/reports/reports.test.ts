import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DecodedMetar, DecodedTaf } from '@skykeep/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { control } from '../../../testing/control.ts'
import { decodeMetar } from './decode-metar.ts'
import { decodeTaf } from './decode-taf.ts'
import { flightCategory } from './flight-category.ts'
import { readWeatherGroup, wordsFor } from './phenomena.ts'
import { closestInstant } from './report-time.ts'

const NEAR = new Date('2026-11-26T12:00:00Z')
const decoded = (raw: string) => decodeMetar(raw, NEAR).decoded!

test('a report with everything in it', () => {
  const raw =
    'METAR LSZH 261150Z 24015G27KT 210V280 4000 R16/P1500N -SHRA BR FEW004 SCT012CB BKN030 04/M01 Q1012 TEMPO TL1330 2000 RA RMK X='
  expect(decoded(raw)).toMatchObject({
    observed_at: '2026-11-26T11:50:00.000Z',
    is_automatic: false,
    wind: { degrees: 240, from_degrees: 210, to_degrees: 280, speed_kt: 15, gust_kt: 27 },
    visibility: { meters: 4_000, bound: 'exactly' },
    weather: [
      { group: '-SHRA', text: 'light showers of rain' },
      { group: 'BR', text: 'mist' },
    ],
    clouds: [
      { cover: 'FEW', base_ft: 400, type: null },
      { cover: 'SCT', base_ft: 1_200, type: 'CB' },
      { cover: 'BKN', base_ft: 3_000, type: null },
    ],
    runway_ranges: ['R16/P1500N'],
    ...{ temperature_c: 4, dew_point_c: -1, pressure_hpa: 1_012, remarks: 'X', not_understood: [], flight_category: 'IFR' },
  })
  expect(decoded(raw).trends).toMatchObject([
    { type: 'TEMPO', until: '2026-11-26T13:30:00.000Z', visibility: { meters: 2_000 }, weather: [{ group: 'RA' }] },
  ])
})

test('units are ours: metres a second, miles, inches; CAVOK is ten kilometres and no cloud', () => {
  expect(decoded('UUEE 261130Z 24005MPS 9999 OVC010 M02/M03 Q1020')).toMatchObject({ wind: { speed_kt: 9.7 } })
  const american = decoded('KFFO 261158Z 30008KT 1 1/2SM -SN FEW014 OVC019 M05/M07 A2996')
  expect(american).toMatchObject({ visibility: { meters: 2_414 }, pressure_hpa: 1_014.6, flight_category: 'IFR' })
  expect(decoded('KFFO 261158Z 30008KT P6SM CLR 10/07 A2996')).toMatchObject({ visibility: { bound: 'or_more' } })
  expect(decoded('LSZH 261150Z VRB02KT CAVOK 10/02 Q1030')).toMatchObject({
    ...{
      wind: { degrees: null },
      is_cavok: true,
      visibility: { meters: 10_000, bound: 'or_more' },
      clouds: [],
      flight_category: 'VFR',
    },
  })
})

test.each([
  ['', 'begin'],
  ['METAR', 'begin'],
  ['METAR LSZH 991150Z 24015KT 9999 NSC 04/M01 Q1012', 'time'],
  ['METAR LSZH 261150Z NIL', 'NIL'],
  [`METAR LSZH 261150Z ${'24015KT '.repeat(300)}`, 'long'],
  ['METAR LSZH 261150Z 24015KT 9999 BKN030 99/98 Q1012', 'temperature'],
  ['METAR LSZH 261150Z 24015KT 9999 BKN030 04/M01 Q9012', 'pressure'],
])('%s is not decodable, and why is told', (raw, why) => {
  const { decoded: report, not_decodable } = decodeMetar(raw, NEAR)
  expect(report).toBeNull()
  expect(not_decodable).toContain(why)
})

test('groups that nothing was read out of are named, and such a report has no category', () => {
  expect(decoded('LSZH 261150Z 24015KT 9999 WHATEVER BKN030 04/M01 Q1012')).toMatchObject({
    ...{ not_understood: ['WHATEVER'], flight_category: null },
  })
})

test.each([
  [10_000, 3_500, 'VFR'],
  [10_000, 3_000, 'MVFR'],
  [8_000, 5_000, 'MVFR'],
  [4_000, 5_000, 'IFR'],
  [10_000, 900, 'IFR'],
  [1_500, 5_000, 'LIFR'],
  [10_000, 400, 'LIFR'],
])('visibility %i m under a ceiling of %i ft is %s', (meters, base_ft, category) => {
  const clouds = [
    { cover: 'SCT' as const, base_ft: 100, type: null },
    { cover: 'BKN' as const, base_ft, type: null },
  ]
  expect(flightCategory({ is_cavok: false, clouds, visibility: { meters, bound: 'exactly' } }, false)).toBe(category)
})

control('WEATHER-6', 'a category is never better than what nobody measured could make it', () => {
  const unknown: [string, string | null][] = [
    ['9999 VV///', null],
    ['9999 //////', null],
    ['9999 /////////', null],
    ['9999 OVC///', null],
    ['9999 SCT020 BKN///', null],
    ['9999 FEW040 //////', null],
    ['9999', null],
    ['//// NSC', null],
    ['//// BKN008', null],
    // Already the worst: what is not known cannot add to it.
    ['0200 FG VV///', 'LIFR'],
    ['//// OVC003', 'LIFR'],
    // Known after all: layers of which only one is of unknown height and no ceiling, and towers beside measured layers.
    ['9999 FEW///CB BKN008', 'IFR'],
    ['7000 FEW028/// BKN033/// //////TCU', 'MVFR'],
    ['9999 NCD', 'VFR'],
    ['CAVOK', 'VFR'],
  ]
  for (const [groups, category] of unknown)
    expect([groups, decoded(`LSZH 261150Z AUTO 24005KT ${groups} 04/M01 Q1012`).flight_category]).toEqual([groups, category])
})

control('WEATHER-7', 'what both readings know but do not decode, such as wind shear, is told and not passed over', () => {
  const others = (groups: string) => {
    const { other_groups, runway_ranges, not_understood } = decoded(`LSZH 261150Z 24005KT 9999 NSC 04/M01 Q1012 ${groups}`)
    return [other_groups, runway_ranges, not_understood]
  }
  expect(others('WS R14')).toEqual([['WS R14'], [], []])
  expect(others('WS ALL RWY NOSIG')).toEqual([['WS ALL RWY'], [], []])
  expect(others('WS RWY11')).toEqual([['WS RWY11'], [], []])
  expect(others('WS ABOUT')).toEqual([[], [], ['WS', 'ABOUT']])
  expect(others('R24/290060 R16/P1500N R06L/1200V1800FT/D')).toEqual([['R24/290060'], ['R16/P1500N', 'R06L/1200V1800FT/D'], []])
  expect(others('BLACKBLU W15/S4')).toEqual([['BLACKBLU', 'W15/S4'], [], []])
  expect(decoded('LSZH 261150Z 24005KT 9999 1500SW NSC 04/M01 Q1012').other_groups).toEqual(['1500SW'])
  const taf = 'TAF KJFK 261125Z 2612/2718 24010KT 9999 BKN045 WS020/24050KT 620304 BECMG 2614/2616 26020KT 540008'
  expect(decodeTaf(taf, NEAR).decoded).toMatchObject({
    ...{ other_groups: ['WS020/24050KT', '620304'], not_understood: [], changes: [{ other_groups: ['540008'] }] },
  })
})

test('present weather has words, and letters that are none have not', () => {
  const words = ['+TSRAGR', 'VCSH', 'FZFG', 'BCFG', 'RERA', '-SN', 'VCTS', '+FC'].map((group) =>
    wordsFor(readWeatherGroup(group)!),
  )
  expect(words).toEqual([
    ...['heavy thunderstorm with rain and hail', 'showers in the vicinity', 'freezing fog', 'patches of fog'],
    ...['recent rain', 'light snow', 'thunderstorm in the vicinity', 'heavy funnel cloud'],
  ])
  for (const group of ['', '-', 'VC', 'FZ', 'AB', 'RAXX', 'RARARARARA']) expect(readWeatherGroup(group)).toBeNull()
})

test('a day of the month is the one that is closest, also across a year and where a month has no such day', () => {
  const closest = (day: number, near: string) => closestInstant(day, 23, 50, new Date(near))?.toISOString()
  expect(closest(31, '2027-01-01T00:10:00Z')).toBe('2026-12-31T23:50:00.000Z')
  expect(closest(30, '2027-03-01T00:10:00Z')).toBe('2027-03-30T23:50:00.000Z')
  expect(closest(1, '2026-11-30T12:00:00Z')).toBe('2026-12-01T23:50:00.000Z')
  expect(closestInstant(32, 0, 0, NEAR)).toBeNull()
})

test('a forecast with its changes', () => {
  const raw =
    'TAF AMD LSZH 261125Z 2612/2718 24010KT 9999 BKN045 BECMG 2614/2616 26020G35KT PROB30 TEMPO 2618/2622 4000 +SHRA SCT010CB FM270600 27005KT CAVOK'
  const { decoded: taf } = decodeTaf(raw, NEAR)
  expect(taf).toMatchObject({
    ...{ valid_from: '2026-11-26T12:00:00.000Z', valid_until: '2026-11-27T18:00:00.000Z', is_amendment: true },
    ...{ wind: { speed_kt: 10 }, clouds: [{ cover: 'BKN', base_ft: 4_500 }], not_understood: [] },
  })
  expect(taf!.changes).toMatchObject([
    { type: 'BECMG', from: '2026-11-26T14:00:00.000Z', until: '2026-11-26T16:00:00.000Z', wind: { gust_kt: 35 } },
    { probability: 30, visibility: { meters: 4_000 }, weather: [{ text: 'heavy showers of rain' }] },
    { type: 'FM', from: '2026-11-27T06:00:00.000Z', is_cavok: true },
  ])
  expect(decodeTaf('TAF LSZH 261125Z NIL', NEAR).not_decodable).toContain('NIL')
  expect(decodeTaf('TAF LSZH 261125Z 24010KT 9999', NEAR).decoded).toBeNull()
})

const recorded = join(import.meta.dirname, '../../../../../../../shared/data/metar-real.txt')
const samples = existsSync(recorded)
  ? readFileSync(recorded, 'utf8').split('\n').filter(Boolean)
  : [
      'METAR LSZH 261150Z 24015G27KT 210V280 4000 R16/P1500N -SHRA BR FEW004 SCT012CB BKN030 04/M01 Q1012 TEMPO TL1330 2000 RA RMK X=',
    ]

test('every recorded report is answered as the contract has it: decoded, or with why not', () => {
  let answered = 0
  for (const raw of samples) {
    const { decoded: report, not_decodable } = decodeMetar(raw, NEAR)
    if (report === null) expect(not_decodable).toMatch(/\.$/)
    else answered += Number(DecodedMetar.safeParse(report).success)
  }
  expect(answered / samples.length).toBeGreaterThan(0.98)
})

test('a forecast with a change of no kind is not decoded', () => {
  const { decoded, not_decodable } = decodeTaf(
    'TAF YBBN 240900Z 2612/2718 17005KT 9999 VCSH FEW014 SCT028 BKN039 23/22 Q1016 INTERA 1000/1200 3000 SHRA BKN012=',
    NEAR,
  )
  expect([decoded, not_decodable]).toEqual([null, 'Two ways of reading a change of it do not agree.'])
})

test('spoiled reports and forecasts are answered as well', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIKMNOPQRSTUVWXZ0123456789/+-= '), maxLength: 6 })
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(8), letters, (raw, at, length, put) => {
      const spoiled = raw.slice(0, at % raw.length) + put + raw.slice((at % raw.length) + length)
      const { decoded: report, not_decodable } = decodeMetar(spoiled, NEAR)
      expect(report === null ? typeof not_decodable : DecodedMetar.safeParse(report).error).toBe(
        report === null ? 'string' : undefined,
      )
      const { decoded: taf } = decodeTaf(spoiled.replace('METAR', 'TAF').replace('Z ', 'Z 2612/2718 '), NEAR)
      if (taf !== null) expect(DecodedTaf.safeParse(taf).error).toBeUndefined()
    }),
    { numRuns: 2_000 },
  )
})
