import { Problem } from '@skykeep/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Refusals } from '../audit/refusals.ts'
import type { Configuration } from '../config/schema.ts'
import type { Metrics } from '../operations/metrics.ts'
import { type ClientCertificate, certificateOf } from './client-certificate.ts'
import { forwardedCertificate } from './forwarded-certificate.ts'
import type { Identify } from './identify.ts'
import { permit, refuseOtherTeam } from './permit.ts'
import { problemOf, sendProblem } from './problem-answer.ts'
import type { RateLimits } from './rate-limits.ts'
import { addSecurityHeaders } from './security-headers.ts'
import { traceOf, traceparentOf } from './trace.ts'

export interface PipelineNeeds {
  config: Configuration
  identify: Identify
  now: () => Date
  limits: RateLimits
  metrics: Metrics
  refusals: Refusals
  isStopping: () => boolean
  /** Whether a certificate with that thumbprint was revoked. */
  isCertificateRevoked: (thumbprint: string) => boolean
}

type Step = (request: FastifyRequest, reply: FastifyReply) => unknown

/**
 * What every request meets, in this order. The first step that throws ends the request with its problem document, and every refusal
 * has the same headers, log line and metric because they are added before (1, 2) and after (record) everything else.
 *
 * After these, Fastify reads the body (counting bytes: 413), parses it strictly and checks it against the schema (400), the handler
 * runs, and the answer goes out through its response schema.
 */
export function pipeline(needs: PipelineNeeds): readonly Step[] {
  const { config, identify, limits, now } = needs
  const steps: Step[] = [
    /* 1 trace      */ beginTrace,
    /* 2 headers    */ (request, reply) => addSecurityHeaders(reply, request.protocol === 'https'),
    /* 3 stopping   */ () => refuseWhen(needs.isStopping(), 'STOPPING'),
    /* 4 well-formed*/ (request) =>
      refuseWhen(request.headers.host === undefined && request.raw.httpVersion === '1.1', 'MALFORMED_REQUEST'),
    /* 5 size       */ (request) => refuseWhen(declaredBytes(request) > request.routeOptions.bodyLimit, 'PAYLOAD_TOO_LARGE'),
    /* 6 TLS        */ (request) => readCertificate(request, needs),
    /* 7 address    */ (request, reply) => (isUnlimited(request) ? undefined : limits.countAddress(request, reply)),
    /* 8 who? 401   */ (request, reply) => (isPublic(request) ? undefined : authenticate(request, reply, identify, limits)),
    /* 9 rate 429   */ (request, reply) =>
      isPublic(request) || isUnlimited(request) ? undefined : limits.countPrincipal(request, reply),
    /*10 team? 409  */ (request) => (isPublic(request) ? undefined : refuseOtherTeam(request)),
    /*11 may? 403   */ (request) => (isPublic(request) ? undefined : permit(request, now())),
  ]
  return steps

  function readCertificate(request: FastifyRequest, { isCertificateRevoked }: PipelineNeeds): void {
    request.certificate = forwardedCertificate(request, config.SKYKEEP_INTERNAL_KEY) ?? certificateOf(request.raw.socket)
    if (request.certificate) refuseCertificate(request.certificate, isCertificateRevoked)
  }
}

/** Puts the steps in front of every route, and the record of the outcome behind it. */
export function installPipeline(app: FastifyInstance, needs: PipelineNeeds): void {
  // @ts-expect-error the trace, certificate and principal are set by the steps below before anything reads them
  app.decorateRequest('trace', null).decorateRequest('principal', null)
  app.decorateRequest('certificate', null).decorateRequest('problemCode', null).decorateRequest('received', null)
  app.decorateRequest('sessionToken', null)
  const steps = pipeline(needs)
  // One hook for all steps: each further hook costs the hot path more than the step in it.
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => recordHungUp(request, reply, needs.metrics))
    runFrom(0, steps, request, reply, done)
  })
  app.addHook('onResponse', (request, reply, done) => {
    record(request, reply, needs.metrics)
    done()
  })
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500) {
      const level = problem.code === 'INTERNAL' ? 'error' : 'warn'
      request.log[level]({ err: problem.cause ?? problem, trace_id: request.trace?.trace_id }, problem.message)
    }
    needs.refusals.note(request, problem)
    return sendProblem(problem, request, reply)
  })
}

