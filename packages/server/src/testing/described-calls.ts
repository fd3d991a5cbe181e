import { newId } from '../lib/new-id.ts'
import { describeApi } from '../openapi.ts'

/** The part of OpenAPI 3.1 that is needed to make calls. */
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
  $ref?: string
}

interface Described {
  security: object[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

interface Document {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

/** An operation of the API document, with the least JSON body that it takes. */
export interface DescribedCall {
  name: string
  method: string
  path: string
  isPublic: boolean
  hasIds: boolean
  /** Undefined for a call without a JSON body. */
  body: Record<string, unknown> | unknown[] | undefined
}

export async function describedCalls(): Promise<DescribedCall[]> {
  const { paths, components } = (await describeApi()) as Document
  const sample = sampler(components.schemas)
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        isPublic: security.length === 0,
        // A station is nobody’s: there is none of another team.
        hasIds: /\{(?!icao\})/.test(path),
        body: schema && (sample(schema) as DescribedCall['body']),
      }
    }),
  )
}

/** The path with these ids in it; what has none gets one that nobody has. */
export const pathWith = ({ path }: Pick<DescribedCall, 'path'>, ids: Record<string, string>): string =>
  path.replace(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? newId())

function sampler(schemas: Record<string, Schema>) {
  return function sample(schema: Schema): unknown {
    const known = schemas[schema.$ref?.split('/').at(-1) ?? '']
    if (known) return sample(known)
    if (schema.const !== undefined) return schema.const
    if (schema.enum) return schema.enum[0]
    if (schema.anyOf) return sample(schema.anyOf[0]!)
    if (schema.properties) {
      // A change has to change something.
      const required = schema.required?.length ? schema.required : Object.keys(schema.properties).slice(0, 1)
      return Object.fromEntries(required.map((member) => [member, sample(schema.properties![member]!)]))
    }
    if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}))
    if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0
    if (schema.type === 'boolean') return true
    return text(schema)
  }
}

function text({ format, pattern, minLength = 1 }: Schema): string {
  if (format === 'email') return 'somebody@skykeep.test'
  if (format === 'uuid' || pattern?.includes('{12}')) return newId()
  if (format === 'time-zone') return 'UTC'
  if (format === 'date-time') return new Date().toISOString()
  return 'x'.repeat(Math.max(3, minLength))
}
