import type { KeyObject } from 'node:crypto'
import { ACCESS_TOKEN_SECONDS, Problem } from '@skykeep/contract'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import { noteRefusedToken } from './refused-token.ts'

/** `aud` of every access token. */
export const AUDIENCE = 'skykeep'
/** Tolerated difference between the clocks of our own processes. */
export const CLOCK_SKEW_SECONDS = 5

const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  team: z.guid(),
  scope: z.string(),
  jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
  cnf: z.object({ 'x5t#S256': z.string().min(1) }).optional(),
  // Of people only: the session or the grant that the token came from, and how and when they proved who they are.
  sid: z.string().min(1).optional(),
  auth_time: z.int().optional(),
  acr: z.enum(['enrolment', 'single', 'multi']).optional(),
  client_id: z.string().optional(),
})
export type AccessClaims = z.output<typeof Claims>

/** Its signature was found to be ours before its time was looked at: whose it was is for its team to know. */
function expired(cause: errors.JWTExpired): Problem {
  const problem = new Problem('TOKEN_EXPIRED', { cause })
  const claims = Claims.safeParse(cause.payload)
  if (claims.success) noteRefusedToken(problem, claims.data)
  return problem
}

interface Needs {
  issuer: string
  /** The public key with that id while it may still verify, else undefined. */
  keyOf: (kid: string) => Promise<KeyObject | undefined>
  now: () => Date
}

/**
 * Checks an access token completely: one algorithm (RS256), a key of ours named by `kid`, `typ` at+jwt, issuer, audience, and that
 * `exp`, `iat`, `sub`, `jti`, `team` and `scope` are there with a life of at most 15 minutes (a signed token without end is not valid).
 *
 * @throws Problem TOKEN_EXPIRED or TOKEN_INVALID; the reason goes to the log, not to the caller
 */
export function accessTokenVerifier({ issuer, keyOf, now }: Needs) {
  return async (token: string): Promise<AccessClaims> => {
    const payload = await verifySignature(token)
    const claims = Claims.safeParse(payload)
    if (!claims.success) throw new Problem('TOKEN_INVALID', { cause: claims.error })
    if (claims.data.exp - claims.data.iat > ACCESS_TOKEN_SECONDS) {
      throw new Problem('TOKEN_INVALID', { cause: new Error('the token lives longer than any of ours') })
    }
    return claims.data
  }

  async function verifySignature(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = kid === undefined ? undefined : await keyOf(kid)
          if (!key) throw new errors.JWKSNoMatchingKey()
          return key
        },
        {
          algorithms: ['RS256'],
          typ: 'at+jwt',
          issuer,
          audience: AUDIENCE,
          requiredClaims: ['exp', 'iat', 'sub', 'jti'],
          clockTolerance: CLOCK_SKEW_SECONDS,
          maxTokenAge: ACCESS_TOKEN_SECONDS,
          currentDate: now(),
        },
      )
      return payload
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw expired(cause)
      if (cause instanceof errors.JOSEError || cause instanceof TypeError) throw new Problem('TOKEN_INVALID', { cause })
      throw cause
    }
  }
}
