import { z } from 'zod'
import { Id, InstantOut, listOf, Name, Page, Uuid } from './basics.ts'

const Regions = z
  .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be the name of a region, such as eu-central-1'))
  .min(1)
  .max(50)

const azure = {
  tenant_id: Uuid.describe('directory of the application'),
  client_id: Uuid.describe('the application; its object needs no secret'),
  cloud: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be the name of a cloud')
    .describe('public, usgov, china, or one that the operator added'),
  subscription_ids: z.array(Uuid).max(500).describe('empty: all that the application may see'),
}

const AzureIn = z.strictObject({
  tenant_id: azure.tenant_id,
  client_id: azure.client_id,
  cloud: azure.cloud.default('public'),
  subscription_ids: azure.subscription_ids.default([]),
})

const AwsIn = z.strictObject({
  role_arn: z
    .string()
    .max(600)
    .regex(/^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be the ARN of a role')
    .describe('the role of your account that we assume; its trust policy asks for the external id that we answer'),
  regions: Regions,
})

const bits = z.union([z.literal(2048), z.literal(3072), z.literal(4096)]).describe('of the RSA key')
const days = z.int().min(30).max(1_096).describe('how long the certificate is valid')

/** The key pair that is made here. Its private part never leaves. */
export const NewConnectionCertificate = z.strictObject({ bits: bits.default(3072), days: days.default(365) })
export type NewConnectionCertificate = z.output<typeof NewConnectionCertificate>

/** How a team lets us reach its cloud. Exactly the member that `provider` names has to be there. */
export const NewConnection = z
  .strictObject({
    name: Name,
    provider: z.enum(['azure', 'aws']),
    azure: AzureIn.optional(),
    aws: AwsIn.optional(),
    resize: z
      .boolean()
      .default(false)
      .describe('also to give machines another size: that needs a larger right, which the check asks for'),
    certificate: NewConnectionCertificate.optional().describe('of the key pair for Azure'),
  })
  .superRefine((connection, context) => {
    for (const provider of ['azure', 'aws'] as const) {
      const isThere = connection[provider] !== undefined
      if (isThere === (connection.provider === provider)) continue
      const message = isThere ? `is not for a connection to ${connection.provider}` : 'is needed'
      context.addIssue({ code: 'custom', path: [provider], message })
    }
    if (connection.provider === 'aws' && connection.certificate) {
      context.addIssue({ code: 'custom', path: ['certificate'], message: 'is not for a connection to aws' })
    }
  })
export type NewConnection = z.output<typeof NewConnection>

/** Where it leads is replaced as a whole, and checked anew before it is used again. */
export const ConnectionPatch = z
  .strictObject({
    name: Name.optional(),
    azure: AzureIn.optional(),
    aws: AwsIn.optional(),
    resize: z.boolean().optional(),
    paused: z.boolean().optional().describe('nothing is read or done through a paused connection'),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'must change something')
export type ConnectionPatch = z.output<typeof ConnectionPatch>

export const ConnectionCertificate = z
  .object({
    id: Id,
    state: z
      .enum(['next', 'active', 'former', 'destroyed'])
      .describe(
        'next: its certificate waits to be registered; active: signs; former: signs no more, its certificate can be removed at the cloud; destroyed: its private part is gone',
      ),
    thumbprint: z.string().describe('SHA-256 of the certificate, base64url'),
    thumbprint_sha1: z.string().describe('as Azure shows it: SHA-1, hexadecimal'),
    bits: z.int(),
    not_before: InstantOut,
    not_after: InstantOut,
    created_at: InstantOut,
    destroyed_at: InstantOut.nullable(),
  })
  .meta({ id: 'ConnectionCertificate' })
export type ConnectionCertificate = z.output<typeof ConnectionCertificate>

/** The public part, to be registered at the application. */
export const ConnectionCertificateWithPem = ConnectionCertificate.extend({ certificate: z.string().describe('PEM') }).meta({
  id: 'ConnectionCertificateWithPem',
})
export type ConnectionCertificateWithPem = z.output<typeof ConnectionCertificateWithPem>

export const ConnectionCertificateQuery = z.strictObject({
  format: z.enum(['pem', 'cer']).default('pem').describe('cer: DER'),
  state: z.enum(['active', 'next']).default('active'),
})

const Refusal = z.object({
  kind: z.string().describe('authorization, configuration, throttled, transient …'),
  reason: z.string().describe('the code of the cloud'),
  message: z.string(),
})

export const ScopeCheck = z.object({
  scope: z.string().describe('subscription or region'),
  name: z.string().nullable(),
  ok: z.boolean(),
  is_complete: z.boolean().describe('false: the cloud did not let us see what we hold'),
  missing: z.array(
    z.object({
      action: z.string(),
      needed_for: z.string(),
      optional: z.boolean().describe('without it the connection works, and does or says less'),
      grant_command: z.string(),
    }),
  ),
  excess: z
    .array(z.object({ what: z.string(), why: z.string() }))
    .describe('held and not needed: what a stolen key could do with it'),
  refusal: Refusal.nullable(),
})
export type ScopeCheck = z.output<typeof ScopeCheck>

/** What came of a check, as it is stored. */
export const ConnectionCheck = z
  .object({
    ok: z.boolean(),
    at: InstantOut,
    identity: z.object({
      ok: z.boolean(),
      principal_id: z.string().nullable(),
      thumbprint: z.string().nullable(),
      refusal: Refusal.nullable(),
    }),
    rotation: z
      .enum(['none', 'waiting', 'switched'])
      .describe('waiting: the next certificate is not registered yet; switched: the cloud took it, and it signs from now on'),
    scopes: z.array(ScopeCheck),
    custom_role: z.record(z.string(), z.unknown()).describe('the least role that works, ready to paste'),
  })
  .meta({ id: 'ConnectionCheck' })
export type ConnectionCheck = z.output<typeof ConnectionCheck>

/** What is worked on alone: one subscription or region. */
export const Lane = z.object({
  id: Id,
  scope: z.string(),
  name: z.string().nullable(),
  machines: z.int(),
  synced_at: InstantOut.nullable(),
  last_failure: z.object({ kind: z.string(), reason: z.string(), message: z.string(), at: InstantOut }).nullable(),
})

export const Connection = z
  .object({
    id: Id,
    name: z.string(),
    provider: z.enum(['azure', 'aws']),
    azure: z
      .object({ cloud: z.string(), tenant_id: z.string(), client_id: z.string(), subscription_ids: z.array(z.string()) })
      .nullable(),
    aws: z.object({ role_arn: z.string(), external_id: z.string(), regions: z.array(z.string()) }).nullable(),
    resize: z.boolean(),
    status: z.enum(['unchecked', 'ready', 'failing']).describe('only a ready connection is used'),
    paused_at: InstantOut.nullable(),
    checked_at: InstantOut.nullable(),
    certificate_not_after: InstantOut.nullable().describe('when the certificate that signs ends'),
    version: z.int(),
    created_at: InstantOut,
    updated_at: InstantOut,
  })
  .meta({ id: 'Connection' })
export type Connection = z.output<typeof Connection>
export const Connections = listOf(Connection)
export const ConnectionsQuery = Page

export const ConnectionDetails = Connection.extend({
  last_check: ConnectionCheck.nullable(),
  certificates: z.array(ConnectionCertificate),
  lanes: z.array(Lane),
}).meta({ id: 'ConnectionDetails' })
export type ConnectionDetails = z.output<typeof ConnectionDetails>

/** What stops, or is lost, with the connection. */
export const ConnectionDependents = z.object({
  connection_id: Id,
  name: z.string(),
  machines: z.int().describe('present ones; they stay as they are at the cloud'),
  schedules: z
    .array(z.object({ id: Id, name: z.string(), machines: z.int() }))
    .describe('with how many of their machines are lost; up to 200'),
  overrides: z.int().describe('that name some of the machines'),
  open_transitions: z.int().describe('that wait or are under way'),
  certificates: z.int().describe('keys that are destroyed'),
})
export type ConnectionDependents = z.output<typeof ConnectionDependents>

export const SyncAsked = z.object({ lanes: z.int(), due_at: InstantOut })
export type SyncAsked = z.output<typeof SyncAsked>
