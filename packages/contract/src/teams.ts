import { z } from 'zod'
import { Id, InstantOut, listOf, Name } from './basics.ts'

export const NewTeam = z.strictObject({ name: Name })
export const TeamPatch = z.strictObject({ name: Name })
export const Team = z
  .object({ id: Id, name: z.string(), version: z.int(), created_at: InstantOut, updated_at: InstantOut })
  .meta({ id: 'Team' })
export type Team = z.output<typeof Team>
export const Teams = listOf(Team)
