import { answers, type StoredEvent, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import type { App } from '../../http/app.ts'
import { sendEvents } from '../../http/event-stream.ts'
import type { Identify } from '../../http/identify.ts'
import type { LiveStream } from '../../lib/live-stream.ts'

interface Needs {
  live: LiveStream<StoredEvent>
  identify: Identify
}

export function streamRoutes(app: App, needs: Needs): void {
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
      const { aircraft_id } = request.query
      const isWanted = (event: StoredEvent) => aircraft_id === undefined || event.aircraft_id === aircraft_id
      await sendEvents(request, reply, { ...needs, permission: 'telemetry:read', event: 'telemetry', isWanted })
      return reply
    },
  )
}
