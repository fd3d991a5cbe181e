import { randomUUID } from 'node:crypto'
import type { SigningKeys } from '@skykeep/keyring'
import { SignJWT } from 'jose'
import type { Clock } from '../lib/new-id.ts'
import { AUDIENCE } from './access-token.ts'
import type { Person } from './principal.ts'

interface Needs {
  issuer: string
  signingKeys: Pick<SigningKeys, 'active'>
  lifeSeconds: number
  clock: Clock
}

export interface NewAccessToken {
  principal: { id: string; team_id: string }
  scope: readonly string[]
  /** Thumbprint of the certificate that the token is bound to (RFC 8705). */
  thumbprint: string | null
  /** Of a person: the session it stands for, and how and when they proved who they are. */
  person?: Person
  /** A shorter life than usual. */
  lifeSeconds?: number
}

export interface IssuedAccessToken {
  access_token: string
  jti: string
  expires_in: number
  expires_at: Date
}

export type IssueAccessToken = (about: NewAccessToken) => Promise<IssuedAccessToken>

/**
 * Makes access tokens as RFC 9068 describes them. The signing key comes as a key object that the key ring keeps: nothing is parsed
 * for a token. Permissions are named for the caller's sake; what they are worth is asked of the registry on every call.
 */
export function accessTokenIssuer({ issuer, signingKeys, lifeSeconds: usual, clock }: Needs): IssueAccessToken {
  return async ({ principal, scope, thumbprint, person, lifeSeconds = usual }) => {
    const { kid, alg, privateKey } = await signingKeys.active()
    const jti = randomUUID()
    const iat = Math.floor(clock.now().getTime() / 1_000)
    const exp = iat + lifeSeconds
    const access_token = await new SignJWT({
      iss: issuer,
      aud: AUDIENCE,
      sub: principal.id,
      client_id: person?.client_id ?? principal.id,
      team: principal.team_id,
      scope: scope.join(' '),
      jti,
      iat,
      exp,
      ...(thumbprint !== null && { cnf: { 'x5t#S256': thumbprint } }),
      ...(person && personClaims(person)),
    })
      .setProtectedHeader({ alg, typ: 'at+jwt', kid })
      .sign(privateKey)
    return { access_token, jti, expires_in: lifeSeconds, expires_at: new Date(exp * 1_000) }
  }
}

/** What a token says of a person beyond their id; `principals.ts` reads it. */
export const personClaims = ({ session_id, authenticated_at, assurance }: Person) => ({
  sid: session_id,
  auth_time: Math.floor(authenticated_at.getTime() / 1_000),
  acr: assurance,
})
