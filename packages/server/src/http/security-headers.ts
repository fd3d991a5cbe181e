import type { FastifyReply } from 'fastify'

/** Headers of every answer. They are data so that answers made outside the framework (OAuth, parse errors) carry the same. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store, no-cache, must-revalidate, max-age=0',
  pragma: 'no-cache',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'geolocation=(), microphone=(), camera=()',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/** Two years, as browsers' preload lists ask; over TLS only, since it means nothing on plain HTTP. */
export const strictTransport = 'max-age=63072000; includeSubDomains'

/** The policy of pages: only what we serve ourselves, no inline script, no style attribute. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/**
 * The policy of the console: as that of pages, and scripts cannot turn text into markup except through the two policies that are named
 * here (Trusted Types). `vue` is that of the library, for what it compiled; `default` is ours and lets nothing through that is not known.
 */
export const consolePolicy = `${pagePolicy}; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types vue default`

export function addSecurityHeaders(reply: FastifyReply, overTls: boolean): void {
  reply.headers(securityHeaders)
  if (overTls) reply.header('strict-transport-security', strictTransport)
}
