import { z } from 'zod'
import { InstantOut, listOf, Name, Uuid } from './basics.ts'
import { permissionNames, roleNames } from './permissions.ts'

/** A role as it is given to somebody: a standard one by its name, one of the team's own by its id. */
export const RoleRef = z.union([z.enum(roleNames), Uuid])

/** How many roles of its own a team may have. */
export const OWN_ROLES_MAX = 50

const Description = z
  .string()
  .trim()
  .max(400)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')
const Permissions = z
  .array(z.enum(permissionNames))
  .min(1)
  .max(100)
  .describe('no more than its author has, and none that only machines use')

export const NewRole = z.strictObject({ name: Name, description: Description.default(''), permissions: Permissions })
export type NewRole = z.output<typeof NewRole>

export const RolePatch = z
  .strictObject({ name: Name.optional(), description: Description.optional(), permissions: Permissions.optional() })
  .refine((patch) => Object.keys(patch).length > 0, 'must change something')
export type RolePatch = z.output<typeof RolePatch>

export const Role = z
  .object({
    id: z.string().describe('a standard role has its name for an id'),
    name: z.string(),
    description: z.string(),
    kind: z.enum(['standard', 'own']),
    holders: z.enum(['people', 'machines', 'anybody']).describe('whom it can be given to'),
    permissions: z.array(z.string()),
    version: z.int(),
    created_at: InstantOut.nullable(),
    updated_at: InstantOut.nullable(),
  })
  .meta({ id: 'Role' })
export type Role = z.output<typeof Role>
export const Roles = listOf(Role)

export const PermissionList = listOf(
  z.object({ name: z.string(), description: z.string(), machines_only: z.boolean() }).meta({ id: 'Permission' }),
)
export type PermissionList = z.output<typeof PermissionList>
