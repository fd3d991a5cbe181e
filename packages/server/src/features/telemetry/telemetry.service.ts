import {
  type BatchResult,
  isPlainEvent,
  type Position,
  Problem,
  type StoredEvent,
  TelemetryEvent,
  type TrackPoint,
} from '@skykeep/contract'
import { inclusionProof } from '@skykeep/proof'
import { batchProof } from '../../audit/batch-proof.ts'
import { sha256 } from '../../audit/draft.ts'
import { must, type Principal } from '../../auth/principal.ts'
import type { Configuration } from '../../config/schema.ts'
import type { Database } from '../../db/tenancy.ts'
import { faultsOf } from '../../http/validate.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { GroupCommit, Outcome } from './group-commit.ts'
import { instantOf, type Micros, microsOf } from './instants.ts'
import { type PreparedEvent, prepareEvent } from './prepare-event.ts'
import { metricsOf, recordLeaf, recordOf, type StoredRow } from './record.ts'
import { type EventsAfter, type PositionRow, type TrackRow, telemetryStore } from './telemetry.store.ts'

interface Needs {
  db: Database
  commits: GroupCommit
  clock: Clock
  config: Pick<
    Configuration,
    'SKYKEEP_TELEMETRY_PAST_SECONDS' | 'SKYKEEP_TELEMETRY_FUTURE_SECONDS' | 'SKYKEEP_AUDIT_CHECKPOINT_SECONDS'
  >
  counted: (outcome: Outcome | 'rejected', events: number) => void
}

/** Even a back-filled event is of this century: older instants are broken clocks. */
const EARLIEST: Micros = Date.UTC(2000, 0, 1) * 1_000
const HOUR: Micros = 3_600_000_000
const SPAN_MAX: Micros = 31 * 24 * HOUR

export type TelemetryService = ReturnType<typeof telemetryService>

