import { basename } from 'node:path'
import { randomFrom } from './aircraft/random.ts'
import { ApiError } from './api-error.ts'
import { type AircraftClient, type Api, aircraftOf, connectTo, type OperatorCredential, operatorOf } from './client.ts'
import { type Clock, systemClock } from './clock.ts'
import { eventOfRow } from './event.ts'
import { recordingMark, replayedEventId } from './replay/event-id.ts'
import { lanes } from './replay/lanes.ts'
import { readBack } from './replay/read-back.ts'
import type { ReadBack, ReplayReport } from './replay/report.ts'
import { readRows } from './replay/rows.ts'
import { checkSpeed, dueMs, type Shift, type Speed, shiftMs } from './replay/schedule.ts'
import { type Survey, survey } from './replay/survey.ts'
import { type Item, type Tally, tally } from './replay/tally.ts'

export { formatReport, type ReplayReport } from './replay/report.ts'

export type ReplayOptions = {
  /** `.ndjson` or `.ndjson.gz`, rows in the order of time. */
  file: string
  url: string
  /** PEM text of the authority to trust. */
  ca?: string
  operator: OperatorCredential
  /** 1: as recorded; 60: a minute each second; `max` (default): as fast as the server takes it. */
  speed?: Speed
  shift?: Shift
  concurrency?: number
  batchMax?: number
  /** Replay only the first rows. */
  limit?: number
  mode?: 'batches' | 'single'
  onProgress?: (progress: ReplayProgress) => void
  signal?: AbortSignal
  clock?: Clock
  retryForMs?: number
}

export type ReplayProgress = {
  phase: 'reading' | 'registering' | 'sending' | 'reading back'
  done: number
  total: number
  seconds: number
  counts: Tally['counts']
}

type Settings = ReplayOptions & Required<Pick<ReplayOptions, 'speed' | 'shift' | 'concurrency' | 'batchMax' | 'mode' | 'clock'>>

// About 10 MB of events: what waits while their aircraft fill a batch.
const bufferedMax = 20_000

// An event older than this counts as history, which only an aircraft with leave to back-fill may send.
const historicMs = 3_600_000

/** Plays a recorded file through the public API, one credential for each aircraft, then reads back what the server has. */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const settings: Settings = {
    speed: 'max',
    shift: 'none',
    concurrency: 16,
    batchMax: 250,
    mode: 'batches',
    clock: systemClock,
    ...options,
  }
  checkSpeed(settings.speed)
  const { file, url, ca, concurrency, clock, retryForMs, signal } = settings
  const count = tally(randomFrom(basename(file)))
  const tell = teller(settings, count)

  tell('reading', 0, 0)
  const plan = await survey(settings)
  const api = connectTo({ url, ca, concurrency, clock, retryForMs, signal })
  // The reading back goes on after an interruption: what was sent is accounted for all the same.
  const calmApi = connectTo({ url, ca, concurrency, clock, retryForMs })
  try {
    const fleet = await register(api, settings, plan, count, tell)
    const startMs = clock.now()
    const shift = shiftMs(settings.shift, settings.speed, plan, startMs)
    const mark = recordingMark(file, shift)
    await sendAll(settings, plan, { fleet, count, shift, mark, startMs, tell })
    const seconds = (clock.now() - startMs) / 1000
    tell('reading back', 0, 0)
    const operator = operatorOf(calmApi, settings.operator)
    const back = await readBack({ operator, aircraft: count.aircraft(), samples: count.samples, mark })
    return reportOf(plan, count, { seconds, shift, back })
  } finally {
    api.close()
    calmApi.close()
  }
}

type Tell = (phase: ReplayProgress['phase'], done: number, total: number) => void

function teller({ onProgress, clock }: Settings, { counts }: Tally): Tell {
  const startMs = clock.now()
  return (phase, done, total) =>
    onProgress?.({ phase, done, total, seconds: (clock.now() - startMs) / 1000, counts: { ...counts } })
}

