import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Problem } from '@skykeep/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import { pagePolicy } from '../http/security-headers.ts'
import { problemPage } from './problem-page.ts'

const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const ours = join(import.meta.dirname, 'assets')
const html = 'text/html; charset=utf-8'
const css = 'text/css; charset=utf-8'
const script = 'text/javascript; charset=utf-8'

/** The whole of what is served below /docs: a closed list, so that no path can reach another file. */
const files: Record<string, { path: string; type: string }> = {
  '/docs': { path: join(ours, 'reference.html'), type: html },
  '/docs/page.css': { path: join(ours, 'page.css'), type: css },
  '/docs/start-reference.js': { path: join(ours, 'start-reference.js'), type: script },
  '/docs/swagger-ui.css': { path: join(swaggerUi, 'swagger-ui.css'), type: css },
  '/docs/swagger-ui-bundle.js': { path: join(swaggerUi, 'swagger-ui-bundle.js'), type: script },
}

const config = { public: 'the documentation is the same for everybody' }
const schema = { hide: true }

/** API reference and the pages of problems. `describe` makes the OpenAPI document; it is asked once. */
export function docsRoutes(app: App, describe: () => Promise<object>): void {
  for (const [url, { path, type }] of Object.entries(files)) {
    let content: Buffer | undefined
    app.get(url, { config, schema }, async (_request, reply) => {
      content ??= readFileSync(path)
      return sendPage(reply, type, content)
    })
  }

  app.get(
    '/docs/problems/:code',
    { config, schema: { hide: true, params: z.strictObject({ code: z.string().max(60) }) } },
    async (request, reply) => {
      const page = problemPage(request.params.code)
      if (page === undefined) throw new Problem('NOT_FOUND')
      return sendPage(reply, html, page)
    },
  )

  let document: Promise<string> | undefined
  app.get('/openapi.json', { config, schema }, async (_request: FastifyRequest, reply) => {
    document ??= describe().then((value) => JSON.stringify(value))
    return reply.type('application/json; charset=utf-8').send(await document)
  })
}

const sendPage = (reply: FastifyReply, type: string, content: Buffer | string): FastifyReply =>
  reply.type(type).header('content-security-policy', pagePolicy).send(content)
