import type { Permission } from '@skykeep/contract'
import { Problem } from '@skykeep/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { LiveStream } from '../lib/live-stream.ts'
import type { Identify } from './identify.ts'

const STREAMS_MAX = 1_000
/** Asked again this often: a stream ends within 5 seconds when its token is revoked, expires, or loses the permission. */
const RECHECK_MS = 4_000
/** A reader that is this far behind is cut off; it comes back with Last-Event-ID and loses nothing. */
const BEHIND_BYTES_MAX = 4 * 1_048_576

const LastEventId = z.string().regex(/^\d{1,19}$/)

export interface EventStream<Item> {
  live: LiveStream<Item>
  identify: Identify
  permission: Permission
  /** Name of the events. */
  event: string
  isWanted: (item: Item) => boolean
}

/** Answers with server-sent events until the reader leaves, loses its right, or falls behind. @throws Problem OVERLOADED */
export async function sendEvents<Item>(request: FastifyRequest, reply: FastifyReply, stream: EventStream<Item>): Promise<void> {
  const { live, identify, permission, event, isWanted } = stream
  if (live.subscribers >= STREAMS_MAX) throw new Problem('OVERLOADED', { retryAfterSeconds: 5 })
  const position = lastEventId(request.headers['last-event-id'])
  const raw = reply.raw
  reply.hijack()
  raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream; charset=utf-8' })
  raw.write('retry: 1000\n\n')
  const tell = (id: string, items: readonly Item[]) => {
    raw.write(messages(event, id, items.filter(isWanted)))
    if (raw.writableLength > BEHIND_BYTES_MAX) raw.destroy()
  }
  const leave = await live.subscribe(request.principal.team_id, position, tell, () => raw.end())
  const timer = setInterval(async () => {
    if (await isStillAllowed(request, identify, permission)) raw.write(': still here\n\n')
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

function messages(event: string, id: string, items: readonly unknown[]): string {
  if (items.length === 0) return `id: ${id}\n\n`
  return items
    .map((item, at) => `event: ${event}\n${at === items.length - 1 ? `id: ${id}\n` : ''}data: ${JSON.stringify(item)}\n\n`)
    .join('')
}

async function isStillAllowed(request: FastifyRequest, identify: Identify, permission: Permission): Promise<boolean> {
  try {
    // Who it was must still be it: the session may have changed its team since.
    const { team_id, permissions } = await identify(request)
    return team_id === request.principal.team_id && permissions.has(permission)
  } catch {
    // Any doubt ends the stream; the reader comes back with a fresh token.
    return false
  }
}
