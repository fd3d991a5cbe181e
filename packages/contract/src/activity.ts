import { z } from 'zod'
import { Who } from './audit.ts'
import { Id, InstantOut, listOf } from './basics.ts'

/** Something that a person did, or that was done to their account. */
export const Activity = z
  .object({
    id: Id,
    at: InstantOut,
    action: z.string(),
    meaning: z.string(),
    outcome: z.string(),
    by: z.enum(['you', 'somebody else', 'unknown', 'the installation']),
    team_id: Id.nullable().describe('null: it concerns the account in no team'),
    resource: Who.nullable(),
    credential: Who.nullable().describe('the session or token that it was done with, when it was you'),
    address: z.string().nullable().describe('from where, when it was you or nobody known'),
    reason: z.string().nullable(),
    details: z.record(z.string(), z.unknown()).describe('what concerns you alone'),
  })
  .meta({ id: 'Activity' })
export type Activity = z.output<typeof Activity>
export const Activities = listOf(Activity)
