import type { JWTPayload } from 'jose'
import { CLOCK_SKEW_SECONDS } from '../../auth/access-token.ts'

/** The algorithms of a client assertion. No HMAC: its key would be something that we only know the hash of, or that is public. */
export const assertionAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384'] as const

// Five minutes: longer than any clock is wrong, short enough that a stolen assertion is worth little and its record need not last.
const AHEAD_SECONDS_MAX = 300
const JTI_LENGTH_MAX = 200

/** The names under which an assertion may address us: the issuer or one of its token endpoints, never a name the request brings. */
export const assertionAudiences = (issuer: string): ReadonlySet<string> =>
  new Set([issuer, `${issuer}/oauth/token`, `${issuer}/auth/token`])

/**
 * What is wrong with the claims of a client assertion (RFC 7523 §3), or null. The signature is checked elsewhere.
 * An audience beside ours is refused: whoever else it names could play it to us.
 */
export function assertionFault(claims: JWTPayload, id: string, audiences: ReadonlySet<string>, now: Date): string | null {
  const seconds = now.getTime() / 1_000
  const { iss, sub, aud, exp, nbf, iat, jti } = claims
  if (iss !== id || sub !== id) return 'iss and sub are not the id of the principal'
  const named = typeof aud === 'string' ? [aud] : Array.isArray(aud) ? aud : []
  if (named.length === 0 || !named.every((name) => audiences.has(name))) return 'aud is not ours alone'
  if (!isNumber(exp) || exp <= seconds - CLOCK_SKEW_SECONDS) return 'exp is missing or over'
  if (exp > seconds + AHEAD_SECONDS_MAX + CLOCK_SKEW_SECONDS) return 'exp lies too far ahead'
  if ([nbf, iat].some((at) => at !== undefined && (!isNumber(at) || at > seconds + CLOCK_SKEW_SECONDS)))
    return 'it begins in the future'
  if (typeof jti !== 'string' || jti === '' || jti.length > JTI_LENGTH_MAX) return 'jti is missing or too long'
  return null
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
