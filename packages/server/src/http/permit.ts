import { Problem } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import { isOneself, isThemselves, mustBePerson, type Principal } from '../auth/principal.ts'
import { isWithin } from '../lib/networks.ts'

/** The last proof of who somebody is may be this old when they do something dangerous (OWASP ASVS 7.5.3). */
export const FRESH_MS = 10 * 60_000

/**
 * Whether the principal may make this call at all. What it may do with the things that it names, the service asks again.
 *
 * @throws Problem PERMISSION_DENIED, SECOND_FACTOR_REQUIRED, ADDRESS_NOT_ALLOWED, STEP_UP_REQUIRED
 */
export function permit(request: FastifyRequest, now: Date): void {
  const { permission, permissionToo, anyPrincipal, person, orThemselves, fresh } = request.routeOptions.config
  const { principal } = request
  if (person !== undefined) mustBePerson(principal)
  else if (anyPrincipal === undefined && !(orThemselves !== undefined && isAboutThemselves(request))) {
    mustBePermitted(request, permission)
    if (permissionToo !== undefined) mustBePermitted(request, permissionToo)
  }
  if (fresh !== undefined) mustBeFresh(principal, now)
}

function isAboutThemselves({ principal, params }: FastifyRequest): boolean {
  const { account_id } = params as { account_id?: string }
  return account_id === undefined ? isThemselves(principal) : isOneself(principal, account_id.toLowerCase())
}

function mustBePermitted({ principal, ip }: FastifyRequest, permission: string | undefined): void {
  if (principal.restriction !== undefined) throw new Problem(principal.restriction)
  if (permission === undefined || !(principal.permissions as ReadonlySet<string>).has(permission)) {
    throw new Problem('PERMISSION_DENIED', { detail: `It needs ${permission}.` })
  }
  if (principal.networks && !isWithin(principal.networks, ip)) throw new Problem('ADDRESS_NOT_ALLOWED')
}

/** A session that somebody found open must not be enough. Machines prove who they are with every token. */
export function mustBeFresh({ kind, person }: Principal, now: Date): void {
  if (kind !== 'account') return
  const provenAt = person?.authenticated_at.getTime() ?? 0
  if (now.getTime() - provenAt > FRESH_MS) throw new Problem('STEP_UP_REQUIRED')
}

/**
 * A person's window can be older than their choice of a team. What it sends can say which team it means; then a call never reaches
 * another one.
 *
 * @throws Problem TEAM_MISMATCH
 */
export function refuseOtherTeam({ headers, principal }: FastifyRequest): void {
  const meant = headers['skykeep-team']
  if (meant !== undefined && meant !== principal.team_id) throw new Problem('TEAM_MISMATCH')
}
