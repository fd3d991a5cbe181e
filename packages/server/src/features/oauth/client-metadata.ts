import { randomBytes } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'
import { certificateFits, certificateProves } from './certificate-rules.ts'
import { currentExchange } from './exchange.ts'
import type { Credentials, MachinePrincipal, Proof } from './machine-principal.ts'
import { ourClient } from './our-clients.ts'
import { askableScopes } from './scopes.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** The steps that a browser takes for a client: nobody proves there who the client is, and nothing is handed out but to its own address. */
const withoutProof = new Set(['authorization', 'resume'])

/**
 * Finds whoever a request to the OAuth server claims to be. Unknown, revoked, expired, and coming with a certificate that is not its
 * own are all the same: there is no such client.
 */
export function clientFinder(credentials: Credentials) {
  return async (id: string): Promise<ClientMetadata | undefined> => {
    const { exchange, context } = currentExchange()
    const principal = ourClient(id) ?? (await credentials.findPrincipal(id))
    // Who asks is known by now: this is about the client that a token was issued to.
    if (context.oidc.client) return principal?.active ? clientMetadata(principal, 'none') : undefined
    const { certificate } = exchange.request
    exchange.askedAs = id
    if (!principal?.active || !certificateFits(certificate, principal)) return undefined
    const proof = proofOf(principal, context.oidc.params ?? {}, context.headers.authorization)
    // Asked here because the library's own question about the certificate cannot wait for an answer.
    const isProven = proof !== 'certificate' || (await certificateProves(certificate, principal, credentials))
    if (!isProven && !withoutProof.has(context.oidc.route)) return undefined
    exchange.claim = { principal, proof }
    return clientMetadata(principal, proof)
  }
}

/** The proof a principal has to give: a client the one it was registered with, an aircraft the one it brings. */
export function proofOf(
  { kind, auth_method }: Pick<MachinePrincipal, 'kind' | 'auth_method'>,
  params: Record<string, unknown>,
  authorization: string | undefined,
): Proof {
  if (kind === 'client') {
    const isSaid = auth_method === 'client_secret' || auth_method === 'private_key_jwt' || auth_method === 'none'
    return isSaid ? auth_method : 'certificate'
  }
  if (params.client_assertion !== undefined) return 'private_key_jwt'
  return params.client_secret !== undefined || authorization !== undefined ? 'client_secret' : 'certificate'
}

// Stands where the library wants a secret, which we do not have. Random, so that it could never serve as a key; the same for the life
// of the process, so that the library recognizes the client. Comparing is done by the registry (`provider.ts`).
const noSecret = randomBytes(32).toString('base64url')

export function clientMetadata(principal: MachinePrincipal, proof: Proof): ClientMetadata | undefined {
  const common = { client_id: principal.id, client_name: principal.name, ...waysOf(principal) }
  if (proof === 'none') return { ...common, token_endpoint_auth_method: 'none' }
  if (proof === 'client_secret') return { ...common, token_endpoint_auth_method: 'client_secret_basic', client_secret: noSecret }
  if (proof === 'certificate') {
    // Registered certificates of clients go the same way: `certificateProves` decides about both.
    return { ...common, token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_san_uri: principalUri(principal) }
  }
  if (!principal.jwks) return undefined
  return { ...common, token_endpoint_auth_method: 'private_key_jwt', jwks: principal.jwks as ClientMetadata['jwks'] }
}

/** The grants that are open to a client: in its own name if it can prove it, for people as it was registered. */
function waysOf(principal: MachinePrincipal) {
  const { auth_method, redirect_uris, device_flow } = principal
  const byCode = redirect_uris.length > 0
  return {
    grant_types: [
      ...(auth_method === 'none' ? [] : ['client_credentials']),
      ...(byCode ? ['authorization_code'] : []),
      ...(device_flow ? [DEVICE_GRANT] : []),
      ...(byCode || device_flow ? ['refresh_token'] : []),
    ],
    response_types: byCode ? (['code'] as const) : [],
    redirect_uris: [...redirect_uris],
    // One that listens on the machine of its person: there any port is taken.
    application_type: redirect_uris.some((uri) => uri.startsWith('http:')) ? ('native' as const) : ('web' as const),
    scope: askableScopes(principal).join(' '),
  }
}

export const principalUri = ({ kind, id }: MachinePrincipal): string => `urn:skykeep:${kind}:${id}`
