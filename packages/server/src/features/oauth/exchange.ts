import { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MachinePrincipal, Proof } from './machine-principal.ts'
import { Provider } from './oidc-library.ts'

/** One request on its way through the OAuth library, and what we learn about it there. */
export interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
  /** The id under which the request asks, whether there is such a client or not. */
  askedAs: string | null
  /** Whoever the request claims to be, and by what. It is so once the library has authenticated the client. */
  claim: { principal: MachinePrincipal; proof: Proof } | null
  /** What went wrong that is no OAuth error: told to the caller by `answer-faults.ts`. */
  failure: unknown
}

const exchanges = new WeakMap<IncomingMessage, Exchange>()

/**
 * The request as the library sees it: the bytes that were read within the limit, and the address of the issuer in place of the one
 * the caller wrote. Host and forwarding headers would otherwise choose the endpoints in the discovery document and the audience of
 * assertions: whoever got an assertion for another server could play it to us under that server's name.
 */
export function beginExchange(request: FastifyRequest, reply: FastifyReply, issuer: string): IncomingMessage {
  const { protocol, host } = new URL(issuer)
  const { 'x-forwarded-host': _host, 'x-forwarded-for': _for, ...headers } = request.raw.headers
  const seen = new IncomingMessage(request.raw.socket)
  Object.assign(seen, {
    method: request.raw.method,
    url: request.raw.url,
    httpVersion: request.raw.httpVersion,
    httpVersionMajor: request.raw.httpVersionMajor,
    httpVersionMinor: request.raw.httpVersionMinor,
    headers: { ...headers, host, 'x-forwarded-proto': protocol.slice(0, -1) },
    complete: true,
  })
  if (request.body instanceof Buffer) seen.push(request.body)
  seen.push(null)
  exchanges.set(seen, { request, reply, askedAs: null, claim: null, failure: undefined })
  return seen
}

export function exchangeOf(context: { req: IncomingMessage }): Exchange {
  const exchange = exchanges.get(context.req)
  if (!exchange) throw new Error('This request did not come through the mount of the OAuth server.')
  return exchange
}

/** Whoever the library authenticates or has authenticated. */
export function authenticatedIn(context: { req: IncomingMessage }): { principal: MachinePrincipal; proof: Proof } {
  const { claim } = exchangeOf(context)
  if (!claim) throw new Error('A client was authenticated that the registry does not know.')
  return claim
}

/** The exchange that the library is working on, for its callbacks that are not told. */
export function currentExchange(): { exchange: Exchange; context: NonNullable<typeof Provider.ctx> } {
  const context = Provider.ctx
  if (!context) throw new Error('The OAuth library asks outside a request.')
  return { exchange: exchangeOf(context), context }
}
