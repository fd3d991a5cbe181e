import { type FieldFault, Problem } from '@skykeep/contract'
import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'

/** Checks a part of the request against its schema and names every fault by a JSON Pointer. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const prefix = prefixOf(httpPart)
  return (data) => {
    const result = schema.safeParse(data)
    if (result.success) return { value: result.data }
    return { error: new Problem('VALIDATION_FAILED', { errors: faultsOf(result.error, prefix) }) }
  }
}

/** The same for a schema on a hot path: what `isPlain` accepts is taken as it is, all else goes to the schema. */
export const withQuickCheck =
  (isPlain: (value: unknown) => boolean): FastifySchemaCompiler<z.ZodType> =>
  (route) => {
    const full = validatorCompiler(route)
    return route.httpPart === 'body' ? (data) => (isPlain(data) ? { value: data } : full(data)) : full
  }

const prefixes: Record<string, string> = { querystring: '#/query', params: '#/path', headers: '#/headers' }
const prefixOf = (httpPart: string | undefined): string => prefixes[httpPart ?? ''] ?? '#'

const FAULTS_MAX = 50

/** The faults of a failed check; at most 50, since a hostile body can have a hundred thousand. */
export function faultsOf(error: z.ZodError, prefix = '#'): FieldFault[] {
  return error.issues.flatMap((issue) => faultOf(issue, prefix)).slice(0, FAULTS_MAX)
}

function faultOf(issue: z.core.$ZodIssue, prefix: string): FieldFault[] {
  const at = `${prefix}${issue.path.map((part) => `/${escapePointer(String(part))}`).join('')}`
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, FAULTS_MAX).map((key) => ({
      pointer: `${at}/${escapePointer(key.slice(0, 100))}`,
      detail: 'is not a known field',
    }))
  }
  if (issue.code === 'invalid_union') return [{ pointer: at, detail: 'fits none of the accepted forms' }]
  return [{ pointer: at, detail: issue.message }]
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
