import { Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import type { AuditActor } from '../../audit/fact.ts'
import { type AccessClaims, AUDIENCE } from '../../auth/access-token.ts'
import { revokedTokenStore } from '../../auth/revoked-tokens.store.ts'
import type { Database } from '../../db/tenancy.ts'
import { announce } from '../../keys/announce.ts'
import type { Credentials, MachinePrincipal } from './machine-principal.ts'

interface Needs {
  db: Database
  audit: Audit
  credentials: Pick<Credentials, 'findPrincipal'>
  verify: (token: string) => Promise<AccessClaims>
}

/** The authenticated client that asks, and where from. */
export interface Asking {
  principal: MachinePrincipal
  trace_id: string
  address: string
}

export type Introspection =
  | { active: false }
  | ({ active: true; client_id: string; token_type: 'Bearer'; aud: string } & AccessClaims)

/** What becomes of an access token after it was issued. Who may not know of it, and who asks about nonsense, hear the same. */
export interface TokenFate {
  /** RFC 7009: ends the token if the client may do so; says nothing either way. */
  revoke(asking: Asking, token: string): Promise<void>
  /** RFC 7662. */
  introspect(asking: Asking, token: string): Promise<Introspection>
}

export function tokenFateService({ db, audit, credentials, verify }: Needs): TokenFate {
  return {
    async revoke(asking, token) {
      const claims = await readable(token)
      if (!claims || !mayRevoke(asking.principal, claims)) return
      await db.asTeam(claims.team, async (tx) => {
        if (!(await revokedTokenStore(tx).add(claims.jti, new Date(claims.exp * 1_000)))) return
        await announce(tx, 'token', claims.jti)
        const details = { of: claims.sub, own: claims.sub === asking.principal.id }
        await audit.write(tx, actorOf(asking), {
          action: 'token.revoked',
          resource: { type: 'access_token', id: claims.jti },
          details,
        })
      })
    },

    async introspect({ principal }, token) {
      const claims = await readable(token)
      if (!claims || !mayIntrospect(principal, claims)) return { active: false }
      const [subject, isRevoked] = await Promise.all([
        credentials.findPrincipal(claims.sub),
        db.withoutTeam((tx) => revokedTokenStore(tx).has(claims.jti), { readOnly: true }),
      ])
      if (isRevoked || !subject?.active || subject.team_id !== claims.team) return { active: false }
      // What the token is worth now, which may be less than what it says.
      const scope = claims.scope.split(' ').filter((name) => (subject.permissions as ReadonlySet<string>).has(name))
      return { active: true, client_id: claims.sub, token_type: 'Bearer', aud: AUDIENCE, ...claims, scope: scope.join(' ') }
    },
  }

  async function readable(token: string): Promise<AccessClaims | null> {
    try {
      return await verify(token)
    } catch (error) {
      // Forged, expired or of somebody else: to the one who asks there is no such token.
      if (error instanceof Problem && error.status === 401) return null
      throw error
    }
  }
}

const isOwn = ({ id }: MachinePrincipal, { sub }: AccessClaims): boolean => id === sub

const isOfTeam = ({ team_id }: MachinePrincipal, { team }: AccessClaims): boolean => team_id === team

const mayRevoke = (principal: MachinePrincipal, claims: AccessClaims): boolean =>
  isOwn(principal, claims) || (isOfTeam(principal, claims) && principal.permissions.has('client:write'))

const mayIntrospect = (principal: MachinePrincipal, claims: AccessClaims): boolean =>
  isOwn(principal, claims) ||
  (isOfTeam(principal, claims) && (principal.permissions.has('audit:read') || principal.permissions.has('client:read')))

const actorOf = ({ principal, trace_id, address }: Asking): AuditActor => ({
  kind: principal.kind,
  id: principal.id,
  token_id: null,
  trace_id,
  address,
})
