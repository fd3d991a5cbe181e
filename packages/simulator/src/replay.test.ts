import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import type { PositionRow } from './replay/row.ts'
import { type ReplayOptions, type ReplayProgress, replay } from './replay.ts'
import { hastyClock } from './testing/clocks.ts'
import { operatorCredential, type PretendServer, pretendServer } from './testing/pretend-server.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function start() {
  const server = await pretendServer()
  const folder = await mkdtemp(join(tmpdir(), 'replay-'))
  const clock = hastyClock()
  open.push(server.close, () => rm(folder, { recursive: true }))
  return {
    server,
    clock,
    async play(rows: PositionRow[], options: Partial<ReplayOptions> = {}) {
      const file = join(folder, 'flights.ndjson.gz')
      await writeFile(file, gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')))
      return replay({ file, url: server.url, operator: operatorCredential, clock, ...options })
    },
  }
}

const startMs = Date.UTC(2019, 9, 5, 7)
const addresses = ['0083c3', '4b160e', 'c01074']

/** Three aircraft, a row each a second; one of them on the ground, where a transponder says neither altitude nor speed. */
function someRows(seconds: number): PositionRow[] {
  return Array.from({ length: seconds * 3 }, (_, index) => {
    const second = Math.floor(index / 3)
    const surface = index % 3 === 2
    return {
      icao24: addresses[index % 3]!,
      ts: new Date(startMs + second * 1000).toISOString(),
      lat: 47.45 + second / 100_000,
      lon: 8.55 + (index % 3) / 10,
      altitude_ft: surface ? null : 1600 + second,
      ground_speed_kt: surface ? null : 121.8,
      track_deg: surface ? null : 137.7,
      vertical_rate_fpm: surface ? null : -384,
      callsign: second % 50 === 0 ? null : 'SWR5220',
    }
  })
}

const telemetry = (server: PretendServer) => server.calls.filter((call) => call.startsWith('POST /telemetry/'))

test('every row is stored once, read back, and the same again by a second replay', async () => {
  const { server, play } = await start()
  const first = await play(someRows(400))
  expect(first).toMatchObject({
    sent: 1200,
    created: 1200,
    duplicate: 0,
    conflict: 0,
    rejected: 0,
    errors: 0,
    aircraft: 3,
    ok: true,
  })
  expect(first.read_back).toMatchObject({
    expected: 1200,
    found: 1200,
    missing_aircraft: [],
    other: 0,
    sampled: 20,
    differences: [],
  })
  expect(server.stored.size).toBe(1200)
  const second = await play(someRows(400))
  expect(second).toMatchObject({ sent: 1200, created: 0, duplicate: 1200, ok: true })
  expect(server.stored.size).toBe(1200)
  expect([...server.aircraft.values()].map((it) => [it.registration, it.icao24, it.backfill])).toEqual(
    expect.arrayContaining([['ICAO-4B160E', '4b160e', true]]),
  )
})

test('a row that is twice in the file is one event, and two rows of one instant are two', async () => {
  const { server, play } = await start()
  const rows = someRows(10)
  const twice = rows.flatMap((row) => [row, row, { ...row, lat: row.lat + 0.001 }])
  const report = await play(twice)
  expect(report).toMatchObject({ sent: 90, created: 60, duplicate: 30, ok: true })
  expect(report.read_back).toMatchObject({ expected: 60, found: 60 })
  expect(server.stored.size).toBe(60)
})

test('what a surface message does not say is not in the event', async () => {
  const { server, play } = await start()
  await play(someRows(51))
  const surface = [...server.stored.values()].filter((event) => event.metrics.speed === undefined)
  expect(surface).toHaveLength(51)
  expect(surface[0]!.metrics).toEqual({ gps: { lat: 47.45, lon: 8.75 } })
  expect(surface[1]!.metrics).toEqual({ gps: { lat: 47.45, lon: 8.75 }, callsign: 'SWR5220' })
})

