import { z } from 'zod'
import { Id, InstantOut, listOf } from './basics.ts'
import { Email } from './email.ts'
import { RoleRef } from './roles.ts'

const RoleRefs = z.array(RoleRef).min(1).max(10).describe('standard roles by name, the team’s own by id')

/** A person in a team. */
export const Member = z
  .object({
    account_id: Id,
    name: z.string(),
    email: z.string(),
    roles: z.array(z.string()),
    version: z.int(),
    joined_at: InstantOut,
    last_seen_at: InstantOut.nullable().describe('in this team'),
  })
  .meta({ id: 'Member' })
export type Member = z.output<typeof Member>
export const Members = listOf(Member)

/** Members whom a demand for a second factor would keep out until they have set one up. */
export const WithoutSecondFactor = z.object({
  count: z.int(),
  people: z.array(z.object({ account_id: Id, name: z.string(), email: z.string() })).describe('the first hundred by name'),
})
export type WithoutSecondFactor = z.output<typeof WithoutSecondFactor>

export const MemberPatch = z.strictObject({ roles: RoleRefs })
export type MemberPatch = z.output<typeof MemberPatch>

/** What a member may do, by which of their roles, and what keeps them from it now. */
export const MemberPermissions = z.object({
  account_id: Id,
  permissions: z.array(
    z.object({ name: z.string(), description: z.string(), roles: z.array(z.string()).describe('the roles that give it') }),
  ),
  obstacles: z.array(z.object({ problem: z.string().describe('the code with which calls are answered'), detail: z.string() })),
  unknown_roles: z.array(z.string()).describe('roles that do not exist (any more): they give nothing'),
})
export type MemberPermissions = z.output<typeof MemberPermissions>

export const NewInvitation = z.strictObject({ email: Email, roles: RoleRefs })
export type NewInvitation = z.output<typeof NewInvitation>

export const Invitation = z
  .object({
    id: Id,
    email: z.string(),
    roles: z.array(z.string()),
    invited_by: Id.nullable().describe('null: an operator of the installation'),
    status: z.enum(['open', 'expired']),
    created_at: InstantOut,
    expires_at: InstantOut,
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.output<typeof Invitation>
export const Invitations = listOf(Invitation)

/** An invitation as the person sees whom it is for. */
export const InvitationToYou = z
  .object({
    id: Id,
    team: z.object({ id: Id, name: z.string() }),
    invited_by: z.string().nullable().describe('their name; null: an operator of the installation'),
    roles: z.array(z.object({ id: z.string(), name: z.string() })).describe('standard roles have their name as id'),
    email: z.string(),
    created_at: InstantOut,
    expires_at: InstantOut,
  })
  .meta({ id: 'InvitationToYou' })
export type InvitationToYou = z.output<typeof InvitationToYou>
export const InvitationsToYou = listOf(InvitationToYou)

/** The token stands in the link of the mail, behind the `#`. */
export const AcceptInvitation = z.strictObject({ token: z.string().min(1).max(200) })
export const AcceptedInvitation = z.object({ team_id: Id, team_name: z.string(), roles: z.array(z.string()) })
export type AcceptedInvitation = z.output<typeof AcceptedInvitation>
