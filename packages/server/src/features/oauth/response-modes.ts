import type { KoaContextWithOIDC } from 'oidc-provider'

const MODE = 'query'

/**
 * Codes go to their client in the query of its address, and in no other way: the library would offer a page with a script in it, and
 * fragments, which are for tokens that we do not give to browsers.
 */
export async function answerInQueries(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  const { response_mode } = context.query
  if (context.path === '/oauth/authorize' && response_mode !== undefined && response_mode !== MODE) {
    context.status = 400
    context.body = { error: 'invalid_request', error_description: `the response mode is ${MODE}` }
    return
  }
  await next()
  if (context.path.startsWith('/.well-known/') && context.status === 200) {
    context.body = { ...(context.body as object), response_modes_supported: [MODE] }
  }
}
