import { type Permission, Problem, permissionNames } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'

/** Whoever an access token speaks for, with what it may do right now (current permissions ∩ scope of the token). */
export interface Principal {
  /** `operator`: somebody with a shell on the installation, through the command line. */
  kind: 'aircraft' | 'client' | 'operator'
  id: string
  team_id: string
  permissions: ReadonlySet<Permission>
  /** `jti` of the access token: the credential that an audit entry names. */
  token_id: string
  /** Thumbprint of the certificate the token is bound to. */
  thumbprint: string | null
}

/** A principal in the act of one request: what an audit entry needs to know beside it. */
export interface Caller extends Principal {
  trace_id: string | null
  address: string | null
}

export const callerOf = (request: FastifyRequest): Caller => ({
  ...request.principal,
  trace_id: request.trace.trace_id,
  address: request.ip,
})

/** The caller that the command line is: every permission in one team, named by the operating system's user. */
export const operatorOf = (team_id: string, user: string): Caller => ({
  kind: 'operator',
  id: user,
  team_id,
  permissions: new Set(permissionNames),
  token_id: 'command-line',
  thumbprint: null,
  trace_id: null,
  address: null,
})

/**
 * The first line of every service: stops without the permission, whatever the route said.
 *
 * @throws Problem PERMISSION_DENIED
 */
export function must(principal: Principal, permission: Permission): void {
  if (!principal.permissions.has(permission)) throw new Problem('PERMISSION_DENIED', { detail: `It needs ${permission}.` })
}
