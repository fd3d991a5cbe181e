import { z } from 'zod'
import { Id, InstantIn, InstantOut, listOf, Name, Page } from './basics.ts'
import { permissionNames } from './permissions.ts'
import { RoleRef } from './roles.ts'

/** A public key as JWK (RFC 7517); private members are refused because the object is strict. */
export const PublicJwk = z.union([
  z.strictObject({
    kty: z.literal('RSA'),
    n: z
      .string()
      .min(342)
      .max(1_400)
      .regex(/^[A-Za-z0-9_-]+$/)
      .describe('2048 bit or more'),
    e: z
      .string()
      .min(1)
      .max(12)
      .regex(/^[A-Za-z0-9_-]+$/),
    kid: z.string().min(1).max(200).optional(),
    use: z.literal('sig').optional(),
    alg: z.enum(['RS256', 'PS256']).optional(),
    key_ops: z.array(z.literal('verify')).max(1).optional(),
  }),
  z.strictObject({
    kty: z.literal('EC'),
    crv: z.enum(['P-256', 'P-384']),
    x: z
      .string()
      .min(43)
      .max(64)
      .regex(/^[A-Za-z0-9_-]+$/),
    y: z
      .string()
      .min(43)
      .max(64)
      .regex(/^[A-Za-z0-9_-]+$/),
    kid: z.string().min(1).max(200).optional(),
    use: z.literal('sig').optional(),
    alg: z.enum(['ES256', 'ES384']).optional(),
    key_ops: z.array(z.literal('verify')).max(1).optional(),
  }),
])
export const PublicJwks = z.strictObject({ keys: z.array(PublicJwk).min(1).max(5) })
export type PublicJwks = z.output<typeof PublicJwks>

export const AuthMethod = z.enum(['client_secret', 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth', 'none'])
export type AuthMethod = z.output<typeof AuthMethod>

const clientFields = {
  name: Name,
  roles: z
    .array(RoleRef)
    .max(10)
    .default([])
    .describe('standard roles by name, the team’s own by id; the union of their permissions'),
  permissions: z.array(z.enum(permissionNames)).max(100).default([]).describe('further single permissions'),
}

/**
 * Where a client that acts for people gets its codes. Compared letter by letter, so only one spelling of an address is taken: no
 * fragment, no user, no wildcard, nothing that a browser would rewrite. Plain HTTP reaches this machine only (RFC 8252).
 */
export function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || /[#*\\\s]/.test(text)) return false
  if (url.href !== text && url.href !== `${text}/`) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))
}
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])

const RedirectUris = z
  .array(
    z
      .string()
      .max(500)
      .refine(isRedirectUri, 'must be an exact https address, or http on loopback, without fragment, user or wildcard'),
  )
  .max(10)
  .describe('where the authorization endpoint may send people back to; on loopback any port is taken')

const DeviceFlow = z.boolean().describe('people may let it act for them by typing a code that it shows (RFC 8628)')

const Thumbprints = z
  .array(z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 in base64url'))
  .min(1)
  .max(5)
  .describe('self_signed_tls_client_auth: SHA-256 of the certificates, base64url')

/**
 * An OAuth 2.0 client that belongs to a team. It can be given only what its creator has. `client_secret` is shown once by the
 * answer; `private_key_jwt` needs `jwks`, `self_signed_tls_client_auth` the thumbprints; `tls_client_auth` takes certificates that
 * the team's issuing authority signed (`POST /clients/{id}/certificates`). Tokens of the TLS methods are bound to the certificate.
 * `none` is for programs that can keep no secret: they need `redirect_uris` or `device_flow`, act for people only, and prove themselves by
 * PKCE.
 */
export const NewClient = z.strictObject({
  ...clientFields,
  auth_method: AuthMethod.default('client_secret'),
  jwks: PublicJwks.optional(),
  certificate_thumbprints: Thumbprints.optional(),
  redirect_uris: RedirectUris.default([]),
  device_flow: DeviceFlow.default(false),
  expires_at: InstantIn.optional(),
})
export type NewClient = z.output<typeof NewClient>

/** Keys and thumbprints are replaced as a whole: a rotation sends the new one beside the old one first. */
export const ClientPatch = z.strictObject({
  name: Name.optional(),
  roles: clientFields.roles.unwrap().optional(),
  permissions: clientFields.permissions.unwrap().optional(),
  jwks: PublicJwks.optional(),
  certificate_thumbprints: Thumbprints.optional(),
  redirect_uris: RedirectUris.optional(),
  device_flow: DeviceFlow.optional(),
  expires_at: InstantIn.nullable().optional().describe('null: never'),
})
export type ClientPatch = z.output<typeof ClientPatch>

export const Client = z
  .object({
    id: Id,
    name: z.string(),
    roles: z.array(z.string()),
    permissions: z.array(z.string()),
    auth_method: AuthMethod,
    jwks: PublicJwks.nullable(),
    certificate_thumbprints: z.array(z.string()),
    redirect_uris: z.array(z.string()),
    device_flow: z.boolean(),
    expires_at: InstantOut.nullable(),
    last_used_at: InstantOut.nullable().describe('to the minute'),
    version: z.int(),
    created_at: InstantOut,
    updated_at: InstantOut,
  })
  .meta({ id: 'Client' })
export type Client = z.output<typeof Client>
export const Clients = listOf(Client)
export const ClientsQuery = Page

/** The one answer in which a secret is shown. */
export const ClientWithSecret = Client.extend({ client_id: Id, client_secret: z.string().optional() }).meta({
  id: 'ClientWithSecret',
})
export type ClientWithSecret = z.output<typeof ClientWithSecret>

export const RotateSecret = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(0)
    .describe('how long the former secret stays valid'),
})
export const NewSecret = z.object({ client_id: Id, client_secret: z.string(), former_valid_until: InstantOut.nullable() })
export type NewSecret = z.output<typeof NewSecret>