/** One aircraft with one credential of its own for each transponder address in the file, signed in. */
async function register(api: Api, settings: Settings, plan: Survey, count: Tally, tell: Tell): Promise<Map<string, Sender>> {
  const operator = operatorOf(api, settings.operator)
  const oldestMs = plan.firstMs + shiftMs(settings.shift, settings.speed, plan, settings.clock.now())
  const historic = settings.shift === 'none' || oldestMs < settings.clock.now() - historicMs
  const fleet = new Map<string, Sender>()
  const left = plan.icao24s.values()
  const registerSome = async () => {
    for (const icao24 of left) {
      settings.signal?.throwIfAborted()
      const registration = `ICAO-${icao24.toUpperCase()}`
      const { id } = await operator.registerAircraft({
        registration,
        icao24,
        tier: 'standard',
        ...(historic ? { backfill: true } : {}),
      })
      const client = aircraftOf(api, await operator.issueSecret(id))
      await client.signIn()
      count.join(icao24, registration, id)
      fleet.set(icao24, { id, client })
      tell('registering', fleet.size, plan.icao24s.length)
    }
  }
  await Promise.all(Array.from({ length: settings.concurrency }, registerSome))
  return fleet
}

type Sender = { id: string; client: AircraftClient }
type Sending = { fleet: Map<string, Sender>; count: Tally; shift: number; mark: string; startMs: number; tell: Tell }

async function sendAll(settings: Settings, plan: Survey, { fleet, count, shift, mark, startMs, tell }: Sending): Promise<void> {
  const { file, speed, mode, concurrency, clock, signal } = settings
  const batchMax = mode === 'single' ? 1 : settings.batchMax
  const queue = lanes<Item>({
    concurrency,
    batchMax,
    // At a pace an event goes when it is due; at full speed it waits for company.
    batchMin: speed === 'max' ? batchMax : 1,
    bufferedMax,
    async send(icao24, items) {
      await sendItems(fleet.get(icao24)!.client, mode, icao24, items, count)
      tell('sending', count.counts.sent, plan.rows)
    },
  })
  signal?.addEventListener('abort', queue.clear, { once: true })
  try {
    for await (const row of readRows(file, plan.rows)) {
      const waitMs = dueMs(row.tsMs, speed, plan, startMs) - clock.now()
      if (waitMs > 0) await clock.sleep(waitMs, signal)
      signal?.throwIfAborted()
      const tsMs = row.tsMs + shift
      const eventId = replayedEventId(mark, row, tsMs)
      const json = JSON.stringify(eventOfRow(fleet.get(row.icao24)!.id, row, tsMs, eventId))
      await queue.add(row.icao24, { eventId, tsMs, json })
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
  await queue.drain()
}

async function sendItems(
  client: AircraftClient,
  mode: Settings['mode'],
  key: string,
  items: Item[],
  count: Tally,
): Promise<void> {
  try {
    if (mode === 'single') {
      const result = await client.sendEvent(items[0]!.json)
      count.answered(key, items, [result], result.ms)
    } else {
      const { results, ms } = await client.sendBatch(items.map((item) => item.json))
      count.answered(key, items, results, ms)
    }
  } catch (error) {
    // A refusal or a lost server is a result of the replay, not the end of it.
    if (error instanceof ApiError) count.failed(key, items, error.status, error.code)
    else count.failed(key, items, undefined, error instanceof Error ? error.name : 'unknown error')
  }
}

function reportOf(
  plan: Survey,
  { counts, refusals, latencies, aircraft }: Tally,
  { seconds, shift, back }: { seconds: number; shift: number; back: ReadBack },
): ReplayReport {
  const interrupted = counts.sent < plan.rows
  const allThere = back.found === back.expected && back.doubled === 0 && back.differences.length === 0
  return {
    file: plan.file,
    ...counts,
    aircraft: aircraft().length,
    seconds,
    events_per_second: seconds > 0 ? counts.sent / seconds : 0,
    p50_ms: latencies.percentile(0.5),
    p99_ms: latencies.percentile(0.99),
    shift_ms: shift,
    refusals,
    interrupted,
    read_back: back,
    ok: !interrupted && counts.created + counts.duplicate === counts.sent && allThere,
  }
}
