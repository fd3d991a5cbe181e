import { permissionsOf, type RoleName, roleNames, standardRoles } from '@skykeep/contract'
import type { Access } from '@skykeep/server/http/api-document'

/** What comes of a call: by whom, and about whose things. */
export type Cell = 'allowed' | 'own account' | 'refused' | 'not found' | 'public' | 'not authenticated' | '-'

export interface MatrixRow {
  operation: string
  permissions: readonly string[]
  /** A person needs a fresh sign-in. */
  fresh: boolean
  own_team: Record<RoleName, Cell>
  /** By somebody with that role in their own team, about things of another one. */
  other_team: Record<RoleName, Cell>
  /** By a person who has chosen no team. */
  no_team: Cell
  /** Without a token. */
  nobody: Cell
}

interface Document {
  paths: Record<string, Record<string, { 'x-access': Access }>>
}

/** Every operation of the API document with every standard role. */
export function matrixOf(document: object): MatrixRow[] {
  return Object.entries((document as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { 'x-access': access }]) => rowOf(`${method.toUpperCase()} ${path}`, access)),
  )
}

function rowOf(operation: string, access: Access): MatrixRow {
  const byRole = (cell: (role: RoleName) => Cell) =>
    Object.fromEntries(roleNames.map((role) => [role, cell(role)])) as Record<RoleName, Cell>
  return {
    operation,
    permissions: access.permissions ?? [],
    fresh: access.fresh === true,
    own_team: byRole((role) => cellOf(role, access)),
    other_team: byRole((role) => otherTeam(operation, role, access)),
    no_team: noTeam(operation, access),
    nobody: access.rule === 'public' ? 'public' : 'not authenticated',
  }
}

const isPerson = (role: RoleName): boolean => standardRoles[role].kind === 'person'
// A station is nobody’s: there is none of another team.
const hasIds = (operation: string): boolean => /\{(?!icao\})/.test(operation)

function cellOf(role: RoleName, { rule, permissions = [], or_themselves }: Access): Cell {
  if (rule === 'public') return 'public'
  if (rule === 'any principal') return 'allowed'
  if (rule === 'person') return isPerson(role) ? 'own account' : 'refused'
  const held: ReadonlySet<string> = permissionsOf([role])
  if (permissions.every((name) => held.has(name))) return 'allowed'
  return or_themselves && isPerson(role) ? 'own account' : 'refused'
}

/** Lists and what has no id have no other team. What has one is not there for those who may ask, and the others learn nothing new. */
function otherTeam(operation: string, role: RoleName, access: Access): Cell {
  if (access.rule !== 'permission' || !hasIds(operation)) return '-'
  return cellOf(role, access) === 'allowed' ? 'not found' : 'refused'
}

function noTeam(operation: string, { rule, or_themselves }: Access): Cell {
  if (rule === 'public') return 'public'
  if (rule === 'any principal') return 'allowed'
  if (rule === 'person') return 'own account'
  if (!or_themselves) return 'refused'
  return hasIds(operation) ? 'not found' : 'own account'
}
