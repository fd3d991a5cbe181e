import swagger from '@fastify/swagger'
import type { FastifyContextConfig, FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { VERSION } from '../lib/version.ts'
import type { App } from './app.ts'

const description = `Skykeep takes signed-in telemetry from aircraft, exactly once, and keeps a proof of everything.

Every refusal is an RFC 9457 problem document with a stable \`code\`; its \`type\` leads to a page that says what to do. Unknown fields are
refused. Ids are UUIDs, times RFC 3339 with a zone. Lists take \`limit\` and \`cursor\`. Every answer has \`X-Trace-Id\` and \`traceparent\`.`

const tags = [
  { name: 'auth', description: 'Access tokens of aircraft' },
  { name: 'oauth', description: 'OAuth 2.1 and OpenID Connect' },
  { name: 'accounts', description: 'People: their accounts and what they sign in with' },
  { name: 'sessions', description: 'Signing in and out' },
  { name: 'teams', description: 'The team, its members and invitations' },
  { name: 'roles', description: 'Permissions, and the roles that are made of them' },
  { name: 'clients', description: 'API clients of the team' },
  { name: 'aircraft', description: 'The registry of aircraft, and their credentials' },
  { name: 'telemetry', description: 'Events, positions, tracks' },
  { name: 'weather', description: 'Weather at places, reports and forecasts of aerodromes' },
  { name: 'contacts', description: 'Linked address books: read through, never stored' },
  { name: 'connections', description: 'Connections to clouds: keys, certificates, checks' },
  { name: 'machines', description: 'Machines of clouds, their state and why they are in it' },
  { name: 'schedules', description: 'When machines are wanted on and off, and what comes next' },
  { name: 'calendars', description: 'Exceptions that schedules share' },
  { name: 'overrides', description: 'Schedules set aside until an instant' },
  { name: 'runs', description: 'What was done to machines, what is being done, and what came of it' },
  { name: 'savings', description: 'What schedules planned, set against what came of it' },
  { name: 'notifications', description: 'Who is told of what, and what became of it' },
  { name: 'audit', description: 'Entries, checkpoints and proofs' },
  { name: 'pki', description: 'Authorities and revocation lists' },
  { name: 'operations', description: 'Health and the installation' },
]

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Access token (RS256, at most 15 minutes). The names listed with a call are the permissions it needs.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-skykeep',
    description:
      'The session of a browser (`POST /sessions`). Calls that change something are refused when another site’s page sends them.',
  },
  mtls: {
    type: 'mutualTLS',
    description: 'Client certificate on the mTLS address; needed when the token is bound to it (RFC 8705).',
  },
} as const

/** Must be called, and awaited, before the routes are declared: it watches them being declared. */
export async function documentApi(app: App): Promise<void> {
  await (app as unknown as FastifyInstance).register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Skykeep', version: VERSION, description, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/', description: 'this installation' }],
      tags,
      components: { securitySchemes: securitySchemes as never }, // its types are those of OpenAPI 3.0, without mutualTLS
    },
    transform: (route) => withSecurity(jsonSchemaTransform(route as never) as Transformed, route.route.config ?? {}) as never,
    transformObject: (document) => tidied(jsonSchemaTransformObject(document as never) as OpenApi) as never,
  })
}

/** The OpenAPI document of an application whose routes are all declared. */
export async function documentOf(app: App): Promise<object> {
  await app.ready()
  return (app as unknown as FastifyInstance).swagger()
}

interface Transformed {
  schema: { security?: Record<string, string[]>[]; hide?: boolean } & Record<string, unknown>
  url: string
}

/** OpenAPI 3.1 lets any scheme list what it needs: for us the permission. */
function withSecurity({ schema, url }: Transformed, config: FastifyContextConfig): Transformed {
  if (schema === undefined || schema.hide) return { schema: { ...schema, hide: true }, url }
  const needs = permissionsIn(config)
  const bound: Record<string, string[]> = { bearer: needs, mtls: [] }
  const ways = [{ bearer: needs }, { session: needs }, ...(config.person === undefined ? [bound] : [])]
  const security = config.public === undefined ? ways : []
  return { schema: { ...schema, security, 'x-access': accessOf(config) }, url }
}

/** The rule of access in words that a program can read: the matrix of roles is made of it. */
export interface Access {
  rule: 'public' | 'any principal' | 'person' | 'permission'
  permissions?: readonly string[]
  /** A person in their own session needs no permission for it, about themselves. */
  or_themselves?: true
  /** Of a person, the last proof of who they are is at most ten minutes old. */
  fresh?: true
}

const permissionsIn = ({ permission, permissionToo }: FastifyContextConfig): string[] =>
  [permission, permissionToo].filter((name) => name !== undefined)

function accessOf(config: FastifyContextConfig): Access {
  const { public: open, anyPrincipal, person, orThemselves, fresh } = config
  const others = person !== undefined ? 'person' : anyPrincipal !== undefined ? 'any principal' : 'permission'
  return {
    rule: open !== undefined ? 'public' : others,
    ...(config.permission !== undefined && { permissions: permissionsIn(config) }),
    ...(orThemselves !== undefined && { or_themselves: true }),
    ...(fresh !== undefined && { fresh: true }),
  }
}

interface OpenApi {
  paths?: Record<string, unknown>
  components?: { schemas?: Record<string, unknown> }
}

/**
 * Sorted, so that the document does not depend on the order in which files were imported. Each shared schema comes in two forms, for
 * the way in and out; the one that no call uses is left out.
 */
function tidied(document: OpenApi): OpenApi {
  const { schemas = {}, ...others } = document.components ?? {}
  const used = new Set<string>()
  const follow = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name === undefined || used.has(name)) continue
      used.add(name)
      follow(schemas[name])
    }
  }
  follow({ ...document, components: others })
  const kept = Object.entries(schemas).filter(([name]) => used.has(name))
  return {
    ...document,
    components: { ...others, schemas: sorted(kept) },
    paths: sorted(Object.entries(document.paths ?? {})),
  }
}

const sorted = (entries: [string, unknown][]): Record<string, unknown> =>
  Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
