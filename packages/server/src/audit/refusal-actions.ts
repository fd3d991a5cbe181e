import type { Problem, ProblemCode } from '@skykeep/contract'
import type { AuditActionName } from './catalogue.ts'

/** Which refusals tell of somebody who tries what they may not. All others are only counted. */
export const refusalActions: Partial<Record<ProblemCode, AuditActionName>> = {
  TOKEN_INVALID: 'token.refused',
  TOKEN_REVOKED: 'token.refused',
  TOKEN_EXPIRED: 'token.expired',
  PROOF_OF_IDENTITY_INVALID: 'authentication.refused',
  CERTIFICATE_REQUIRED: 'certificate.missing',
  CERTIFICATE_INVALID: 'certificate.refused',
  CERTIFICATE_MISMATCH: 'certificate.mismatched',
  PERMISSION_DENIED: 'authorization.denied',
  FOREIGN_AIRCRAFT: 'authorization.denied',
  SECOND_FACTOR_REQUIRED: 'authorization.denied',
  STEP_UP_REQUIRED: 'authorization.denied',
  ADDRESS_NOT_ALLOWED: 'authorization.denied',
  CROSS_SITE_REFUSED: 'session.cross_site_refused',
  RATE_LIMITED: 'rate_limit.exceeded',
  TELEMETRY_CONFLICT: 'telemetry.conflict_refused',
}

/** What decides whether a refusal is told, beside its code. */
export interface RefusedCall {
  /** A call without credentials is a door tried and found shut; a malformed one is an attempt. */
  hasCredentials: boolean
  /** A known principal named a thing by its id. That it is another team's nobody can see: row-level security shows none. */
  namesAThing: boolean
}

export function refusalAction({ code }: Problem, { hasCredentials, namesAThing }: RefusedCall): AuditActionName | undefined {
  if (code === 'NOT_AUTHENTICATED') return hasCredentials ? 'authentication.refused' : undefined
  if (code === 'NOT_FOUND') return namesAThing ? 'authorization.not_found' : undefined
  return refusalActions[code]
}
