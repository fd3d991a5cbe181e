import { Problem, problems } from '@skykeep/contract'
import { KeyRingError } from '@skykeep/keyring'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isUnavailable } from '../db/errors.ts'
import { closeLingering } from './lingering-close.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** Any error as the problem the caller is told; what we do not know becomes INTERNAL and keeps its cause for our log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { code, statusCode } = error as Partial<FastifyError>
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Problem('PAYLOAD_TOO_LARGE')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Problem('UNSUPPORTED_MEDIA_TYPE')
  // A caller that hangs up while it sends its body: the same code as a lost database, but not our trouble.
  if (code === 'ECONNRESET' && statusCode === 400) return new Problem('MALFORMED_REQUEST', { cause: error })
  if (isOfDeletedTeam(error)) return new Problem('TOKEN_REVOKED', { cause: error })
  if (isUnavailable(error)) return new Problem('DATABASE_UNAVAILABLE', { cause: error, retryAfterSeconds: 2 })
  // Whoever keeps the root key is away, and what was remembered of it is too old: nothing can be sealed or opened.
  if (error instanceof KeyRingError && error.code === 'ROOT_KEY_UNAVAILABLE')
    return new Problem('ROLE_UNREACHABLE', { cause: error, retryAfterSeconds: 5 })
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode < 500)
    return new Problem('MALFORMED_REQUEST', { cause: error })
  return new Problem('INTERNAL', { cause: error })
}

/** A new row found no team: it was deleted while one of its principals was still believed, which ends within seconds. */
function isOfDeletedTeam(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  return code === '23503' && typeof constraint === 'string' && constraint.endsWith('_team_id_fkey')
}

export function problemDocument(problem: Problem, traceId: string): Record<string, unknown> {
  return {
    type: `/docs/problems/${problem.code}`,
    title: problems[problem.code].title,
    status: problem.status,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    code: problem.code,
    trace_id: traceId,
    ...(problem.errors && { errors: problem.errors }),
  }
}

/** Answers with the problem document; the same for every refusal, wherever it was decided. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.problemCode = problem.code
  if (problem.status === 401) reply.header('www-authenticate', challengeOf(problem))
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.retryAfterSeconds))
  if (problem.code === 'PAYLOAD_TOO_LARGE' || isMoreThanWeRead(request)) {
    reply.header('connection', 'close')
    closeLingering(request.raw.socket)
  }
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .serializer((document: unknown) => JSON.stringify(document))
    .send(problemDocument(problem, request.trace.trace_id))
}

/** Node would read the rest of a refused body just to throw it away, however long it is: that connection ends with its answer instead. */
function isMoreThanWeRead({ raw, headers, routeOptions }: FastifyRequest): boolean {
  if (raw.complete) return false
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > (routeOptions.bodyLimit ?? 0)
}

function challengeOf(problem: Problem): string {
  const known = problem.code.startsWith('TOKEN_') || problem.code === 'CERTIFICATE_REQUIRED'
  return known ? `Bearer realm="skykeep", error="invalid_token"` : 'Bearer realm="skykeep"'
}
