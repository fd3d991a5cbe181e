/**
 * `npm run bench`: what the telemetry path does on this machine, with generator and database beside it, everything switched on.
 *
 *     npm run bench [-- --seconds 5] [--repeats 3] [--quick] [--track-events 10000000]
 *         [--recording FILE] [--target URL --credentials FILE]
 *
 * The correctness gate comes first: without it no figure is printed. Rates are medians of the repeats; a repeat during which others
 * used more than 15 % of the machine is marked. Results go to `bench/results/`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startBare } from './bare.ts'
import { checkCorrectness } from './correctness.ts'
import { cpuOf, less } from './cpu.ts'
import type { LoadResult } from './generator.ts'
import { LoadProcess } from './load-process.ts'
import { measureReplayMemory } from './replay-memory.ts'
import { Api, removeFolder, startServer, unlimited } from './server.ts'
import { measureTrack } from './track.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    repeats: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    'track-events': { type: 'string', default: '0' },
    recording: { type: 'string' },
    target: { type: 'string' },
    credentials: { type: 'string' },
  },
})
const seconds = values.quick ? 2 : Number(values.seconds)
const repeats = values.quick ? 1 : Number(values.repeats)

interface Sender {
  aircraft_id: string
  token: string | null
}

interface Figure {
  name: string
  unit: string
  median: number
  least: number
  most: number
  p50_ms?: number
  p99_ms?: number
  cpu?: { server: number; postgres: number; generator: number }
  disturbed?: boolean
}

const figures: Figure[] = []
const repeatsOf = new Map<string, { rates: number[]; p50: number[]; p99: number[]; figure: Figure }>()
const generator = new LoadProcess()
const server = values.target === undefined ? await startServer(unlimited) : null
try {
  const start = server ? server.start : JSON.parse(readFileSync(values.credentials!, 'utf8'))
  const api = await Api.of(start)
  const senders = await Promise.all(Array.from({ length: 50 }, (_, n) => api.aircraft(`BENCH-${String(n).padStart(3, '0')}`)))
  const port = Number(new URL(start.url).port)
  await checkCorrectness(start, senders[0]!)
  print('correctness gate: passed (201/200/409 at 40 concurrent posts, keys in another order, other content)')

  const measured = { port, senders }
  const single = { path: '/telemetry/ingest', batch: 1, form: 'json' as const }
  await measure('warm-up', { ...measured, ...single, connections: 64 }, 1, true)
  const bare = server ? await startBare(server.folder, start.team_id) : null
  // In turns, so that whatever else happens on the machine meets both.
  const ours: LoadResult[] = []
  const theirs: LoadResult[] = []
  if (bare) await generator.run({ ...single, port: bare.port, senders: anonymous(senders), connections: 64, seconds: 1 })
  for (let round = 0; round < repeats; round++) {
    ours.push(await run('single events, 64 connections', { ...measured, ...single, connections: 64 }))
    if (bare)
      theirs.push(
        await run(
          'bare node:http, 64 connections',
          { ...single, port: bare.port, senders: anonymous(senders), connections: 64 },
          bare.pid,
        ),
      )
  }
  const rate = median(ours.map(({ perSecond }) => perSecond))
  if (bare) {
    const share = median(ours.map(({ perSecond }, round) => perSecond / theirs[round]!.perSecond))
    figures.push({ name: 'single events against bare node:http', unit: '%', median: share * 100, least: 0, most: 0 })
    bare.stop()
  }
  for (const connections of [1, 16, 256])
    await measure(`single events, ${connections} connections`, { ...measured, ...single, connections })
  await measure('open loop at 70 % of that', { ...measured, ...single, connections: 256, rate: rate * 0.7 })
  for (const form of ['json', 'ndjson'] as const) {
    const batch = { path: '/telemetry/batches', batch: 100, form }
    await measure(`batches of 100, ${form}, 16 connections`, { ...measured, ...batch, connections: 16 })
  }
  if (server) {
    figures.push(...(await measureReplayMemory(server, values.recording)))
    const events = Number(values['track-events'])
    if (events > 0) figures.push(await measureTrack(server, api, events))
  }
  report()
} finally {
  generator.stop()
  await server?.stop()
  if (server) removeFolder(server.folder)
}

type Wanted = Parameters<typeof generator.run>[0]

async function measure(name: string, order: Omit<Wanted, 'seconds'>, times = repeats, silent = false): Promise<void> {
  for (let round = 0; round < times; round++) await run(silent ? null : name, order)
}

/** One repeat; its figure joins those of the same name. */
async function run(name: string | null, order: Omit<Wanted, 'seconds'>, pid = server?.process.pid ?? 0): Promise<LoadResult> {
  const before = server && cpuOf(pid, server.folder, generator.pid)
  const result = await generator.run({ ...order, seconds })
  const used = before && server && less(cpuOf(pid, server.folder, generator.pid), before)
  const events = result.requests * order.batch
  const failed = Object.entries(result.byStatus).filter(([status]) => Number(status) >= 400)
  if (failed.length > 0) throw new Error(`${name}: answers ${JSON.stringify(result.byStatus)}`)
  if (name !== null) {
    const others = used
      ? (used.machine - used.server - used.postgres - used.generator) / (result.seconds * 1e6 * cpus().length)
      : 0
    note(
      name,
      result,
      events,
      used && { server: used.server / events, postgres: used.postgres / events, generator: used.generator / events },
      others,
    )
  }
  return result
}

