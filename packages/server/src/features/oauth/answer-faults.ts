import { Problem, type ProblemCode } from '@skykeep/contract'
import type { FastifyBaseLogger } from 'fastify'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Refusals } from '../../audit/refusals.ts'
import { problemOf } from '../../http/problem-answer.ts'
import { type Exchange, exchangeOf } from './exchange.ts'
import { countRefusedProof, type GuessLimits } from './refused-proof.ts'

interface Needs {
  limits: GuessLimits
  refusals: Pick<Refusals, 'note'>
  log: Pick<FastifyBaseLogger, 'error' | 'warn'>
}

const idForm = /^[0-9a-f-]{36}$/
const openPaths = new Set(['/oauth/jwks', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'])

/**
 * Around everything the library does: what it could not foresee (our database, our limits) is told in the form that RFC 6749 gives
 * to errors, and every refusal is counted, logged and noted for the audit trail like one of the pipeline.
 */
export function answerFaults({ limits, refusals, log }: Needs) {
  return async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    const exchange = exchangeOf(context)
    try {
      await next()
      if (exchange.failure === undefined && context.status === 401) await refuseProof(context, exchange)
    } catch (error) {
      exchange.failure = error
    }
    if (exchange.failure !== undefined) answerFailure(context, exchange)
    else if (context.status >= 400) exchange.request.problemCode ??= 'OAUTH_REQUEST_REFUSED'
    announceLimits(context, exchange)
    if (!openPaths.has(context.path)) closeToOtherOrigins(context)
  }

  async function refuseProof(context: KoaContextWithOIDC, { request, reply, askedAs }: Exchange): Promise<void> {
    await countRefusedProof(limits, request, reply)
    const code = refusalCode(context)
    request.problemCode = code
    // Only what has the form of an id: the trail is no place for whatever somebody typed.
    const isId = askedAs !== null && idForm.test(askedAs)
    refusals.note(request, new Problem(code, isId ? { detail: `No valid proof of identity for ${askedAs}.` } : {}))
    if (!context.response.get('WWW-Authenticate')) context.set('WWW-Authenticate', 'Basic realm="skykeep"')
  }

  function answerFailure(context: KoaContextWithOIDC, { request, failure }: Exchange): void {
    const problem = problemOf(failure)
    const { trace_id } = request.trace
    if (problem.code === 'INTERNAL') log.error({ err: problem.cause, trace_id }, problem.message)
    else if (problem.status >= 500) log.warn({ err: problem.cause, trace_id }, problem.message)
    request.problemCode = problem.code
    refusals.note(request, problem)
    context.status = problem.status
    context.body = { error: oauthError(problem.status), error_description: problem.detail ?? problem.message }
    context.set('Cache-Control', 'no-store')
    if (problem.retryAfterSeconds !== undefined) context.set('Retry-After', String(problem.retryAfterSeconds))
  }
}

function refusalCode({ path, headers }: KoaContextWithOIDC): ProblemCode {
  if (path !== '/oauth/userinfo') return 'PROOF_OF_IDENTITY_INVALID'
  return headers.authorization === undefined ? 'NOT_AUTHENTICATED' : 'TOKEN_INVALID'
}

function oauthError(status: number): string {
  if (status === 429 || status === 503) return 'temporarily_unavailable'
  return status < 500 ? 'invalid_request' : 'server_error'
}

/** What was counted after the answer had left the framework's hands. */
function announceLimits(context: KoaContextWithOIDC, { reply }: Exchange): void {
  for (const name of ['ratelimit', 'ratelimit-policy']) {
    const value = reply.getHeader(name)
    if (value !== undefined) context.set(name, String(value))
  }
}

/** The library would let pages of any origin read what it refuses. Only what is public anyway may be read by others. */
function closeToOtherOrigins(context: KoaContextWithOIDC): void {
  context.remove('Access-Control-Allow-Origin')
  context.remove('Access-Control-Expose-Headers')
}
