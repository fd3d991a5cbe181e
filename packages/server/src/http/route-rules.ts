import { answers, isPermission, type ProblemCode } from '@skykeep/contract'
import type { RouteOptions } from 'fastify'
import { z } from 'zod'

/**
 * No permission, no boot: every route names the permission it needs, or says why it is public or open to any principal.
 *
 * @throws Error when the program is put together wrongly
 */
export function demandAccessRule(route: RouteOptions): void {
  const { permission, permissionToo, public: why, anyPrincipal, person, orThemselves } = route.config ?? {}
  const rules = [permission, why, anyPrincipal, person].filter((rule) => rule !== undefined)
  const name = `${route.method} ${route.url}`
  if (rules.length !== 1)
    throw new Error(`${name} must name a permission, or say why it is public or open to any principal or person: exactly one`)
  if (permission === undefined && (orThemselves ?? permissionToo) !== undefined)
    throw new Error(`${name} must name the permission that others need`)
  for (const named of [permission, permissionToo]) {
    if (named !== undefined && !isPermission(named)) throw new Error(`${name} names the unknown permission ${named}`)
  }
}

/** Every call can be refused in these ways; they are declared once so that no route forgets one. */
export function declareCommonAnswers(route: RouteOptions): void {
  const { schema, config } = route
  if (!schema || schema.hide) return
  const codes: ProblemCode[] = ['INTERNAL', 'DATABASE_UNAVAILABLE', 'STOPPING', 'MALFORMED_REQUEST', 'CERTIFICATE_INVALID']
  if (config?.limit !== 'none') codes.push('RATE_LIMITED')
  if (config?.public === undefined) {
    codes.push('NOT_AUTHENTICATED', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'CERTIFICATE_REQUIRED')
    codes.push('SESSION_ENDED', 'CROSS_SITE_REFUSED', 'TEAM_MISMATCH', 'CERTIFICATE_MISMATCH')
    if (config?.anyPrincipal === undefined) codes.push('PERMISSION_DENIED')
    if (config?.permission !== undefined) codes.push('SECOND_FACTOR_REQUIRED', 'ADDRESS_NOT_ALLOWED')
    if (config?.fresh !== undefined) codes.push('STEP_UP_REQUIRED')
  }
  if (schema.body) codes.push('MALFORMED_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE')
  if (schema.body || schema.querystring || schema.params) codes.push('VALIDATION_FAILED')
  const declared = (schema.response ?? {}) as Record<string, Declared>
  const merged = Object.fromEntries(
    Object.entries(answers(...codes)).map(([status, answer]) => [status, together(declared[status], answer)]),
  )
  // A new object: several routes may have been given the same one.
  route.schema = { ...schema, response: { ...declared, ...merged } }
}

type Answer = ReturnType<typeof answers>[number]
type Declared = z.ZodType | Pick<Answer, 'description' | 'content'> | undefined

/** What a route declares for a status itself, beside the common refusals with that status. */
function together(own: Declared, common: Answer): unknown {
  if (own === undefined) return common
  if (own instanceof z.ZodType) return { ...common, content: { ...common.content, 'application/json': { schema: own } } }
  return { content: { ...own.content, ...common.content }, description: `${own.description} ${common.description}` }
}
