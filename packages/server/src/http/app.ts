import { Problem } from '@skykeep/contract'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import './request.ts'
import { outsideAnswer } from './outside-answer.ts'
import { installPipeline, type PipelineNeeds } from './pipeline.ts'
import { declareCommonAnswers, demandAccessRule } from './route-rules.ts'
import { parseStrictJson } from './strict-json.ts'
import { validatorCompiler } from './validate.ts'

export type App = ReturnType<typeof createApp>

/** The HTTP application without its routes: the pipeline, the strict parsers, one form of refusal for everything. */
export function createApp(needs: PipelineNeeds & { log: FastifyBaseLogger }) {
  const { config } = needs
  const app = Fastify({
    loggerInstance: needs.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.SKYKEEP_BODY_LIMIT_BYTES,
    trustProxy: config.SKYKEEP_TRUSTED_PROXIES.length > 0 ? config.SKYKEEP_TRUSTED_PROXIES : false,
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: () => '',
    // The trace id tells requests apart; a logger for each would cost more than its lines.
    childLoggerFactory: (logger) => logger,
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 200 },
    // A URL that cannot be decoded never reaches the routes, nor their hooks: it gets the same refusal from here.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const { traceId, headers, body } = outsideAnswer(new Problem('MALFORMED_REQUEST', { cause: error }))
      needs.metrics.answered(request.method, 'unmatched', 400, 0, 'MALFORMED_REQUEST')
      needs.log.info(
        { trace_id: traceId, method: request.method, route: 'unmatched', status: 400, code: 'MALFORMED_REQUEST' },
        'answered',
      )
      reply.code(400).headers(headers).send(body)
    },
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>()

  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJsonBody)
  app.addHook('onRoute', demandAccessRule)
  app.addHook('onRoute', declareCommonAnswers)
  installPipeline(app as unknown as FastifyInstance, needs)
  answerUnknownPaths(app as unknown as FastifyInstance)
  return app
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The parsed JSON body before the schema shaped it; fingerprints are made of this. */
    received: unknown
  }
}

function parseJsonBody(
  request: FastifyRequest,
  body: Buffer | string,
  done: (error: Error | null, value?: unknown) => void,
): void {
  try {
    request.received = body.length === 0 ? undefined : parseStrictJson(body as Buffer)
  } catch (error) {
    done(error as Error)
    return
  }
  done(null, request.received)
}

/** 404 for a path we do not have, 405 with `Allow` for a method that a path we do have does not take. */
function answerUnknownPaths(app: FastifyInstance): void {
  const known: { method: string; form: RegExp }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    const form = new RegExp(
      `^${url
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:[A-Za-z_]+/g, '[^/]+')
        .replace('\\*', '.*')}$`,
    )
    for (const one of Array.isArray(method) ? method : [method]) known.push({ method: one, form })
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!
    const allowed = [...new Set(known.filter(({ form }) => form.test(path)).map(({ method }) => method))]
    if (allowed.length === 0 || allowed.includes(request.method)) throw new Problem('NOT_FOUND')
    reply.header('allow', allowed.sort().join(', '))
    throw new Problem('METHOD_NOT_ALLOWED')
  })
}
