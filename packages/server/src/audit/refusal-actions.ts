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
  NOT_FOUND: 'resource.not_found',
  SECOND_FACTOR_REQUIRED: 'authorization.denied',
  STEP_UP_REQUIRED: 'authorization.denied',
  ADDRESS_NOT_ALLOWED: 'authorization.denied',
  CROSS_SITE_REFUSED: 'session.cross_site_refused',
  RATE_LIMITED: 'rate_limit.exceeded',
  TELEMETRY_CONFLICT: 'telemetry.conflict_refused',
}

/**
 * A call without credentials is a door tried and found shut; a malformed one is an attempt. A path that nobody has is a mistake; an id
 * that is not there for somebody who was let in can be another team's.
 */
export function refusalAction(
  { code }: Problem,
  { hasCredentials, isKnown }: { hasCredentials: boolean; isKnown: boolean },
): AuditActionName | undefined {
  if (code === 'NOT_AUTHENTICATED') return hasCredentials ? 'authentication.refused' : undefined
  if (code === 'NOT_FOUND' && !isKnown) return undefined
  return refusalActions[code]
}
