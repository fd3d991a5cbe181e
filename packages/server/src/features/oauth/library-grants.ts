import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Audit } from '../../audit/audit.ts'
import type { GrantRow } from '../../auth/end-grants.ts'
import { currentExchange } from './exchange.ts'
import { type GrantService, resourceOf } from './grants.service.ts'
import { OFFLINE } from './scopes.ts'

/** What the OAuth library may do with grants: read one, and end one. People give them. */
export type LibraryGrants = Pick<Adapter, 'find' | 'destroy'>

interface Needs {
  issuer: string
  audit: Pick<Audit, 'write'>
  grants: GrantService
}

export function libraryGrants({ issuer, audit, grants }: Needs): LibraryGrants {
  return {
    async find(id) {
      const grant = await grants.find(id)
      return grant ? asLibraryGrant(grant, issuer) : undefined
    },

    /**
     * The library ends a grant for two reasons: its client asks for that, or a code or refresh token came a second time. Then either
     * it or the answer to its first use is in other hands, and nobody can tell which: all that came from it is void.
     */
    async destroy(id) {
      const grant = await grants.find(id)
      if (!grant) return
      const { exchange, context } = currentExchange()
      const { ip: address, trace } = exchange.request
      const who = {
        kind: 'client',
        id: exchange.askedAs ?? grant.client_id,
        token_id: null,
        trace_id: trace.trace_id,
        address,
      } as const
      if (context.oidc.route !== 'token') {
        await grants.end(grant, who, { action: 'grant.revoked', reason: 'revoked by a client' })
        return
      }
      const grant_type = String(context.oidc.params?.grant_type)
      await grants.end(grant, who, { action: 'grant.revoked', reason: 'reuse of a one-time token' }, (tx) =>
        audit.write(tx, who, {
          action: 'token.reuse_detected',
          outcome: 'denied',
          resource: resourceOf(grant),
          details: { of: grant.account_id, client_id: grant.client_id, grant_type },
        }),
      )
    },
  }
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000)

function asLibraryGrant({ id, account_id, client_id, scopes, created_at, expires_at }: GrantRow, issuer: string): AdapterPayload {
  return {
    kind: 'Grant',
    jti: id,
    iat: seconds(created_at),
    exp: seconds(expires_at),
    accountId: account_id,
    clientId: client_id,
    openid: { scope: scopes.join(' ') },
    resources: { [issuer]: scopes.filter((name) => name !== OFFLINE).join(' ') },
  } as AdapterPayload
}