test.each(['batches', 'single'] as const)(
  'lost connections, refusals for now and lost answers cost no event and double none (%s)',
  async (mode) => {
    const { server, clock, play } = await start()
    let telemetryCalls = 0
    server.mishap = ({ path }) => {
      if (path === '/telemetry/counts' || path === '/telemetry/events') return undefined
      if (path.startsWith('/telemetry/')) telemetryCalls += 1
      const turn = server.calls.length % 9
      if (turn === 1) return 'drop'
      if (turn === 3) return 'drop after'
      if (turn === 5) return { status: 503, retryAfter: '2' }
      if (turn === 7) return { status: 429, retryAfter: '31' }
      return undefined
    }
    const report = await play(someRows(60), { mode, batchMax: 10 })
    expect(report).toMatchObject({ sent: 180, conflict: 0, rejected: 0, errors: 0, ok: true })
    expect(report.created + report.duplicate).toBe(180)
    expect(server.stored.size).toBe(180)
    expect(telemetryCalls).toBeGreaterThan(mode === 'single' ? 180 : 18)
    expect(clock.slept).toContain(2_000)
    expect(clock.slept).toContain(31_000)
  },
)

test('a server that is away for good ends in errors and a report that says so', async () => {
  const { server, play } = await start()
  server.mishap = ({ path }) => (path === '/telemetry/batches' ? 'drop' : undefined)
  const report = await play(someRows(10), { retryForMs: 5_000 })
  expect(report).toMatchObject({ sent: 30, created: 0, errors: 30, ok: false })
  expect(report.read_back.missing_aircraft.map((it) => [it.registration, it.expected, it.found])).toEqual([
    ['ICAO-0083C3', 10, 0],
    ['ICAO-4B160E', 10, 0],
    ['ICAO-C01074', 10, 0],
  ])
})

test('an acknowledged event that is not there is found by reading back, and its aircraft is named', async () => {
  const { server, play } = await start()
  server.keeps = (event) => (event.metrics.altitude === 1605 && event.metrics.gps?.lon === 8.55 ? undefined : event)
  const report = await play(someRows(10))
  expect(report).toMatchObject({ created: 30, errors: 0, ok: false })
  expect(report.read_back).toMatchObject({ expected: 30, found: 29 })
  expect(report.read_back.missing_aircraft).toEqual([
    expect.objectContaining({ registration: 'ICAO-0083C3', expected: 10, found: 9 }),
  ])
})

test('an event stored twice is found by reading back', async () => {
  const { server, play } = await start()
  await play(someRows(10))
  const [key, event] = [...server.stored][4]!
  server.stored.set(`again/${key}`, event)
  const report = await play(someRows(10))
  expect(report).toMatchObject({ duplicate: 30, ok: false })
  expect(report.read_back).toMatchObject({ expected: 30, found: 30, doubled: 1 })
})

test('an event stored with another content is found among the samples', async () => {
  const { server, play } = await start()
  server.keeps = (event) => ({ ...event, metrics: { ...event.metrics, callsign: 'SWR0001' } })
  const report = await play(someRows(2))
  expect(report).toMatchObject({ created: 6, ok: false, read_back: { expected: 6, found: 6, sampled: 6 } })
  // The rows of the first second have no callsign to be changed.
  expect(report.read_back.differences).toHaveLength(3)
  expect(report.read_back.differences.join()).toContain('/metrics/callsign: sent "SWR5220", stored "SWR0001"')
})

test('other events of the same aircraft and time do not hide that one is missing', async () => {
  const { server, play } = await start()
  await play(someRows(10), { shift: 500 })
  server.keeps = (event) => (event.ts === '2019-10-05T07:00:05.000Z' ? undefined : event)
  const report = await play(someRows(10))
  expect(report.ok).toBe(false)
  expect(report.read_back).toMatchObject({ expected: 30, found: 27, other: 27 })
})

test('other events of the same aircraft and time are no fault', async () => {
  const { play } = await start()
  await play(someRows(10), { shift: 500 })
  const whole = await play(someRows(10))
  expect(whole).toMatchObject({ created: 30, ok: true })
  const part = await play(someRows(10), { limit: 13 })
  expect(part).toMatchObject({ sent: 13, duplicate: 13, ok: true })
})

test('refusals are counted by their code', async () => {
  const { server, play } = await start()
  server.eventMishap = ({ metrics }) => {
    if (metrics.altitude === 1601) return { status: 400, code: 'VALIDATION' }
    if (metrics.altitude === 1602) return { status: 409, code: 'TELEMETRY_CONFLICT' }
    return undefined
  }
  const report = await play(someRows(10))
  expect(report).toMatchObject({ sent: 30, created: 26, rejected: 2, conflict: 2, ok: false })
  expect(report.refusals).toEqual({ '400 VALIDATION': 2, '409 TELEMETRY_CONFLICT': 2 })
})

