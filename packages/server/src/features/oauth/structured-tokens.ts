import type { KoaContextWithOIDC } from 'oidc-provider'
import { authenticatedIn, exchangeOf } from './exchange.ts'
import type { TokenFate } from './token-fate.service.ts'

/**
 * Revocation and introspection of our access tokens. The library leaves JWTs alone on purpose: it authenticates the client and then
 * says `unsupported_token_type`. At that point we answer in its place.
 */
export function answerForStructuredTokens(fate: TokenFate) {
  return async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next()
    if ((context.body as { error?: string } | undefined)?.error !== 'unsupported_token_type') return
    const { request } = exchangeOf(context)
    const { principal, proof } = authenticatedIn(context)
    const asking = { principal, proof, trace_id: request.trace.trace_id, address: request.ip }
    const token = String(context.oidc.params?.token)
    if (context.oidc.route === 'introspection') {
      context.body = await fate.introspect(asking, token)
    } else {
      await fate.revoke(asking, token)
      context.body = ''
    }
    context.status = 200
  }
}
