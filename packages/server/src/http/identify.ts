import { Problem } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import type { Authenticate } from '../auth/authenticate.ts'
import type { Principal } from '../auth/principal.ts'
import { refuseCrossSite } from './cross-site.ts'
import { sessionCookieOf } from './session-cookie.ts'

/**
 * Turns the cookie of a browser into the short-lived access token that stands for it. `refused`: one that is not believed any more, and
 * not to be given again.
 *
 * @throws Problem SESSION_ENDED
 */
export interface SessionExchange {
  tokenOf(cookie: string, request: FastifyRequest, refused?: string): Promise<string>
}

export type Identify = (request: FastifyRequest) => Principal | Promise<Principal>

interface Needs {
  authenticate: Authenticate
  /** Null where nothing has sessions: then a cookie is nobody's. */
  sessions: SessionExchange | null
  /** Where browsers find us: the only origin whose pages may send our cookie along with a change. */
  origin: string
}

/**
 * Who asks: by the bearer token, or by the session cookie of a browser. A header beats a cookie, so that whoever sends a token means
 * it. From here on a session is a token like any other: the cookie goes no further than the gateway, also when the role that does the
 * work is in another process.
 */
export function identifier({ authenticate, sessions, origin }: Needs): Identify {
  return (request) => {
    const cookie = request.headers.authorization === undefined && sessions ? sessionCookieOf(request) : undefined
    if (cookie === undefined) return authenticate(request.headers.authorization, request.certificate)
    refuseCrossSite(request, origin)
    return bySession(cookie, request, sessions!)
  }

  async function bySession(cookie: string, request: FastifyRequest, exchange: SessionExchange): Promise<Principal> {
    const token = await exchange.tokenOf(cookie, request)
    try {
      return await person(token, request)
    } catch (error) {
      if (!isOver(error)) throw error
      // The token may be over where the session is not: its team was deleted, or the person has left it. Then there is another one.
      const other = await exchange.tokenOf(cookie, request, token)
      return person(other, request).catch(endedIfOver)
    }
  }

  async function person(token: string, request: FastifyRequest): Promise<Principal> {
    const principal = await authenticate(`Bearer ${token}`, request.certificate)
    request.sessionToken = token
    return principal
  }
}

const isOver = (error: unknown): boolean =>
  error instanceof Problem && (error.code === 'TOKEN_REVOKED' || error.code === 'TOKEN_EXPIRED')

/** To whoever holds a cookie, a token that is not believed any more is a session that has ended. */
function endedIfOver(error: unknown): never {
  throw isOver(error) ? new Problem('SESSION_ENDED', { cause: error }) : error
}
