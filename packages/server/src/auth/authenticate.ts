import { Problem } from '@skykeep/contract'
import type { ClientCertificate } from '../http/client-certificate.ts'
import type { AccessClaims } from './access-token.ts'
import type { Principal } from './principal.ts'
import type { Principals } from './principals.ts'
import { noteRefusedToken } from './refused-token.ts'
import type { SignalFeed } from './signals.ts'
import type { TokenCache } from './token-cache.ts'

export type Authenticate = (
  authorization: string | undefined,
  certificate: ClientCertificate | null,
) => Principal | Promise<Principal>

interface Needs {
  tokens: TokenCache
  principals: Principals
  signals: SignalFeed
}

/**
 * From the `Authorization` header and the connection's certificate to a principal, or a problem. Nothing here falls back to a lesser
 * check: a certificate that is present always has to fit, and without news of revocations nobody is believed.
 */
export function authenticator({ tokens, principals, signals }: Needs): Authenticate {
  return (authorization, certificate) => {
    const token = bearerOf(authorization)
    if (signals.stale) throw new Problem('DATABASE_UNAVAILABLE', { retryAfterSeconds: 2 })
    const claims = tokens.get(token)
    return claims instanceof Promise ? claims.then((checked) => admit(checked, certificate)) : admit(claims, certificate)
  }

  function admit(claims: AccessClaims, certificate: ClientCertificate | null): Principal | Promise<Principal> {
    try {
      const { jti, sid } = claims
      // What a session or a grant gave out ends with it.
      if (signals.isRevoked('token', jti) || (sid !== undefined && signals.isRevoked('token', sid)))
        throw new Problem('TOKEN_REVOKED')
      checkBinding(claims, certificate)
    } catch (error) {
      noteRefusedToken(error, claims)
      throw error
    }
    return principals.of(claims)
  }
}

/**
 * RFC 8705: a bound token is worth nothing without its certificate. And the other way round: whoever shows a certificate may only use
 * a token of the same name (of a client that acts for a person: the client's), so certificate A never carries token B.
 *
 * @throws Problem CERTIFICATE_REQUIRED or CERTIFICATE_MISMATCH
 */
export function checkBinding(
  { sub, client_id = sub, cnf }: Pick<AccessClaims, 'sub' | 'client_id' | 'cnf'>,
  certificate: ClientCertificate | null,
): void {
  const bound = cnf?.['x5t#S256']
  if (bound !== undefined && bound !== certificate?.thumbprint) throw new Problem('CERTIFICATE_REQUIRED')
  if (certificate?.verified && !certificate.names.includes(client_id)) throw new Problem('CERTIFICATE_MISMATCH')
  if (certificate && !certificate.verified && bound === undefined) throw new Problem('CERTIFICATE_MISMATCH')
}

function bearerOf(authorization: string | undefined): string {
  if (authorization === undefined) throw new Problem('NOT_AUTHENTICATED')
  const space = authorization.indexOf(' ')
  const token = authorization.slice(space + 1)
  if (space !== 6 || authorization.slice(0, 6).toLowerCase() !== 'bearer' || token === '' || token.includes(' ')) {
    throw new Problem('NOT_AUTHENTICATED', { detail: 'The Authorization header must be: Bearer <token>.' })
  }
  return token
}