type Done = (error?: Error) => void

function runFrom(first: number, steps: readonly Step[], request: FastifyRequest, reply: FastifyReply, done: Done): void {
  try {
    for (let at = first; at < steps.length; at++) {
      const outcome = steps[at]!(request, reply)
      if (outcome instanceof Promise) {
        outcome.then(() => runFrom(at + 1, steps, request, reply, done), done)
        return
      }
    }
  } catch (error) {
    done(error as Error)
    return
  }
  done()
}

function beginTrace(request: FastifyRequest, reply: FastifyReply): void {
  request.trace = traceOf(request.headers.traceparent)
  reply.header('x-trace-id', request.trace.trace_id).header('traceparent', traceparentOf(request.trace))
}

function refuseWhen(condition: boolean, code: 'STOPPING' | 'MALFORMED_REQUEST' | 'PAYLOAD_TOO_LARGE'): void {
  if (condition) throw new Problem(code, code === 'STOPPING' ? { retryAfterSeconds: 5 } : {})
}

const declaredBytes = (request: FastifyRequest): number => Number(request.headers['content-length'] ?? 0)

const isPublic = (request: FastifyRequest): boolean => request.is404 || request.routeOptions.config.public !== undefined
const isUnlimited = (request: FastifyRequest): boolean => request.routeOptions.config.limit === 'none'

function refuseCertificate(certificate: ClientCertificate, isRevoked: (thumbprint: string) => boolean): void {
  if (isRevoked(certificate.thumbprint) || certificate.notAfterMs < Date.now()) throw new Problem('CERTIFICATE_INVALID')
}

function authenticate(request: FastifyRequest, reply: FastifyReply, identify: Identify, limits: RateLimits): unknown {
  const failed = async (error: unknown): Promise<never> => {
    if (error instanceof Problem && error.status === 401) {
      // A guesser who has used up the allowance learns no more than that.
      await limits.refuseGuessing(request, reply)
      await limits.countFailedAuthentication(request.ip)
    }
    throw error
  }
  try {
    const principal = identify(request)
    if (!(principal instanceof Promise)) {
      request.principal = principal
      return undefined
    }
    return principal.then((known) => {
      request.principal = known
    }, failed)
  } catch (error) {
    return failed(error)
  }
}

/** Metric and log line of every answer. The log names the route's pattern, never the address that was asked: that may hold a position. */
function record(request: FastifyRequest, reply: FastifyReply, metrics: Metrics): void {
  const { config, url: route = 'unmatched' } = request.routeOptions
  const seconds = reply.elapsedTime / 1_000
  metrics.answered(request.method, route, reply.statusCode, seconds, request.problemCode)
  if (config.quiet !== undefined && reply.statusCode < 400) return
  request.log.info(
    {
      trace_id: request.trace.trace_id,
      method: request.method,
      route,
      status: reply.statusCode,
      code: request.problemCode ?? undefined,
      principal: request.principal?.id,
      team: request.principal?.team_id,
      duration_ms: Math.round(seconds * 100_000) / 100,
    },
    'answered',
  )
}

/**
 * Of a caller who did not wait: no answer went out, so `record` never hears of it. Asked of the response, since the hook that Fastify
 * has for this stays silent once the body was read. A reader who leaves a stream (a hijacked reply that has begun) just goes.
 */
function recordHungUp(request: FastifyRequest, reply: FastifyReply, metrics: Metrics): void {
  const { writableFinished, writableEnded, headersSent } = reply.raw
  const isStream = headersSent && reply.sent && !writableEnded
  if (writableFinished || isStream || !request.raw.socket.destroyed) return
  const { url: route = 'unmatched' } = request.routeOptions
  metrics.aborted.inc({ route })
  const { trace_id } = request.trace
  request.log.info({ trace_id, method: request.method, route, principal: request.principal?.id }, 'hung up')
}
