import { Health, Installation, Problem, Ready, Root } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../auth/principal.ts'
import type { Configuration } from '../config/schema.ts'
import type { App } from '../http/app.ts'
import type { Clock } from '../lib/new-id.ts'
import type { InstallationService } from './installation.service.ts'
import { type ReadinessCheck, readinessOf } from './readiness.ts'
import { securityText } from './security-text.ts'

interface Needs {
  config: Configuration
  clock: Clock
  installation: InstallationService
  checks: readonly ReadinessCheck[]
}

const tags = ['operations']
const probed = 'probes ask every few seconds'

export function operationsRoutes(app: App, { config, clock, installation, checks }: Needs): void {
  app.get(
    '/',
    {
      config: { public: 'leads browsers to the console and programs to the documentation' },
      schema: { operationId: 'readRoot', tags, summary: 'Where to begin', response: { 200: Root } },
    },
    async (request, reply) => {
      if (prefersHtml(request.headers.accept)) return reply.redirect('/console/', 302)
      return { status: 'ok' as const, docs: '/docs', openapi: '/openapi.json' }
    },
  )

  app.get(
    '/health',
    {
      config: { public: 'tells only that the process answers', limit: 'none', quiet: probed },
      schema: { operationId: 'readHealth', tags, summary: 'The process answers', response: { 200: Health } },
    },
    async () => ({ status: 'healthy' as const, service: 'skykeep' as const }),
  )

  app.get(
    '/health/ready',
    {
      config: { public: 'asked by load balancers; it names no internal thing', quiet: probed },
      schema: {
        operationId: 'readReadiness',
        tags,
        summary: 'Everything that calls depend on answers: database, migrations, keys, revocations',
        response: { 200: Ready, 503: Ready },
      },
    },
    async (_request, reply) => {
      const readiness = await readinessOf(checks)
      if (readiness.status === 'ready') return readiness
      return reply.code(503).header('retry-after', '2').send(readiness)
    },
  )

  app.get(
    '/admin/',
    {
      config: { permission: 'config:read' },
      schema: {
        operationId: 'readInstallation',
        tags,
        summary: 'The installation: roles and processes that are alive, what waits, ages of keys, the last checkpoint',
        response: { 200: Installation },
      },
    },
    (request) => installation.read(callerOf(request)),
  )

  // Whatever is asked below /admin/ is refused by permission first, so that trying paths tells nothing and leaves an audit entry.
  app.get('/admin/*', { config: { permission: 'config:read' }, schema: { hide: true } }, async () => {
    throw new Problem('NOT_FOUND')
  })

  const text = z.string()
  app.get(
    '/robots.txt',
    { config: { public: 'for crawlers' }, schema: { hide: true, response: { 200: text } }, serializerCompiler: () => String },
    async (_request, reply) => reply.type('text/plain; charset=utf-8').send('User-agent: *\nDisallow: /\n'),
  )

  app.get(
    '/.well-known/security.txt',
    { config: { public: 'RFC 9116' }, schema: { hide: true, response: { 200: text } }, serializerCompiler: () => String },
    async (_request, reply) => {
      const contact = config.SKYKEEP_SECURITY_CONTACT
      if (contact === undefined) throw new Problem('NOT_FOUND')
      return reply.type('text/plain; charset=utf-8').send(securityText(contact, clock.now()))
    },
  )
}

/** A browser names text/html first; a program that takes anything is better served with JSON. */
const prefersHtml = (accept: string | undefined): boolean => /^\s*text\/html\b/i.test(accept ?? '')
