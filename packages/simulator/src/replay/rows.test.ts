import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRows } from './rows.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rows-'))
})
afterAll(() => rm(folder, { recursive: true }))

const row = (second: number, more: object = {}) =>
  JSON.stringify({
    icao24: '4B160E',
    ts: `2019-11-05T13:05:${String(second).padStart(2, '0')}Z`,
    lat: 47,
    lon: 8,
    callsign: 'SWR5220 ',
    ...more,
  })

let files = 0
async function read(content: string | Buffer, limit?: number) {
  files += 1
  const file = join(folder, `${files}.ndjson${typeof content === 'string' ? '' : '.gz'}`)
  await writeFile(file, content)
  return Array.fromAsync(readRows(file, limit))
}

test('plain and compressed files give the same rows, with or without an end to the last line', async () => {
  const text = [row(1), row(1), row(2, { altitude_ft: null, ground_speed_kt: 120.5 })].join('\r\n')
  const rows = await read(text)
  expect(rows).toHaveLength(3)
  expect(rows[2]).toEqual({
    icao24: '4b160e',
    ts: '2019-11-05T13:05:02Z',
    tsMs: Date.UTC(2019, 10, 5, 13, 5, 2),
    lat: 47,
    lon: 8,
    altitude_ft: null,
    ground_speed_kt: 120.5,
    track_deg: null,
    vertical_rate_fpm: null,
    callsign: 'SWR5220',
  })
  expect(await read(`${text}\n`)).toEqual(rows)
  expect(await read(gzipSync(text))).toEqual(rows)
})

test('a limit ends the reading before anything behind it can matter', async () => {
  expect(await read(`${row(1)}\n${row(2)}\nnot JSON`, 2)).toHaveLength(2)
})

test('a line that is not a position row is refused by its number and the member at fault', async () => {
  const faults: [string, RegExp][] = [
    ['{"icao24":', /line 2: not JSON/],
    ['[]', /line 2: not a JSON object/],
    [row(2, { icao24: 'xyz' }), /line 2: icao24/],
    [row(2, { ts: '2019-11-05 13:05:02' }), /line 2: ts/],
    [row(2, { ts: '2019-13-05T13:05:02Z' }), /line 2: ts/],
    [row(2, { lat: null }), /line 2: lat/],
    [row(2, { lon: '8' }), /line 2: lon/],
    [row(2, { altitude_ft: '1000' }), /line 2: altitude_ft/],
    [row(2, { callsign: 'longer than eight' }), /line 2: callsign/],
    [row(0), /line 2: earlier than the line before/],
    [row(2, { callsign: 'x'.repeat(5000) }), /longer than 4096/],
  ]
  for (const [fault, message] of faults) await expect(read(`${row(1)}\n${fault}`)).rejects.toThrow(message)
})

test('a compressed file that was cut off, one that is not compressed and one that is not there are refused', async () => {
  await expect(read(gzipSync(row(1).repeat(500)).subarray(0, -20))).rejects.toThrow()
  await expect(read(Buffer.from(row(1)))).rejects.toThrow()
  await expect(Array.fromAsync(readRows(join(folder, 'absent.ndjson.gz')))).rejects.toThrow('ENOENT')
})
