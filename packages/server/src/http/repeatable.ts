import type { JsonValue } from '@skykeep/proof'
import type { FastifyRequest } from 'fastify'
import type { Repeatable } from '../lib/once-only.ts'

/** A creating request as `onceOnly` compares it with its repetitions: by what was received, before any schema shaped it. */
export function repeatableOf(request: FastifyRequest): Repeatable {
  const key = request.headers['idempotency-key']
  return {
    key: key === undefined ? undefined : String(key),
    operation: `${request.method} ${request.routeOptions.url}`,
    request: { path: { ...(request.params as Record<string, string>) }, body: (request.received ?? null) as JsonValue },
  }
}
