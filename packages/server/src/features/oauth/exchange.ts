import { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Identify } from '../../http/identify.ts'
import type { MachinePrincipal, Proof } from './machine-principal.ts'
import { Provider } from './oidc-library.ts'
import { type SignedIn, signedIn } from './signed-in.ts'

/** One request on its way through the OAuth library, and what we learn about it there. */
export interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
  /** The id under which the request asks, whether there is such a client or not. */
  askedAs: string | null
  /** Whoever the request claims to be, and by what. It is so once the library has authenticated the client. */
  claim: { principal: MachinePrincipal; proof: Proof } | null
  /** Who is signed in in the browser that asks: found out once, when somebody wants to know. */
  person(): Promise<SignedIn | null>
  /** What went wrong that is no OAuth error: told to the caller by `answer-faults.ts`. */
  failure: unknown
}

const exchanges = new WeakMap<IncomingMessage, Exchange>()

/** The request as the library sees it: its body is the bytes that were read within the limit. */
export function beginExchange(request: FastifyRequest, reply: FastifyReply, identify: Identify): IncomingMessage {
  const { raw, body } = request
  const { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor } = raw
  const seen = new IncomingMessage(raw.socket)
  Object.assign(seen, { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor, complete: true })
  if (body instanceof Buffer) seen.push(body)
  seen.push(null)
  let found: Promise<SignedIn | null> | undefined
  const person = () => {
    found ??= signedIn(request, identify)
    return found
  }
  exchanges.set(seen, { request, reply, askedAs: null, claim: null, person, failure: undefined })
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
