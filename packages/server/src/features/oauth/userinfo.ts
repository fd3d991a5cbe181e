import { Problem } from '@skykeep/contract'
import { decodeJwt } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Authenticate } from '../../auth/authenticate.ts'
import type { Database } from '../../db/tenancy.ts'
import { exchangeOf } from './exchange.ts'
import { personStore } from './person.store.ts'

interface Needs {
  db: Database
  authenticate: Authenticate
}

/**
 * The person that a token speaks for (OpenID Connect Core §5.3). The library knows only tokens that it stored, which ours are not: they
 * are checked here like everywhere else, so that one that was revoked tells nothing more.
 */
export function answerUserinfo({ db, authenticate }: Needs) {
  return async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (context.path !== '/oauth/userinfo') return next()
    const { certificate } = exchangeOf(context).request
    context.set('Cache-Control', 'no-store')
    try {
      const { authorization } = context.headers
      const principal = await authenticate(authorization, certificate)
      const scopes = new Set(String(decodeJwt(authorization!.split(' ')[1]!).scope).split(' '))
      if (principal.kind !== 'account' || !scopes.has('openid')) return refuse(context, 403, 'insufficient_scope')
      const account = await db.withoutTeam((tx) => personStore(tx).find(principal.id), { readOnly: true })
      if (account?.status !== 'active') return refuse(context, 401, 'invalid_token')
      context.body = {
        sub: principal.id,
        ...(scopes.has('email') && { email: account.email, email_verified: true }),
        ...(scopes.has('profile') && { name: account.name }),
      }
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      refuse(context, error.status === 403 ? 403 : 401, 'invalid_token')
    }
  }
}

/** RFC 6750 §3.1. */
function refuse(context: KoaContextWithOIDC, status: 401 | 403, error: 'invalid_token' | 'insufficient_scope'): void {
  context.status = status
  const isAsked = context.headers.authorization === undefined
  context.set('WWW-Authenticate', isAsked ? 'Bearer realm="skykeep"' : `Bearer realm="skykeep", error="${error}"`)
  context.body = { error, error_description: error === 'invalid_token' ? 'the token is not valid' : 'it needs the scope openid' }
}
