import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The part of OpenAPI 3.1 that the sweep needs. */
interface Schema {
  type?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  pattern?: string
  minLength?: number
  minimum?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
}

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  schema: Schema
}

export interface Operation {
  method: string
  path: string
  operationId: string
  isPublic: boolean
  /** Who may ask: somebody with a permission, any principal, or a person about their own account. */
  rule: 'public' | 'permission' | 'any principal' | 'person'
  parameters: Parameter[]
  /** The JSON body's schema; null for calls without one. */
  body: Schema | null
  statuses: string[]
}

interface Document {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

interface Described {
  operationId: string
  security?: unknown[]
  'x-access': { rule: Operation['rule'] }
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, unknown>
}

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8')) as Document

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({
    method: method.toUpperCase(),
    path,
    operationId: described.operationId,
    isPublic: (described.security ?? []).length === 0,
    rule: described['x-access'].rule,
    parameters: described.parameters ?? [],
    body: described.requestBody?.content['application/json']?.schema ?? null,
    statuses: Object.keys(described.responses),
  })),
)

/** The least value that a schema admits, for calls that must get past validation to be refused for another reason. */
export function sample(schema: Schema, given: Record<string, unknown> = {}): unknown {
  const resolved = resolve(schema)
  if (resolved.const !== undefined) return resolved.const
  if (resolved.enum) return resolved.enum[0]
  const choice = resolved.anyOf?.[0] ?? resolved.oneOf?.[0]
  if (choice) return sample(choice, given)
  if (resolved.type === 'object' || resolved.properties) {
    // A change has to change something.
    const required = resolved.required?.length ? resolved.required : Object.keys(resolved.properties ?? {}).slice(0, 1)
    return { ...Object.fromEntries(required.map((name) => [name, sample(resolved.properties?.[name] ?? {})])), ...given }
  }
  if (resolved.type === 'array') return Array.from({ length: resolved.minItems ?? 0 }, () => sample(resolved.items ?? {}))
  if (resolved.type === 'integer' || resolved.type === 'number') return resolved.minimum ?? 0
  if (resolved.type === 'boolean') return true
  return text(resolved)
}

// What a rule of time, or the reach of a schedule, must say is more than a schema can.
const meaningful: Record<string, Record<string, unknown>> = {
  createSchedule: { time_zone: 'UTC', targets: { tags: { env: 'none' } } },
  replaceSchedule: { time_zone: 'UTC', targets: { tags: { env: 'none' } } },
}

/** The least body that a call takes; undefined for a call without one. */
export const bodyOf = ({ body, operationId }: Operation): unknown => (body ? sample(body, meaningful[operationId]) : undefined)

/** The names that a body may have at its top. */
export function membersOf(schema: Schema): Set<string> {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = resolve(schema)
  return new Set([...Object.keys(properties), ...[...anyOf, ...oneOf, ...allOf].flatMap((one) => [...membersOf(one)])])
}

function text({ format, pattern, minLength = 1 }: Schema): string {
  if (format === 'uuid' || pattern?.includes('{12}')) return crypto.randomUUID()
  if (format === 'email') return 'somebody@skykeep.test'
  if (format === 'date-time') return new Date().toISOString()
  return 'x'.repeat(Math.max(3, minLength))
}

function resolve(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : resolve(document.components.schemas[name]!)
}

/** A station is nobody’s: there is none of another team. */
export const hasPathIds = ({ parameters }: Operation): boolean =>
  parameters.some((parameter) => parameter.in === 'path' && parameter.name !== 'icao')
