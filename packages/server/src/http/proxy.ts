import type { IncomingHttpHeaders } from 'node:http'
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

/** More than the streams that a role behind may hold open, so that readers of those never keep other calls waiting. */
const CONNECTIONS_MAX = 2_048

/** What concerns one connection only (RFC 9110 §7.6.1); `expect` was answered here. */
const ofConnection = ['connection', 'expect', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'] as const
/** What we tell the role behind, and it believes from us: nobody else's words get there. */
const ofProxies = ['forwarded', 'x-forwarded-host', 'x-forwarded-port', FORWARDED_HEADER] as const

/**
 * Hands a role's paths over to the process that has it. The pipeline in front is the same as for a role in this process, but for the
 * allowances: they are counted once, behind, where the class of a call is known. The role behind checks token, permission and body
 * again, and is told the client certificate under a key that only our processes have.
 */
export function proxyRole(app: FastifyInstance, { remote, internalKey, bodyLimitBytes }: Needs): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // Read whole before the role behind hears of it: who sends too much or hangs up is dealt with here, as in one process.
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    await scope.register(replyFrom, {
      base: remote.url,
      undici: { connections: CONNECTIONS_MAX, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 0 },
      disableRequestLogging: true,
    })
    for (const { path, public: why } of remote.paths) {
      scope.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url: path,
        bodyLimit: bodyLimitBytes,
        config: {
          limit: 'none',
          ...(why === undefined ? { anyPrincipal: 'the role behind checks the permission' } : { public: why }),
        },
        schema: { hide: true },
        handler: (request, reply) => forward(request, reply),
      })
    }
  })

  function forward(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = pathOf(request.url)
    // The library throws at these, which would look like a fault of ours. No path of ours has them.
    if (decodeURIComponent(path).includes('..')) throw new Problem('NOT_FOUND')
    return reply.from(path, {
      // The library would ask again up to ten times when it is answered 503, within milliseconds: a role that has too much gets more.
      retryDelay: () => null,
      ...bodyOf(request),
      rewriteHeaders: (headers) => without(headers, ofConnection),
      rewriteRequestHeaders: (_original, headers) => {
        // The role behind gets the token that stands for the session, never the cookie.
        const { sessionToken } = request
        const certificate = request.certificate && forwardCertificate(request.certificate, internalKey, path)
        return {
          ...without(headers, [...ofConnection, ...ofProxies, ...(sessionToken === null ? [] : ['cookie'])]),
          ...(sessionToken !== null && { authorization: `Bearer ${sessionToken}` }),
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

/** The bytes as they came: without a type of ours the library would write them as JSON once more. */
const bodyOf = ({ body, headers }: FastifyRequest) =>
  body instanceof Buffer ? { body, contentType: headers['content-type'] || 'application/octet-stream' } : {}

const without = (headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