function note(
  name: string,
  { seconds: took, p50, p99 }: LoadResult,
  events: number,
  cpu: Figure['cpu'] | null,
  others: number,
): void {
  const known = repeatsOf.get(name) ?? {
    rates: [],
    p50: [],
    p99: [],
    figure: { name, unit: 'events/s', median: 0, least: 0, most: 0 },
  }
  if (known.rates.length === 0) figures.push(known.figure)
  repeatsOf.set(name, known)
  known.rates.push(events / took)
  known.p50.push(p50)
  known.p99.push(p99)
  Object.assign(known.figure, {
    median: median(known.rates),
    least: Math.min(...known.rates),
    most: Math.max(...known.rates),
    p50_ms: median(known.p50),
    p99_ms: median(known.p99),
    ...(cpu && { cpu }),
    ...(others > 0.15 && { disturbed: true }),
  })
  print(
    `${name}: ${Math.round(events / took)} events/s, p99 ${p99.toFixed(1)} ms${others > 0.15 ? `, others used ${Math.round(others * 100)} %` : ''}`,
  )
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

function anonymous(senders: readonly Sender[]): Sender[] {
  return senders.map(({ aircraft_id }) => ({ aircraft_id, token: null }))
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function report(): void {
  print('\n| measured | median (least–most) | p50 / p99 ms | CPU µs/event: server + PostgreSQL + generator | |')
  print('| --- | --- | --- | --- | --- |')
  for (const { name, unit, median: middle, least, most, p50_ms, p99_ms, cpu, disturbed } of figures) {
    const span = most > 0 ? ` (${Math.round(least)}–${Math.round(most)})` : ''
    const times = p99_ms === undefined ? '' : `${p50_ms!.toFixed(1)} / ${p99_ms.toFixed(1)}`
    const work = cpu ? `${cpu.server.toFixed(1)} + ${cpu.postgres.toFixed(1)} + ${cpu.generator.toFixed(1)}` : ''
    print(
      `| ${name} | ${Math.round(middle * 10) / 10} ${unit}${span} | ${times} | ${work} | ${disturbed ? 'others were at work' : ''} |`,
    )
  }
  const folder = join(import.meta.dirname, '../../bench/results')
  mkdirSync(folder, { recursive: true })
  const about = { at: new Date().toISOString(), cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
  writeFileSync(join(folder, `${about.at.slice(0, 19).replaceAll(':', '')}.json`), JSON.stringify({ ...about, figures }, null, 2))
}
