import { type MemberPermissions, type Permission, permissionNames, permissions } from '@skykeep/contract'
import type { Grants } from '../../auth/registered.ts'
import type { PersonState } from './members.store.ts'

interface Demands {
  second_factor_required: boolean
  allowed_networks: readonly string[]
}

/** What a member may do and why, and what stands between that and a call that is let through. */
export function explainPermissions(account_id: string, grants: Grants, person: PersonState, team: Demands): MemberPermissions {
  const givers = (name: Permission) => [...grants.byRole].filter(([, names]) => names.has(name)).map(([role]) => role)
  return {
    account_id,
    permissions: permissionNames
      .map((name) => ({ name, description: permissions[name], roles: givers(name) }))
      .filter(({ roles }) => roles.length > 0),
    obstacles: obstacles(person, team),
    unknown_roles: [...grants.unknown],
  }
}

function obstacles(
  { is_closed, password_is_short, has_second_factor }: PersonState,
  { second_factor_required, allowed_networks }: Demands,
): MemberPermissions['obstacles'] {
  const found: MemberPermissions['obstacles'] = []
  const add = (problem: string, detail: string) => found.push({ problem, detail })
  if (is_closed) add('SIGN_IN_REFUSED', 'The account is closed: nobody can sign in with it.')
  if (second_factor_required && !has_second_factor) {
    add('SECOND_FACTOR_REQUIRED', 'The team demands a second factor, and the account has none.')
  } else if (second_factor_required) {
    add('SECOND_FACTOR_REQUIRED', 'The team demands a second factor: only sessions that were begun with one reach it.')
  } else if (password_is_short && !has_second_factor) {
    add('SECOND_FACTOR_REQUIRED', 'The password has fewer than 15 characters, and the account has no second factor beside it.')
  }
  if (allowed_networks.length > 0) add('ADDRESS_NOT_ALLOWED', `Calls are let in from ${allowed_networks.join(', ')} only.`)
  return found
}
