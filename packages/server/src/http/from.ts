import type { FastifyRequest } from 'fastify'
import { refuseCrossSite } from './cross-site.ts'
import { cookieOf, DEVICE_COOKIE, sessionCookieOf } from './session-cookie.ts'

/** Where a call without a session comes from. */
export interface From {
  address: string
  user_agent: string | null
  /** What the browser's device cookie holds. */
  device: string | null
  /** The session that the browser is in already: signing in anew takes its place. */
  session: string | null
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
    session: sessionCookieOf(request) ?? null,
    trace_id: request.trace.trace_id,
  }
}

/** Only what we could have given: anything else would be kept as a device that somebody else chose. */
const plausible = (value: string | undefined): string | null => (value !== undefined && /^[\w-]{43}$/.test(value) ? value : null)
