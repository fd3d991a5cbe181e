import { z } from 'zod'
import { Id, InstantOut, listOf, Name } from './basics.ts'

export const NewTeam = z.strictObject({ name: Name })
export type NewTeam = z.output<typeof NewTeam>

/** What the team demands of those who come to it. */
const policy = {
  second_factor_required: z.boolean(),
  session_idle_seconds: z.int().min(60).max(86_400).nullable(),
  session_seconds: z.int().min(300).max(2_592_000).nullable(),
  allowed_networks: z.array(z.string().max(50)).max(50),
}

export const TeamPatch = z
  .strictObject({
    name: Name.optional(),
    second_factor_required: policy.second_factor_required.optional().describe('people reach the team only after a second factor'),
    session_idle_seconds: policy.session_idle_seconds
      .optional()
      .describe('how long a session in the team may be idle; null: as the installation has it'),
    session_seconds: policy.session_seconds
      .optional()
      .describe('how old a session in the team may get; null: as the installation has it'),
    allowed_networks: policy.allowed_networks
      .optional()
      .describe('addresses and networks such as 192.0.2.0/24 from which people and clients reach the team; empty: from anywhere'),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'must change something')
export type TeamPatch = z.output<typeof TeamPatch>

export const Team = z
  .object({ id: Id, name: z.string(), ...policy, version: z.int(), created_at: InstantOut, updated_at: InstantOut })
  .meta({ id: 'Team' })
export type Team = z.output<typeof Team>

/** A team of one's own, with what one is in it. */
export const OwnTeam = Team.extend({
  roles: z.array(z.string()).optional().describe('your roles in the team; absent for machines, which have none as members'),
}).meta({ id: 'OwnTeam' })
export type OwnTeam = z.output<typeof OwnTeam>
export const Teams = listOf(OwnTeam)

/** What a deletion takes with it, and what it leaves. */
export const TeamDeletion = z.object({
  team_id: Id,
  name: z.string(),
  lost: z.object({
    members: z.int(),
    invitations: z.int().describe('open ones'),
    roles: z.int(),
    clients: z.int(),
    aircraft: z.int(),
    certificates: z.int().describe('in force; they are revoked'),
    connections: z.int().describe('to clouds; their keys are destroyed, and the machines stay as they are'),
    machines: z.int().describe('that nobody switches any more'),
    schedules: z.int(),
    events: z.int().describe('counted to 1,000,000; nobody can read them any more, and their retention ends them'),
  }),
  kept: z.object({ audit_entries: z.int().describe('counted to 1,000,000; they stay verifiable') }),
})
export type TeamDeletion = z.output<typeof TeamDeletion>
