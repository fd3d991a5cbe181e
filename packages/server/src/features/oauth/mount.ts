import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Identify } from '../../http/identify.ts'
import { beginExchange } from './exchange.ts'
import { type OAuthRoute, oauthRoutes } from './oauth.routes.ts'
import type { OAuthServer } from './oauth-server.ts'

const why = 'the OAuth server authenticates clients itself'

/**
 * Puts the OAuth server behind the pipeline. Its bodies are read here, within the limit, and handed over as they came: the one who
 * checks a form should be the one who parses it. Answers of the library go out without the framework, with the same headers, log
 * line and metric as all others.
 */
export function mountOAuth(app: FastifyInstance, { server, identify }: { server: OAuthServer; identify: Identify }): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    for (const route of oauthRoutes) {
      scope.route({
        method: route.method,
        url: route.url,
        config: { public: why },
        schema: schemaOf(route),
        // The form is described for readers of the API document; checking it is the library's.
        validatorCompiler: () => () => true,
        handler: async (request, reply) => handOver(await server.current(), request, reply),
      })
    }
  })

  function handOver(
    handle: Awaited<ReturnType<OAuthServer['current']>>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const seen = beginExchange(request, reply, identify)
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
    return handle(seen, reply.raw)
  }
}

const schemaOf = ({ operationId, summary, form, answers }: OAuthRoute) => ({
  operationId,
  tags: ['oauth'],
  summary,
  ...(form && { consumes: ['application/x-www-form-urlencoded'], body: form }),
  response: answers,
})
