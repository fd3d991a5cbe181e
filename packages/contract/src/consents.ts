import { z } from 'zod'
import { Id, InstantOut, listOf } from './basics.ts'

/** One thing that a client asks a person for. */
export const AskedScope = z.object({ name: z.string(), description: z.string() }).meta({ id: 'AskedScope' })
export type AskedScope = z.output<typeof AskedScope>

const NamedTeam = z.object({ id: Id, name: z.string() })

/** A client that wants to act for a person. */
export const AskingClient = z
  .object({
    id: z.string(),
    name: z.string(),
    team: NamedTeam.nullable().describe('null: a program of Skykeep itself'),
    is_proven: z.boolean().describe('false: anybody can say that they are this client; only approve what you began yourself'),
  })
  .meta({ id: 'AskingClient' })
export type AskingClient = z.output<typeof AskingClient>

/** What a client asks for, and who would be asked. */
const asked = {
  client: AskingClient,
  scopes: z.array(AskedScope),
  access_seconds: z.int().describe('how long the client could go on, at most'),
  expires_at: InstantOut.describe('the request is answered by then, or is over'),
}

export const AuthorizationRequest = z
  .object({
    ...asked,
    redirect_uri: z.string(),
    account: z.object({ id: Id, email: z.string(), name: z.string() }).nullable().describe('null: nobody is signed in'),
    team: NamedTeam.nullable().describe('the team that the session is in: there the client would act'),
    needs_sign_in: z.boolean().describe('nobody is signed in, or the client wants a fresh sign-in'),
    second_factor_needed: z.boolean(),
    other_team_needed: z.boolean().describe('the client belongs to another team: select that first'),
  })
  .meta({ id: 'AuthorizationRequest' })
export type AuthorizationRequest = z.output<typeof AuthorizationRequest>

export const AuthorizationRequestParams = z.strictObject({
  uid: z.string().regex(/^[\w-]{16,64}$/, 'must be the id of a request'),
})

export const ScopeNames = z.array(z.string().max(100)).max(100)

/** Fewer scopes than asked for; without the list all of them. */
export const Approval = z.strictObject({ scopes: ScopeNames.optional() })
export type Approval = z.output<typeof Approval>

export const Decision = z.object({ redirect_to: z.string().describe('where the browser goes on') })
export type Decision = z.output<typeof Decision>

export const UserCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{4}[- ]?[A-Za-z]{4}$/, 'must be a code such as BCDF-GHJK')

export const DeviceQuery = z.strictObject({ user_code: UserCode })
export const DeviceApproval = z.strictObject({ user_code: UserCode, scopes: ScopeNames.optional() })
export type DeviceApproval = z.output<typeof DeviceApproval>

export const DeviceRequest = z
  .object({ ...asked, user_code: z.string(), address: z.string().nullable().describe('where the device asked from') })
  .meta({ id: 'DeviceRequest' })
export type DeviceRequest = z.output<typeof DeviceRequest>

/** What a person has let a client do. */
export const Consent = z
  .object({
    id: Id,
    client: AskingClient.nullable().describe('null: it does not exist any more'),
    client_id: z.string(),
    team: NamedTeam.nullable().describe('the team in which it acts'),
    scopes: z.array(AskedScope),
    created_at: InstantOut,
    last_used_at: InstantOut.nullable(),
    expires_at: InstantOut,
  })
  .meta({ id: 'Consent' })
export type Consent = z.output<typeof Consent>
export const Consents = listOf(Consent)