export function telemetryService({ db, commits, clock, config, counted }: Needs) {
  return {
    /** Stores one event of the calling aircraft. @throws Problem FOREIGN_AIRCRAFT, TIMESTAMP_IMPLAUSIBLE, TELEMETRY_CONFLICT */
    async ingest(principal: Principal, event: TelemetryEvent, received: unknown): Promise<'created' | 'duplicate'> {
      must(principal, 'telemetry:write')
      const [outcome] = await commits.submit([accepted(principal, event, received)])
      counted(outcome!, 1)
      if (outcome === 'conflict')
        throw new Problem('TELEMETRY_CONFLICT', { detail: 'The first content that came with this event id stays.' })
      return outcome!
    },

    /** Stores many; each gets the status it would have had alone. */
    async ingestMany(principal: Principal, items: readonly unknown[]): Promise<BatchResult[]> {
      must(principal, 'telemetry:write')
      const results: BatchResult[] = []
      const prepared: PreparedEvent[] = []
      const places: number[] = []
      items.forEach((item, index) => {
        const one = prepare(principal, item)
        if (one instanceof Problem) {
          results[index] = rejected(index, item, one)
          return
        }
        prepared.push(one)
        places.push(index)
      })
      const outcomes = await commits.submit(prepared)
      outcomes.forEach((outcome, at) => {
        results[places[at]!] = stored(places[at]!, prepared[at]!.event_id, outcome)
      })
      count(outcomes, items.length)
      return results
    },

    async events(principal: Principal, query: EventsWanted): Promise<{ items: StoredEvent[]; next: EventsAfter | null }> {
      must(principal, 'telemetry:read')
      const { from, to } = span(query.from, query.to, EARLIEST, SPAN_MAX * 1_000)
      return db.asTeam(principal.team_id, async (tx) => {
        const store = telemetryStore(tx)
        if (query.aircraft_id !== undefined && !(await store.hasAircraft(query.aircraft_id))) throw new Problem('NOT_FOUND')
        const rows = await store.events({
          ...query,
          aircraft_id: query.aircraft_id,
          after: query.after,
          from,
          to,
          limit: query.limit + 1,
        })
        const page = rows.slice(0, query.limit)
        return { items: page.map(storedEvent), next: rows.length > page.length ? page.at(-1)! : null }
      })
    },

    async event(principal: Principal, aircraftId: string, eventId: string): Promise<StoredEvent> {
      must(principal, 'telemetry:read')
      const row = await db.asTeam(principal.team_id, (tx) => telemetryStore(tx).event(aircraftId, eventId))
      if (!row) throw new Problem('NOT_FOUND')
      return storedEvent(row)
    },

    /**
     * Everything that ties one stored event to a signature: its record, the way to the root of its batch, the audit entry that holds
     * that root, and the way from there to a signed checkpoint. Whoever has the public key needs nothing else of us.
     *
     * @throws Problem NOT_FOUND, PROOF_NOT_READY
     */
    async proof(principal: Principal, aircraftId: string, eventId: string) {
      must(principal, 'telemetry:read')
      must(principal, 'audit:read')
      return db.asTeam(principal.team_id, async (tx) => {
        const store = telemetryStore(tx)
        const row = await store.event(aircraftId, eventId)
        if (!row) throw new Problem('NOT_FOUND')
        const checkpoint = await store.newestCheckpoint()
        const signed = checkpoint && (await batchProof(tx, String(row.batch_id), checkpoint))
        if (!signed) throw new Problem('PROOF_NOT_READY', { retryAfterSeconds: config.SKYKEEP_AUDIT_CHECKPOINT_SECONDS })
        const leaves = (await store.batch(row.batch_id)).map(recordLeaf)
        const proof = inclusionProof(leaves, row.ordinal, sha256).map((hash) => hash.toBase64())
        return { record: recordOf(row), batch: { index: row.ordinal, size: leaves.length, proof }, ...signed }
      })
    },

    async positions(principal: Principal, after: string | undefined, limit: number): Promise<Position[]> {
      must(principal, 'telemetry:read')
      const rows = await db.asTeam(principal.team_id, (tx) => telemetryStore(tx).positions(after, limit))
      return rows.map(position)
    },

    async track(principal: Principal, aircraftId: string, wanted: { from?: string; to?: string; points: number }) {
      must(principal, 'telemetry:read')
      const now = clock.now().getTime() * 1_000
      const { from, to } = span(wanted.from, wanted.to, (wanted.to ? microsOf(wanted.to) : now) - HOUR, SPAN_MAX)
      return db.asTeam(principal.team_id, async (tx) => {
        const store = telemetryStore(tx)
        if (!(await store.hasAircraft(aircraftId))) throw new Problem('NOT_FOUND')
        const rows = await store.track(aircraftId, from, to, wanted.points)
        return {
          aircraft_id: aircraftId,
          from: instantOf(from),
          to: instantOf(to),
          total: rows[0]?.total ?? 0,
          points: rows.map(trackPoint),
        }
      })
    },

    async counts(principal: Principal, from?: string, to?: string): Promise<{ aircraft_id: string; count: number }[]> {
      must(principal, 'telemetry:read')
      const wanted = span(from, to, EARLIEST, SPAN_MAX * 1_000)
      return db.asTeam(principal.team_id, (tx) => telemetryStore(tx).counts(wanted.from, wanted.to))
    },
  }

  /** What an accepted event must be beyond its schema: the caller's own, and of a plausible time. */
  function accepted(principal: Principal, event: TelemetryEvent, received: unknown): PreparedEvent {
    if (principal.kind !== 'aircraft' || event.aircraft_id !== principal.id) throw new Problem('FOREIGN_AIRCRAFT')
    const prepared = prepareEvent(principal.team_id, event, received)
    const now = clock.now().getTime() * 1_000
    const oldest = principal.permissions.has('telemetry:backfill')
      ? EARLIEST
      : now - config.SKYKEEP_TELEMETRY_PAST_SECONDS * 1_000_000
    const latest = now + config.SKYKEEP_TELEMETRY_FUTURE_SECONDS * 1_000_000
    if (prepared.ts < oldest || prepared.ts > latest) {
      const detail = `must lie between ${instantOf(oldest)} and ${instantOf(latest)}`
      throw new Problem('TIMESTAMP_IMPLAUSIBLE', { errors: [{ pointer: '#/ts', detail }] })
    }
    return prepared
  }

  function prepare(principal: Principal, item: unknown): PreparedEvent | Problem {
    if (item instanceof Problem) return item
    const parsed = isPlainEvent(item) ? { success: true as const, data: item } : TelemetryEvent.safeParse(item)
    if (!parsed.success) return new Problem('VALIDATION_FAILED', { errors: faultsOf(parsed.error) })
    try {
      return accepted(principal, parsed.data, item)
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  }

  function count(outcomes: readonly Outcome[], items: number): void {
    for (const outcome of ['created', 'duplicate', 'conflict'] as const) {
      const events = outcomes.filter((one) => one === outcome).length
      if (events > 0) counted(outcome, events)
    }
    if (items > outcomes.length) counted('rejected', items - outcomes.length)
  }

  function span(
    from: string | undefined,
    to: string | undefined,
    usualFrom: Micros,
    longest: Micros,
  ): { from: Micros; to: Micros } {
    const end = to === undefined ? clock.now().getTime() * 1_000 + HOUR : microsOf(to)
    const start = from === undefined ? usualFrom : microsOf(from)
    const fault =
      start >= end ? 'must be before `to`' : end - start > longest ? 'must not be more than 31 days before `to`' : null
    if (fault) throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/query/from', detail: fault }] })
    return { from: start, to: end }
  }
}

export interface EventsWanted {
  aircraft_id?: string | undefined
  from?: string | undefined
  to?: string | undefined
  limit: number
  order: 'oldest' | 'newest'
  after?: EventsAfter | undefined
}

const statusOf: Record<Outcome, number> = { created: 201, duplicate: 200, conflict: 409 }

function stored(index: number, event_id: string, outcome: Outcome): BatchResult {
  const result: BatchResult = { index, status: statusOf[outcome], event_id }
  return outcome === 'conflict' ? { ...result, code: 'TELEMETRY_CONFLICT' } : result
}

function rejected(index: number, item: unknown, problem: Problem): BatchResult {
  const id = typeof item === 'object' && item !== null ? (item as { event_id?: unknown }).event_id : undefined
  return {
    index,
    status: problem.status,
    code: problem.code,
    ...(typeof id === 'string' && id.length === 36 && { event_id: id.toLowerCase() }),
    errors: problem.errors ? [...problem.errors] : [{ pointer: '#', detail: problem.detail ?? problem.message }],
  }
}

export function storedEvent(row: StoredRow): StoredEvent {
  return {
    aircraft_id: row.aircraft_id,
    event_id: row.event_id,
    ts: instantOf(row.ts),
    received_at: instantOf(row.received_at),
    implausible: row.implausible,
    fingerprint: row.fingerprint.toString('hex'),
    metrics: metricsOf(row),
  }
}

const degrees = (tenThousandths: number): number => tenThousandths / 10_000

function position({ ts, lat_e4, lon_e4, ...rest }: PositionRow): Position {
  return { ...rest, ts: instantOf(ts), lat: degrees(lat_e4), lon: degrees(lon_e4) }
}

function trackPoint({ ts, lat_e4, lon_e4, total: _, ...rest }: TrackRow): TrackPoint {
  return { ...rest, ts: instantOf(ts), lat: degrees(lat_e4), lon: degrees(lon_e4) }
}
