import type { AccessToken, ClientCredentials, JWTStructured, KoaContextWithOIDC } from 'oidc-provider'
import type { Audit } from '../../audit/audit.ts'
import { personClaims } from '../../auth/access-token-issuer.ts'
import { type Assurance, NO_TEAM } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'
import { exchangeOf } from './exchange.ts'
import { grantsStore } from './grants.store.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  metrics: Pick<Metrics, 'tokensIssued'>
  clock: Clock
}

type Token = AccessToken | ClientCredentials

export type PersonTokens = ReturnType<typeof personTokens>

/** What is ours in the access tokens that the library makes for people. They look like those of machines and are checked the same way. */
export function personTokens({ db, audit, metrics, clock }: Needs) {
  return {
    /** The claims beyond those of the library. Asked for once for each token, which is handed out only when its entry is stored. */
    async claims(context: KoaContextWithOIDC, token: Token): Promise<Record<string, unknown> | undefined> {
      if (token.kind !== 'AccessToken') return undefined
      const { grantId, accountId, clientId, jti } = token as AccessToken & { grantId: string; clientId: string }
      const { authTime = 0, acr } = sourceIn(context)
      const grant = await db.withoutTeam((tx) => grantsStore(tx).find(grantId), { readOnly: true })
      if (!grant) throw new Error('A token is asked for under a grant that there is not.')
      const proof = String(context.oidc.params?.grant_type).split(':').at(-1)!
      const team = grant.acts_in ?? NO_TEAM
      const { ip: address, trace } = exchangeOf(context).request
      const who = { kind: 'account', id: accountId, token_id: null, trace_id: trace.trace_id, address } as const
      await db.asTeam(team, async (tx) => {
        await grantsStore(tx).touch(grantId, clock.now())
        const details = { proof, client_id: clientId, grant_id: grantId, scope: [...token.scopes] }
        await audit.write(tx, who, { action: 'token.issued', resource: { type: 'access_token', id: jti }, details })
      })
      metrics.tokensIssued.inc({ proof })
      const authenticated_at = new Date(authTime * 1_000)
      return {
        team,
        ...personClaims({ session_id: grantId, client_id: clientId, authenticated_at, assurance: assuranceOf(acr) }),
      }
    },

    /** A token without any permission says so; one that was got with a certificate is worth nothing without it. */
    customize(context: KoaContextWithOIDC, _token: Token, { payload }: JWTStructured): void {
      payload.scope ??= ''
      const { certificate } = exchangeOf(context).request
      if (certificate) payload.cnf = { 'x5t#S256': certificate.thumbprint }
    },
  }
}

/** What was handed in for the token: it knows how and when the person proved who they are. */
function sourceIn(context: KoaContextWithOIDC): { authTime?: number | undefined; acr?: string | undefined } {
  const { AuthorizationCode, RefreshToken, DeviceCode } = context.oidc.entities
  // In a refresh both would be there: the code is older.
  return RefreshToken ?? AuthorizationCode ?? DeviceCode ?? {}
}

const assuranceOf = (acr: string | undefined): Assurance => (acr === 'multi' || acr === 'single' ? acr : 'enrolment')
