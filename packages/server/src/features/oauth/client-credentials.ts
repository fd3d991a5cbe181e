import type { TokenEndpointGrantContext } from 'oidc-provider'
import type { RateLimits } from '../../http/rate-limits.ts'
import { authenticatedIn, exchangeOf } from './exchange.ts'
import type { MachineTokens } from './machine-tokens.service.ts'
import { errors } from './oidc-library.ts'

interface Needs {
  issuer: string
  tokens: MachineTokens
  limits: Pick<RateLimits, 'countToken'>
}

type Parameters = { scope?: string; resource?: string }

/**
 * The grant `client_credentials`: the library has authenticated the client, what it gets is decided here. The library's own handler
 * stays off, so that one function makes every machine token, wherever it is asked for.
 */
export function clientCredentials({ issuer, tokens, limits }: Needs) {
  return async (context: TokenEndpointGrantContext<Parameters>): Promise<void> => {
    const { request, reply } = exchangeOf(context)
    const { principal, proof } = authenticatedIn(context)
    const { scope, resource } = context.oidc.params
    if (resource !== undefined && resource !== issuer) throw new errors.InvalidTarget()
    const granted = grantedScope(scope, principal.permissions)
    await limits.countToken(principal.id, reply)
    const { certificate, ip: address } = request
    context.body = await tokens.issue({ principal, proof, certificate, address, trace_id: request.trace.trace_id }, granted)
  }
}

export const clientCredentialsParameters = ['scope', 'resource']

/** Everything the client has when it asks for nothing in particular; never more than it has. */
export function grantedScope(asked: string | undefined, permissions: ReadonlySet<string>): readonly string[] {
  if (asked === undefined) return [...permissions]
  const named = [...new Set(asked.split(' '))]
  const foreign = named.find((name) => !permissions.has(name))
  if (foreign !== undefined) throw new errors.InvalidScope('the client was not granted this scope', foreign)
  return named
}
