import { Problem } from '@skykeep/contract'
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
    // Only what is public anyway may be read by pages of others.
    if (!openPaths.has(context.path)) context.remove('Access-Control-Allow-Origin')
  }

  /** @throws Problem RATE_LIMITED when the address has shown too many bad proofs */
  async function refuseProof(context: KoaContextWithOIDC, { request, reply }: Exchange): Promise<void> {
    await countRefusedProof(limits, request, reply)
    const problem = new Problem(context.path === '/oauth/userinfo' ? 'TOKEN_INVALID' : 'PROOF_OF_IDENTITY_INVALID')
    request.problemCode = problem.code
    refusals.note(request, problem)
    if (!context.response.get('WWW-Authenticate')) context.set('WWW-Authenticate', 'Basic realm="skykeep"')
  }

  function answerFailure(context: KoaContextWithOIDC, { request, reply, failure }: Exchange): void {
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
    for (const name of ['ratelimit', 'ratelimit-policy']) {
      const value = reply.getHeader(name)
      if (value !== undefined) context.set(name, String(value))
    }
  }
}

function oauthError(status: number): string {
  if (status === 429 || status === 503) return 'temporarily_unavailable'
  return status === 401 ? 'invalid_client' : status < 500 ? 'invalid_request' : 'server_error'
}
