import type { Answer } from './errors.ts'

/** What a library asks before it asks for a token. */
export function openIdConfiguration(base: string, tenant: string): Answer {
  const at = `${base}/${tenant}`
  return {
    status: 200,
    body: {
      token_endpoint: `${at}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${at}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${at}/v2.0`,
      authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${at}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${at}/oauth2/v2.0/logout`,
      tenant_region_scope: 'EU',
    },
  }
}

/** The hosts that are one authority. */
export function instanceDiscovery(base: string, tenant: string): Answer {
  const { host } = new URL(base)
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `${base}/${tenant}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    },
  }
}
