import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { errors, KoaContextWithOIDC, TokenEndpointGrantContext } from 'oidc-provider'
import { clientCredentialsParameters } from './client-credentials.ts'
import { authenticatedIn, currentExchange, exchangeOf } from './exchange.ts'
import type { Credentials } from './machine-principal.ts'
import { Provider } from './oidc-library.ts'
import { type MethodsOf, showOurSessions } from './person-session.ts'
import { type ConfigurationNeeds, providerConfiguration } from './provider-configuration.ts'

type Middleware = (context: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>

export interface ProviderNeeds extends ConfigurationNeeds {
  credentials: Pick<Credentials, 'secretMatches'>
  clientCredentials: (context: TokenEndpointGrantContext<{ scope?: string; resource?: string }>) => Promise<void>
  methodsOf: MethodsOf
  /** What stands around the library, outermost first. */
  around: readonly Middleware[]
  log: Pick<FastifyBaseLogger, 'info' | 'error'>
}

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** 32 random bytes in base64url: shorter is no key but a word. */
const COOKIE_KEY_LENGTH_MIN = 43

/** The OAuth server with the keys of this moment; `oauth-server.ts` makes a new one when they change. */
export function createProvider(needs: ProviderNeeds): Handle {
  const { cookieKeys, keys, issuer, log } = needs
  if (keys.length === 0) throw new Error('The OAuth server has no signing key of ours, and takes none of the library’s.')
  if (cookieKeys.length === 0 || cookieKeys.some(({ length }) => length < COOKIE_KEY_LENGTH_MIN)) {
    throw new Error(`The OAuth server needs cookie keys of at least ${COOKIE_KEY_LENGTH_MIN} characters.`)
  }
  const provider = new Provider(issuer, providerConfiguration(needs))
  speakAsIssuer(provider, new URL(issuer))
  compareSecretsInRegistry(provider, needs.credentials)
  showOurSessions(provider, needs.methodsOf)
  provider.registerGrantType('client_credentials', needs.clientCredentials, clientCredentialsParameters)
  // Each is put in front of the library, behind those before it.
  for (const middleware of needs.around) provider.use(middleware as never)
  listen(provider, log)
  return provider.callback() as Handle
}

/**
 * The library takes its own address from the request. From headers that the caller writes, it would take the endpoints of the
 * discovery document and the audience of assertions: whoever got an assertion for another server could play it to us under that
 * server's name. On the listener for certificates it would also name the wrong scheme. The issuer is who we are, on every listener.
 */
function speakAsIssuer(provider: InstanceType<typeof Provider>, { protocol, host }: URL): void {
  Object.defineProperties(provider.request, {
    protocol: { get: () => protocol.slice(0, -1) },
    host: { get: () => host },
  })
}

/** The library would compare with a secret that it holds; ours are kept as hashes only. */
function compareSecretsInRegistry(
  provider: InstanceType<typeof Provider>,
  credentials: Pick<Credentials, 'secretMatches'>,
): void {
  const client = provider.Client.prototype as { compareClientSecret(secret: string): Promise<boolean> }
  client.compareClientSecret = async function compareClientSecret(this: { clientId: string }, secret) {
    const { principal } = authenticatedIn(currentExchange().context)
    return principal.id === this.clientId && credentials.secretMatches(principal, secret)
  }
}

function listen(provider: InstanceType<typeof Provider>, log: ProviderNeeds['log']): void {
  provider.on('server_error', (context, error) => {
    exchangeOf(context).failure = error
  })
  const refused = (context: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    if (error.error === 'unsupported_token_type') return // `structured-tokens.ts` answers instead
    const { trace_id } = exchangeOf(context).request.trace
    log.info({ trace_id, error: error.error, reason: error.error_detail ?? error.error_description }, 'the OAuth server refused')
  }
  provider.on('grant.error', refused).on('revocation.error', refused).on('introspection.error', refused)
  provider.on('authorization.error', refused).on('device_authorization.error', refused)
  // Without a listener the framework below the library would print these to the console.
  const framework: EventEmitter = provider
  framework.on('error', (error: unknown) => log.error({ err: error }, 'an OAuth answer could not be sent'))
}
