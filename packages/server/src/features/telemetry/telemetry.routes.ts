import {
  answers,
  BATCH_EVENTS_MAX,
  BatchAnswer,
  Counts,
  CountsQuery,
  EventProof,
  EventsQuery,
  IngestAnswer,
  isPlainEvent,
  limitOf,
  Page,
  Positions,
  Problem,
  StoredEvent,
  StoredEvents,
  TelemetryEvent,
  Track,
  TrackQuery,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import type { App } from '../../http/app.ts'
import { withQuickCheck } from '../../http/validate.ts'
import { cursorOf, readCursor } from './cursor.ts'
import type { GroupCommit } from './group-commit.ts'
import { parseNdjson } from './ndjson.ts'
import type { TelemetryService } from './telemetry.service.ts'

interface Needs {
  telemetry: TelemetryService
  commits: GroupCommit
  batchBodyLimitBytes: number
}

const COUNTED = 'thousands a second; they are counted by telemetry_events_total'
const tags = ['telemetry']

export function telemetryRoutes(app: App, { telemetry, commits, batchBodyLimitBytes }: Needs): void {
  // Refused before the body is read: a full queue must not cost the parsing of what it cannot take.
  const refuseWhenFull = (_request: unknown, _reply: unknown, done: (error?: Error) => void) =>
    done(commits.isFull ? new Problem('OVERLOADED', { retryAfterSeconds: 1 }) : undefined)

  app.post(
    '/telemetry/ingest',
    {
      config: { permission: 'telemetry:write', limit: 'single', quiet: COUNTED },
      onRequest: refuseWhenFull,
      // The framework types this by the whole route schema and calls it with its parts.
      validatorCompiler: withQuickCheck(isPlainEvent) as never,
      schema: {
        operationId: 'ingestEvent',
        tags,
        summary: 'Store one event, exactly once',
        body: TelemetryEvent,
        response: {
          201: IngestAnswer,
          200: IngestAnswer,
          ...answers('TELEMETRY_CONFLICT', 'FOREIGN_AIRCRAFT', 'TIMESTAMP_IMPLAUSIBLE', 'OVERLOADED'),
        },
      },
    },
    async (request, reply) => {
      const status = await telemetry.ingest(request.principal, request.body, request.received)
      return reply.code(status === 'created' ? 201 : 200).send({ status, event_id: request.body.event_id })
    },
  )

  app.register(async (scope: App) => {
    scope.addContentTypeParser('application/x-ndjson', { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, parseNdjson(body as Buffer))
    })
    scope.post(
      '/telemetry/batches',
      {
        config: { permission: 'telemetry:write', limit: 'batch', quiet: COUNTED },
        bodyLimit: batchBodyLimitBytes,
        onRequest: refuseWhenFull,
        schema: {
          operationId: 'ingestBatch',
          tags,
          summary: 'Store up to 1,000 events; each is answered for itself',
          description: 'A JSON array of events, or one event a line as `application/x-ndjson`.',
          consumes: ['application/json', 'application/x-ndjson'],
          body: z.array(z.unknown()).min(1).max(BATCH_EVENTS_MAX).describe('events, see TelemetryEvent'),
          response: { 200: BatchAnswer, ...answers('OVERLOADED') },
        },
      },
      async (request) => {
        const results = await telemetry.ingestMany(request.principal, request.body)
        const having = (status: number) => results.filter((result) => result.status === status).length
        const [created, duplicate, conflict] = [having(201), having(200), having(409)]
        return { created, duplicate, conflict, rejected: results.length - created - duplicate - conflict, results }
      },
    )
  })

  app.get(
    '/telemetry/events',
    {
      config: { permission: 'telemetry:read' },
      schema: {
        operationId: 'listEvents',
        tags,
        summary: 'Events by aircraft and time',
        querystring: EventsQuery,
        response: { 200: StoredEvents, ...answers('NOT_FOUND') },
      },
    },
    async (request) => {
      const { cursor, ...query } = request.query
      const { items, next } = await telemetry.events(request.principal, {
        ...query,
        after: cursor === undefined ? undefined : readCursor(cursor),
      })
      return { items, next_cursor: next && cursorOf(next) }
    },
  )

  app.get(
    '/telemetry/events/:aircraft_id/:event_id',
    {
      config: { permission: 'telemetry:read' },
      schema: {
        operationId: 'getEvent',
        tags,
        summary: 'One event as it is stored',
        params: z.strictObject({ aircraft_id: Uuid, event_id: Uuid }),
        response: { 200: StoredEvent, ...answers('NOT_FOUND') },
      },
    },
    (request) => telemetry.event(request.principal, request.params.aircraft_id, request.params.event_id),
  )

  app.get(
    '/telemetry/events/:aircraft_id/:event_id/proof',
    {
      config: { permission: 'audit:read', permissionToo: 'telemetry:read' },
      schema: {
        operationId: 'proveEvent',
        tags,
        summary: 'What ties one stored event to a signed checkpoint',
        description: 'Needs `telemetry:read` as well. Checked with the public key alone: see packages/proof.',
        params: z.strictObject({ aircraft_id: Uuid, event_id: Uuid }),
        response: { 200: EventProof, ...answers('NOT_FOUND', 'PROOF_NOT_READY') },
      },
    },
    (request) => telemetry.proof(request.principal, request.params.aircraft_id, request.params.event_id),
  )

  app.get(
    '/telemetry/positions',
    {
      config: { permission: 'telemetry:read' },
      schema: {
        operationId: 'listPositions',
        tags,
        summary: 'The latest position of each aircraft',
        querystring: Page.extend({ limit: limitOf(1_000, 1_000) }),
        response: { 200: Positions },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const after = cursor === undefined ? undefined : readCursor(cursor).aircraft_id
      const items = await telemetry.positions(request.principal, after, limit)
      const last = items.length === limit ? items.at(-1)! : null
      return { items, next_cursor: last && cursorOf({ aircraft_id: last.aircraft_id, ts: 0, event_id: last.aircraft_id }) }
    },
  )

  app.get(
    '/telemetry/tracks/:aircraft_id',
    {
      config: { permission: 'telemetry:read' },
      schema: {
        operationId: 'getTrack',
        tags,
        summary: 'Where an aircraft was, thinned to so many points',
        params: z.strictObject({ aircraft_id: Uuid }),
        querystring: TrackQuery,
        response: { 200: Track, ...answers('NOT_FOUND') },
      },
    },
    (request) => telemetry.track(request.principal, request.params.aircraft_id, request.query),
  )

  app.get(
    '/telemetry/counts',
    {
      config: { permission: 'telemetry:read' },
      schema: {
        operationId: 'countEvents',
        tags,
        summary: 'How many events of each aircraft are stored',
        querystring: CountsQuery,
        response: { 200: Counts },
      },
    },
    async (request) => ({ items: await telemetry.counts(request.principal, request.query.from, request.query.to) }),
  )
}
