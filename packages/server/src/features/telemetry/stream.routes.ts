import { answers, Problem, type StoredEvent, Uuid } from '@skykeep/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../../http/app.ts'
import type { Identify } from '../../http/identify.ts'
import type { LiveEvents, OnBatch } from './live-events.ts'

interface Needs {
  live: LiveEvents
  identify: Identify
}

const STREAMS_MAX = 1_000
/** Asked again this often: a stream ends within 5 seconds when its token is revoked, expires, or loses the permission. */
const RECHECK_MS = 4_000
/** A reader that is this far behind is cut off; it comes back with Last-Event-ID and loses nothing. */
const BEHIND_BYTES_MAX = 4 * 1_048_576

const LastEventId = z.string().regex(/^\d{1,19}$/)

export function streamRoutes(app: App, { live, identify }: Needs): void {
  app.get(
    '/telemetry/stream',
    {
      config: { permission: 'telemetry:read' },
      schema: {
        operationId: 'streamEvents',
        tags: ['telemetry'],
        summary: 'Events as they are stored (server-sent events)',
        description:
          'Each `telemetry` event carries a StoredEvent. The last event of a batch carries an `id`; `Last-Event-ID` goes on after it ' +
          'and misses nothing (events of a half-read batch come again).',
        produces: ['text/event-stream'],
        querystring: z.strictObject({ aircraft_id: Uuid.optional() }),
        response: { 200: z.string().describe('text/event-stream'), ...answers('OVERLOADED') },
      },
    },
    async (request, reply) => {
      if (live.subscribers >= STREAMS_MAX) throw new Problem('OVERLOADED', { retryAfterSeconds: 5 })
      await stream(request, reply, request.query.aircraft_id, { live, identify })
      return reply
    },
  )
}

async function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  aircraftId: string | undefined,
  { live, identify }: Needs,
): Promise<void> {
  const raw = reply.raw
  const position = lastEventId(request.headers['last-event-id'])
  reply.hijack()
  raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream; charset=utf-8' })
  raw.write('retry: 1000\n\n')
  const tell: OnBatch = (id, events) => {
    const wanted = aircraftId === undefined ? events : events.filter((event) => event.aircraft_id === aircraftId)
    raw.write(messages(id, wanted))
    if (raw.writableLength > BEHIND_BYTES_MAX) raw.destroy()
  }
  const leave = await live.subscribe(request.principal.team_id, position, tell, () => raw.end())
  const timer = setInterval(async () => {
    if (await isStillAllowed(request, identify)) raw.write(': still here\n\n')
    else raw.end()
  }, RECHECK_MS)
  raw.on('close', () => {
    clearInterval(timer)
    leave()
  })
}

function lastEventId(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const id = LastEventId.safeParse(header)
  if (id.success) return id.data
  throw new Problem('VALIDATION_FAILED', {
    errors: [{ pointer: '#/headers/last-event-id', detail: 'is not an id of this stream' }],
  })
}

function messages(id: string, events: readonly StoredEvent[]): string {
  if (events.length === 0) return `id: ${id}\n\n`
  return events
    .map((event, at) => `event: telemetry\n${at === events.length - 1 ? `id: ${id}\n` : ''}data: ${JSON.stringify(event)}\n\n`)
    .join('')
}

async function isStillAllowed(request: FastifyRequest, identify: Identify): Promise<boolean> {
  try {
    // Who it was must still be it: the session may have changed its team since.
    const { team_id, permissions } = await identify(request)
    return team_id === request.principal.team_id && permissions.has('telemetry:read')
  } catch {
    // Any doubt ends the stream; the reader comes back with a fresh token.
    return false
  }
}
