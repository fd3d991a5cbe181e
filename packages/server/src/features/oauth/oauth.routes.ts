import type { HTTPMethods } from 'fastify'
import { z } from 'zod'

const OAuthError = z
  .object({ error: z.string(), error_description: z.string().optional() })
  .meta({ id: 'OAuthError', description: 'RFC 6749 §5.2' })
const Json = z.record(z.string(), z.unknown())

/** How a client proves who it is: one of these, HTTP Basic, or the certificate of the connection. */
const clientAuthentication = {
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  client_assertion_type: z.string().optional(),
  client_assertion: z.string().optional(),
}
const AboutToken = z.object({ token: z.string(), token_type_hint: z.string().optional(), ...clientAuthentication })

export interface OAuthRoute {
  method: HTTPMethods
  url: string
  operationId: string
  summary: string
  form?: z.ZodObject
  answers: Record<number, z.ZodType>
}

const refusals = { 400: OAuthError, 401: OAuthError, 429: OAuthError, 503: OAuthError }

/**
 * Every path of the OAuth library that can be reached, and none besides: what is not in this table is a 404, whatever the library
 * would do with it.
 */
export const oauthRoutes: readonly OAuthRoute[] = [
  {
    method: 'GET',
    url: '/.well-known/openid-configuration',
    operationId: 'readOpenidConfiguration',
    summary: 'What the OpenID provider supports, and where',
    answers: { 200: Json },
  },
  {
    method: 'GET',
    url: '/.well-known/oauth-authorization-server',
    operationId: 'readAuthorizationServerMetadata',
    summary: 'The same, under the name of RFC 8414',
    answers: { 200: Json },
  },
  {
    method: 'GET',
    url: '/oauth/jwks',
    operationId: 'readTokenKeys',
    summary: 'The public keys that verify access tokens: announced, active and retiring',
    answers: { 200: z.object({ keys: z.array(Json) }) },
  },
  {
    method: 'POST',
    url: '/oauth/token',
    operationId: 'requestToken',
    summary:
      'A token for a client: in its own name (client_credentials), or for a person (authorization_code, refresh_token, device_code)',
    form: z.object({
      grant_type: z.string(),
      scope: z.string().optional().describe('permissions, separated by blanks; without it all that there are'),
      resource: z.string().optional(),
      code: z.string().optional(),
      code_verifier: z.string().optional(),
      redirect_uri: z.string().optional(),
      refresh_token: z.string().optional(),
      device_code: z.string().optional(),
      ...clientAuthentication,
    }),
    answers: {
      200: z.object({
        access_token: z.string(),
        token_type: z.literal('Bearer'),
        expires_in: z.int(),
        scope: z.string(),
        refresh_token: z.string().optional(),
        id_token: z.string().optional(),
      }),
      ...refusals,
    },
  },
  {
    method: 'POST',
    url: '/oauth/introspect',
    operationId: 'introspectToken',
    summary: 'Whether a token is good, for its own client and for clients of its team that may read clients or the audit trail',
    form: AboutToken,
    answers: { 200: z.looseObject({ active: z.boolean() }), ...refusals },
  },
  {
    method: 'POST',
    url: '/oauth/revoke',
    operationId: 'revokeToken',
    summary: 'Ends a token; the answer is the same whether there was one',
    form: AboutToken,
    answers: { 200: z.any(), ...refusals },
  },
  {
    method: 'GET',
    url: '/oauth/authorize',
    operationId: 'authorize',
    summary: 'Authorization code with PKCE, for clients that act for people',
    answers: { 303: z.any(), 400: OAuthError },
  },
  {
    method: 'GET',
    url: '/oauth/authorize/:uid',
    operationId: 'resumeAuthorization',
    summary: 'Where the browser comes back with what its person decided',
    answers: { 303: z.any(), 400: OAuthError },
  },
  {
    method: 'POST',
    url: '/oauth/device_authorization',
    operationId: 'authorizeDevice',
    summary: 'A code for a device without a browser, which its person types at another one (RFC 8628)',
    form: z.object({ scope: z.string(), ...clientAuthentication }),
    answers: {
      200: z.object({
        device_code: z.string(),
        user_code: z.string(),
        verification_uri: z.string(),
        verification_uri_complete: z.string(),
        expires_in: z.int(),
      }),
      ...refusals,
    },
  },
  {
    method: 'GET',
    url: '/oauth/userinfo',
    operationId: 'readUserinfo',
    summary: 'The person a token speaks for',
    answers: { 200: Json, 401: OAuthError },
  },
]
