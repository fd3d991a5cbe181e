import replyFrom from '@fastify/reply-from'
import { Problem } from '@skykeep/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Secret } from '../config/secret.ts'
import { FORWARDED_HEADER, forwardCertificate, pathOf } from './forwarded-certificate.ts'
import { sendProblem } from './problem-answer.ts'
import { traceparentOf } from './trace.ts'

export interface RemoteRole {
  name: string
  url: string
  /** Paths that belong to it; those that are public there are public here. */
  paths: readonly { path: string; public?: string }[]
}

interface Needs {
  remote: RemoteRole
  internalKey: Secret
  bodyLimitBytes: number
}

/**
 * Hands a role's paths over to the process that has it. The pipeline in front is the same as for a role in this process; the role
 * behind checks token, permission and body again, and is told the client certificate under a key that only our processes have.
 */
export function proxyRole(app: FastifyInstance, { remote, internalKey, bodyLimitBytes }: Needs): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    await scope.register(replyFrom, {
      base: remote.url,
      undici: { connections: 128, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 0 },
      disableRequestLogging: true,
    })
    for (const { path, public: why } of remote.paths) {
      scope.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url: path,
        bodyLimit: bodyLimitBytes,
        config: why === undefined ? { anyPrincipal: 'the role behind checks the permission' } : { public: why },
        schema: { hide: true },
        handler: (request, reply) => forward(request, reply),
      })
    }
  })

  function forward(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return reply.from(request.url, {
      rewriteRequestHeaders: (_original, headers) => {
        const { [FORWARDED_HEADER]: _claimed, ...kept } = headers
        const certificate = request.certificate && forwardCertificate(request.certificate, internalKey, pathOf(request.url))
        return {
          ...kept,
          'x-forwarded-for': request.ip,
          'x-forwarded-proto': request.protocol,
          traceparent: traceparentOf(request.trace),
          ...(certificate && { [FORWARDED_HEADER]: certificate }),
        }
      },
      onError: (_reply, { error }) => {
        request.log.warn({ err: error, trace_id: request.trace.trace_id, role: remote.name }, 'a role could not be reached')
        sendProblem(new Problem('ROLE_UNREACHABLE', { cause: error, retryAfterSeconds: 2 }), request, reply)
      },
    })
  }
}