test('a whole batch that is refused counts each of its events', async () => {
  const { server, play } = await start()
  server.mishap = ({ path }) => (path === '/telemetry/batches' ? { status: 403, code: 'AIRCRAFT_REVOKED' } : undefined)
  const report = await play(someRows(10))
  expect(report).toMatchObject({ sent: 30, rejected: 30, ok: false })
  expect(report.refusals).toEqual({ '403 AIRCRAFT_REVOKED': 30 })
})

test.each(['batches', 'single'] as const)('no aircraft ever has two requests under way (%s)', async (mode) => {
  const { server, play } = await start()
  await play(someRows(100), { mode, batchMax: 7, concurrency: 32 })
  expect(telemetry(server)).toHaveLength(mode === 'single' ? 300 : 45)
  expect(server.together()).toBe(1)
})

test('at sixty times the speed each row is sent when it is due, within a sixtieth of the recorded time', async () => {
  const { clock, play } = await start()
  const before = clock.now()
  const report = await play(someRows(120), { speed: 60 })
  expect(report.ok).toBe(true)
  // 119 s of recording; the last row of it is due 1,983 ms after the first.
  expect(clock.now() - before).toBeGreaterThanOrEqual(1_983)
  expect(clock.now() - before).toBeLessThan(1_990)
})

test('shifted to now, at the speed of life, each event is of the moment and the aircraft needs no leave to back-fill', async () => {
  const { server, clock, play } = await start()
  const before = clock.now()
  const report = await play(someRows(20), { speed: 1, shift: 'to-now' })
  expect(report.ok).toBe(true)
  const instants = [...server.stored.values()].map((event) => Date.parse(event.ts))
  expect([Math.min(...instants), Math.max(...instants)]).toEqual([before, before + 19_000])
  expect([...server.aircraft.values()].some((it) => it.backfill)).toBe(false)
})

test('an interruption stops the sending, accounts for what was sent, and is not called a success', async () => {
  const { server, play } = await start()
  const stop = new AbortController()
  const report = await play(someRows(100), {
    batchMax: 10,
    concurrency: 1,
    signal: stop.signal,
    onProgress: ({ counts }) => counts.sent >= 50 && stop.abort(),
  })
  expect(report).toMatchObject({ interrupted: true, ok: false })
  expect(report.sent).toBeLessThan(300)
  expect(report.read_back).toMatchObject({ expected: report.sent, found: report.sent })
  expect(server.stored.size).toBe(report.sent)
})

test('a broken file is refused before anything is sent', async () => {
  const { server, play } = await start()
  const rows = [...someRows(10), { ...someRows(1)[0]!, lat: 'north' as unknown as number }]
  await expect(play(rows)).rejects.toThrow('line 31: lat')
  await expect(play([])).rejects.toThrow('flights.ndjson.gz holds no positions')
  expect(server.calls).toEqual([])
})

test('progress tells of every phase and ends with all rows', async () => {
  const { play } = await start()
  const seen: ReplayProgress[] = []
  await play(someRows(10), { onProgress: (progress) => seen.push(progress) })
  expect([...new Set(seen.map((progress) => progress.phase))]).toEqual(['reading', 'registering', 'sending', 'reading back'])
  expect(seen.findLast((progress) => progress.phase === 'sending')).toMatchObject({ done: 30, total: 30 })
})

const recorded = new URL('../../../../shared/data/adsb-zurich-ground-2019.ndjson.gz', import.meta.url).pathname

test.skipIf(!existsSync(recorded))(
  'five thousand recorded rows, nulls and repetitions included, are stored exactly once',
  async () => {
    const { server, clock } = await start()
    const report = await replay({ file: recorded, url: server.url, operator: operatorCredential, clock, limit: 5_000 })
    expect(report).toMatchObject({ sent: 5_000, errors: 0, conflict: 0, rejected: 0, ok: true })
    expect(report.duplicate).toBeGreaterThan(0)
    expect(report.read_back.expected).toBe(server.stored.size)
    expect(report.read_back.found).toBe(5_000 - report.duplicate)
  },
)
