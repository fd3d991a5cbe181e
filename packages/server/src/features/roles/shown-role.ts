import { Problem, type Role, type RoleName, roleNames, standardRoles } from '@skykeep/contract'
import type { RoleRow } from '../../auth/registered.ts'

/** @throws Problem NOT_FOUND */
export function existing(role: RoleRow | undefined): RoleRow {
  if (!role) throw new Problem('NOT_FOUND')
  return role
}

export const resourceOf = ({ id }: Pick<RoleRow, 'id'>) => ({ type: 'role', id })

export const auditedRole = ({ name, description, permissions }: RoleRow) => ({ name, description, permissions })

export const shownRole = ({ id, name, description, permissions, version, created_at, updated_at }: RoleRow): Role => ({
  id,
  name,
  description,
  kind: 'own',
  holders: 'anybody',
  permissions,
  version,
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})

/** A standard role as it is listed beside the team's own. It is in the program and never changes. */
export const standardRole = (name: RoleName): Role => ({
  id: name,
  name: standardRoles[name].title,
  description: standardRoles[name].description,
  kind: 'standard',
  holders: standardRoles[name].kind === 'person' ? 'people' : 'machines',
  permissions: [...standardRoles[name].permissions],
  version: 1,
  created_at: null,
  updated_at: null,
})

const taken = new Set(roleNames.flatMap((name) => [name, standardRoles[name].title]).map(spelled))

function spelled(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
}

/** A role of the team must not pass for a standard one. @throws Problem ROLE_NAME_TAKEN */
export function mustNotPassForStandard(name: string): void {
  if (taken.has(spelled(name))) throw new Problem('ROLE_NAME_TAKEN', { detail: 'A standard role is called that.' })
}
