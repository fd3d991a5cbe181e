import type { FastifyRequest } from 'fastify'
import { refuseCrossSite } from './cross-site.ts'
import { cookieOf, DEVICE_COOKIE } from './session-cookie.ts'

/** Where a call without a session comes from. */
export interface From {
  address: string
  user_agent: string | null
  /** What the browser's device cookie holds. */
  device: string | null
  trace_id: string
}

/**
 * Where a sign-in, or anything else at the door, comes from. A page of another site must not sign a browser in either: the person
 * would go on in the account of whoever made that page.
 *
 * @throws Problem CROSS_SITE_REFUSED
 */
export function fromOf(request: FastifyRequest, origin: string): From {
  refuseCrossSite(request, origin)
  return {
    address: request.ip,
    user_agent: request.headers['user-agent'] ?? null,
    device: plausible(cookieOf(request, DEVICE_COOKIE)),
    trace_id: request.trace.trace_id,
  }
}

/** Only what we could have given: anything else would be kept as a device that somebody else chose. */
const plausible = (value: string | undefined): string | null => (value !== undefined && /^[\w-]{43}$/.test(value) ? value : null)
