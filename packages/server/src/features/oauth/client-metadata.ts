import { randomBytes } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'
import { certificateFits, certificateProves } from './certificate-rules.ts'
import { currentExchange } from './exchange.ts'
import type { Credentials, MachinePrincipal, Proof } from './machine-principal.ts'

/**
 * Finds whoever a request to the OAuth server claims to be. Unknown, revoked, expired, and coming with a certificate that is not its
 * own are all the same: there is no such client.
 */
export function clientFinder(credentials: Credentials) {
  return async (id: string): Promise<ClientMetadata | undefined> => {
    const { exchange, context } = currentExchange()
    const { certificate } = exchange.request
    exchange.askedAs = id
    const principal = await credentials.findPrincipal(id)
    if (!principal?.active || !certificateFits(certificate, principal)) return undefined
    const proof = proofOf(principal, context.oidc.params ?? {}, context.headers.authorization)
    // Asked here because the library's own question about the certificate cannot wait for an answer.
    if (proof === 'certificate' && !(await certificateProves(certificate, principal, credentials))) return undefined
    exchange.claim = { principal, proof }
    return clientMetadata(principal, proof)
  }
}

/** The proof a principal has to give: a client the one it was registered with, an aircraft the one it brings. */
export function proofOf(
  { kind, auth_method }: MachinePrincipal,
  params: Record<string, unknown>,
  authorization: string | undefined,
): Proof {
  if (kind === 'client') {
    return auth_method === 'client_secret' || auth_method === 'private_key_jwt' ? auth_method : 'certificate'
  }
  if (params.client_assertion !== undefined) return 'private_key_jwt'
  return params.client_secret !== undefined || authorization !== undefined ? 'client_secret' : 'certificate'
}

// Stands where the library wants a secret, which we do not have. Random, so that it could never serve as a key; the same for the life
// of the process, so that the library recognizes the client. Comparing is done by the registry (`provider.ts`).
const noSecret = randomBytes(32).toString('base64url')

export function clientMetadata(principal: MachinePrincipal, proof: Proof): ClientMetadata | undefined {
  const common = { client_id: principal.id, grant_types: ['client_credentials'], response_types: [], redirect_uris: [] }
  if (proof === 'client_secret') return { ...common, token_endpoint_auth_method: 'client_secret_basic', client_secret: noSecret }
  if (proof === 'certificate') {
    // Registered certificates of clients go the same way: `certificateProves` decides about both.
    return { ...common, token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_san_uri: principalUri(principal) }
  }
  if (!principal.jwks) return undefined
  return { ...common, token_endpoint_auth_method: 'private_key_jwt', jwks: principal.jwks as ClientMetadata['jwks'] }
}

export const principalUri = ({ kind, id }: MachinePrincipal): string => `urn:skykeep:${kind}:${id}`
