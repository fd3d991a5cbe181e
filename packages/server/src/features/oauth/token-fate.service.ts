import { Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import type { AuditActor } from '../../audit/fact.ts'
import { type AccessClaims, AUDIENCE } from '../../auth/access-token.ts'
import { NO_TEAM } from '../../auth/principal.ts'
import { readMember } from '../../auth/registered.ts'
import { revokedTokenStore } from '../../auth/revoked-tokens.store.ts'
import type { Database } from '../../db/tenancy.ts'
import { announce } from '../../keys/announce.ts'
import type { GrantService } from './grants.service.ts'
import type { Credentials, MachinePrincipal, Proof } from './machine-principal.ts'
import { ourClient } from './our-clients.ts'
import { personStore } from './person.store.ts'

interface Needs {
  db: Database
  audit: Audit
  credentials: Pick<Credentials, 'findPrincipal'>
  grants: Pick<GrantService, 'find'>
  verify: (token: string) => Promise<AccessClaims>
}

/** The client that asks, and what it proved that by. */
interface Client {
  principal: MachinePrincipal
  proof: Proof
}

/** The client that asks, and where from. */
export interface Asking extends Client {
  trace_id: string
  address: string
}

/** A refresh token, as the library found it. */
interface Stored {
  clientId?: string | undefined
  grantId?: string | undefined
}

export type Introspection =
  | { active: false }
  | ({ active: true; client_id: string; token_type: 'Bearer'; aud: string } & AccessClaims)

/** What becomes of a token after it was issued. Who may not know of it, and who asks about nonsense, hear the same. */
export interface TokenFate {
  /** RFC 7009: ends the token if the client may do so; says nothing either way. */
  revoke(asking: Asking, token: string): Promise<void>
  /** RFC 7662. */
  introspect(asking: Asking, token: string): Promise<Introspection>
  /** Whether the client may end the grant of a refresh token. */
  mayRevokeGrant(client: Client, token: Stored): Promise<boolean>
  /** Whether the client may look into a refresh token. */
  mayIntrospectGrant(client: Client, token: Stored): Promise<boolean>
}

export function tokenFateService({ db, audit, credentials, grants, verify }: Needs): TokenFate {
  return {
    async revoke(asking, token) {
      const claims = await readable(token)
      if (!claims || !mayRevoke(asking.principal, claims)) return
      await db.asTeam(claims.team, async (tx) => {
        if (!(await revokedTokenStore(tx).add(claims.jti, new Date(claims.exp * 1_000)))) return
        await announce(tx, 'token', claims.jti)
        const details = { of: claims.sub, own: isOwn(asking.principal, claims) }
        await audit.write(tx, actorOf(asking), {
          action: 'token.revoked',
          resource: { type: 'access_token', id: claims.jti },
          details,
        })
      })
    },

    async introspect(asking, token) {
      const claims = await readable(token)
      if (!claims || !mayIntrospect(asking, claims)) return { active: false }
      const worth = claims.sid === undefined ? await worthOfMachine(claims) : await worthOfPerson(claims, claims.sid)
      if (worth === null || (await isRevoked(claims))) return { active: false }
      // What the token is worth now, which may be less than what it says.
      const scope = claims.scope.split(' ').filter((name) => worth.has(name))
      return { active: true, client_id: claims.sub, token_type: 'Bearer', aud: AUDIENCE, ...claims, scope: scope.join(' ') }
    },

    async mayRevokeGrant(client, token) {
      const claims = await asClaims(token)
      return claims !== null && mayRevoke(client.principal, claims)
    },

    async mayIntrospectGrant(client, token) {
      const claims = await asClaims(token)
      return claims !== null && mayIntrospect(client, claims)
    },
  }

  /** Null when there is no such principal in the team any more. */
  async function worthOfMachine({ sub, team }: AccessClaims): Promise<ReadonlySet<string> | null> {
    const subject = await credentials.findPrincipal(sub)
    return subject?.active && subject.team_id === team ? subject.permissions : null
  }

  async function worthOfPerson({ sub, team, scope }: AccessClaims, sid: string): Promise<ReadonlySet<string> | null> {
    const account = await db.withoutTeam((tx) => personStore(tx).find(sub), { readOnly: true })
    if (account?.status !== 'active' || (await grants.find(sid)) === null) return null
    const ofTheirOwn = scope.split(' ').filter((name) => !name.includes(':'))
    if (team === NO_TEAM) return new Set(ofTheirOwn)
    const member = await db.asTeam(team, (tx) => readMember(tx, sub, 0), { readOnly: true })
    return member && new Set([...ofTheirOwn, ...member.permissions])
  }

  async function isRevoked({ jti, sid }: AccessClaims): Promise<boolean> {
    return db.withoutTeam(
      async (tx) => {
        const revoked = revokedTokenStore(tx)
        return (await revoked.has(jti)) || (sid !== undefined && (await revoked.has(sid)))
      },
      { readOnly: true },
    )
  }

  /** A refresh token seen like an access token under the same grant; null when its grant or its client is gone. */
  async function asClaims({ clientId, grantId }: Stored): Promise<Owned | null> {
    const grant = grantId === undefined ? null : await grants.find(grantId)
    if (!grant || clientId === undefined) return null
    const client = ourClient(clientId) ?? (await credentials.findPrincipal(clientId))
    return client && { sub: grant.account_id, client_id: clientId, team: grant.acts_in ?? NO_TEAM }
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

type Owned = Pick<AccessClaims, 'sub' | 'client_id' | 'team'>

/** The client that a token was given to: in its own name, or to act for a person. */
const isOwn = ({ id }: MachinePrincipal, { sub, client_id }: Owned): boolean => id === (client_id ?? sub)

const isOfTeam = ({ team_id }: MachinePrincipal, { team }: Owned): boolean => team_id === team && team !== NO_TEAM

const mayRevoke = (principal: MachinePrincipal, claims: Owned): boolean =>
  isOwn(principal, claims) || (isOfTeam(principal, claims) && principal.permissions.has('client:write'))

/** RFC 7662 §2.1 wants to know who asks; a client that keeps no secret cannot prove it. */
const mayIntrospect = ({ principal, proof }: Client, claims: Owned): boolean =>
  proof !== 'none' &&
  (isOwn(principal, claims) ||
    (isOfTeam(principal, claims) && (principal.permissions.has('audit:read') || principal.permissions.has('client:read'))))

const actorOf = ({ principal, trace_id, address }: Asking): AuditActor => ({
  kind: principal.kind,
  id: principal.id,
  token_id: null,
  trace_id,
  address,
})
