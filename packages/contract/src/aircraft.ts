import { z } from 'zod'
import { Id, InstantOut, listOf, Name, Page } from './basics.ts'
import { PublicJwks } from './clients.ts'

const Registration = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{1,14}$/, 'must be 2–15 capitals, digits or hyphens')
const Icao24 = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{6}$/, 'must be 6 hexadecimal digits')

export const Tier = z.enum(['standard', 'premium'])

export const NewAircraft = z.strictObject({
  registration: Registration,
  icao24: Icao24.optional(),
  name: Name.optional(),
  tier: Tier.default('standard').describe('premium adds contacts:read'),
  backfill: z.boolean().default(false).describe('may send events older than the accepted window; needs telemetry:backfill'),
  jwks: PublicJwks.optional().describe('public keys for client_assertion (private_key_jwt)'),
})
export type NewAircraft = z.output<typeof NewAircraft>

export const AircraftPatch = z.strictObject({
  registration: Registration.optional(),
  icao24: Icao24.nullable().optional(),
  name: Name.nullable().optional(),
  tier: Tier.optional(),
  backfill: z.boolean().optional(),
  jwks: PublicJwks.nullable().optional(),
})
export type AircraftPatch = z.output<typeof AircraftPatch>

export const Aircraft = z
  .object({
    id: Id,
    registration: z.string(),
    icao24: z.string().nullable(),
    name: z.string().nullable(),
    tier: Tier,
    backfill: z.boolean(),
    jwks: PublicJwks.nullable(),
    status: z.enum(['active', 'revoked']),
    version: z.int(),
    created_at: InstantOut,
    updated_at: InstantOut,
  })
  .meta({ id: 'Aircraft' })
export type Aircraft = z.output<typeof Aircraft>
export const AircraftList = listOf(Aircraft)
export const AircraftQuery = Page.extend({
  registration: z.string().trim().toUpperCase().max(15).optional(),
  icao24: Icao24.optional(),
  status: z.enum(['active', 'revoked']).optional(),
})
export type AircraftQuery = z.output<typeof AircraftQuery>

export const CertificateRequest = z.strictObject({
  csr: z.string().min(100).max(20_000).describe('PKCS#10, PEM; its subject is ignored: the name is the aircraft id'),
  days: z.int().min(1).max(366).default(90),
})
export type CertificateRequest = z.output<typeof CertificateRequest>
export const IssuedCertificate = z.object({
  certificate: z.string().describe('PEM of the certificate'),
  chain: z.string().describe('PEM of the certificate followed by the team’s issuing authority'),
  serial: z.string(),
  thumbprint: z.string().describe('SHA-256, base64url'),
  not_before: InstantOut,
  not_after: InstantOut,
})
export type IssuedCertificate = z.output<typeof IssuedCertificate>
export const Certificate = z.object({
  serial: z.string(),
  thumbprint: z.string(),
  not_before: InstantOut,
  not_after: InstantOut,
  revoked_at: InstantOut.nullable(),
})
export type Certificate = z.output<typeof Certificate>
export const Certificates = listOf(Certificate)
/** The serial number of a certificate. */
export const Serial = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{2,40}$/, 'must be 2–40 hexadecimal digits')
export const RevokeAircraft = z.strictObject({
  reason: z.string().trim().min(1).max(200).optional(),
  serial: Serial.optional().describe('only this certificate; without it the aircraft and everything it holds'),
})
export type RevokeAircraft = z.output<typeof RevokeAircraft>
export const AircraftSecret = z.object({ aircraft_id: Id, client_secret: z.string() })
