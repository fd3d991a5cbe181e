import type { BlockList } from 'node:net'
import { isPermission, isRole, type Permission, permissionsOf } from '@skykeep/contract'
import type { TeamTx } from '../db/tenancy.ts'
import { blockListOf } from '../lib/networks.ts'
import type { Principal } from './principal.ts'

/** What the registry says of a principal now. `active` is false once it is revoked or has expired. */
export interface Registered {
  kind: Principal['kind']
  active: boolean
  permissions: ReadonlySet<Permission>
  readAt: number
  /** What the store names although it does not exist: roles, permissions. It gives nothing, and somebody should look. */
  unknown?: readonly string[]
  /** The team admits people only after a second factor. */
  needsSecondFactor?: boolean
  networks?: BlockList
}

/** A role of a team as members have it: a name of a standard role, or the id of one of the team's own. */
export interface RoleRow {
  team_id: string
  id: string
  name: string
  description: string
  permissions: string[]
  version: number
  created_at: Date
  updated_at: Date
}

export interface MembershipRow {
  team_id: string
  account_id: string
  roles: string[]
  version: number
  created_at: Date
  updated_at: Date
}

declare module '../db/tables.ts' {
  interface Tables {
    'directory.roles': RoleRow
    'directory.memberships': MembershipRow
  }
}

/** Reads a machine principal of the transaction's team; null when the team has none with that id. */
export async function readRegistered(tx: TeamTx, id: string, readAt: number): Promise<Registered | null> {
  // Sent together: the connection pipelines, so that three answers cost one round trip.
  const [aircraft, client, { networks }] = await Promise.all([
    tx.selectFrom('directory.aircraft').select(['tier', 'backfill', 'status']).where('id', '=', id).executeTakeFirst(),
    tx.selectFrom('directory.clients').select(['roles', 'permissions', 'expires_at']).where('id', '=', id).executeTakeFirst(),
    readPolicy(tx),
  ])
  if (aircraft) {
    const permissions = permissionsOf([aircraft.tier === 'premium' ? 'aircraft_premium' : 'aircraft_standard'])
    return {
      kind: 'aircraft',
      active: aircraft.status === 'active',
      permissions: aircraft.backfill ? new Set([...permissions, 'telemetry:backfill']) : permissions,
      readAt,
    }
  }
  if (!client) return null
  const grants = await readGrants(tx, client.roles)
  const single = client.permissions.filter(isPermission)
  return {
    kind: 'client',
    active: client.expires_at === null || client.expires_at.getTime() > readAt,
    permissions: new Set([...unionOf(grants), ...single]),
    readAt,
    unknown: [...grants.unknown, ...client.permissions.filter((name) => !isPermission(name))],
    ...(networks && { networks }),
  }
}

/** Reads a person as a member of the transaction's team; null when they are none. */
export async function readMember(tx: TeamTx, accountId: string, readAt: number): Promise<Registered | null> {
  const member = await tx
    .selectFrom('directory.memberships')
    .select('roles')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!member) return null
  const grants = await readGrants(tx, member.roles)
  const permissions = unionOf(grants)
  return { kind: 'account', active: true, permissions, readAt, unknown: grants.unknown, ...(await readPolicy(tx)) }
}

/** What roles come to in the transaction's team, at this moment. */
export interface Grants {
  byRole: ReadonlyMap<string, ReadonlySet<Permission>>
  /** Names and ids that are no role, and permissions of roles that do not exist: none of them is ever guessed. */
  unknown: readonly string[]
}

export async function readGrants(tx: TeamTx, roles: readonly string[]): Promise<Grants> {
  const own = roles.filter((role) => !isRole(role))
  const rows = own.length === 0 ? [] : await tx.selectFrom('directory.roles').select(['id', 'permissions']).execute()
  const byRole = new Map(roles.filter(isRole).map((role): [string, ReadonlySet<Permission>] => [role, permissionsOf([role])]))
  const unknown: string[] = []
  for (const role of own) {
    const row = rows.find(({ id }) => id === role)
    if (row) byRole.set(role, new Set(row.permissions.filter(isPermission)))
    unknown.push(...(row ? row.permissions.filter((name) => !isPermission(name)) : [role]))
  }
  return { byRole, unknown }
}

/** The union of what the roles permit. A name or id that is no role adds nothing. */
export const permissionsOfRoles = async (tx: TeamTx, roles: readonly string[]): Promise<ReadonlySet<Permission>> =>
  unionOf(await readGrants(tx, roles))

const unionOf = ({ byRole }: Grants): ReadonlySet<Permission> => new Set([...byRole.values()].flatMap((names) => [...names]))

async function readPolicy(tx: TeamTx): Promise<Pick<Registered, 'needsSecondFactor' | 'networks'>> {
  const team = await tx.selectFrom('directory.teams').select(['second_factor_required', 'allowed_networks']).executeTakeFirst()
  const networks = team?.allowed_networks ?? []
  return {
    needsSecondFactor: team?.second_factor_required ?? true,
    ...(networks.length > 0 && { networks: blockListOf(networks) }),
  }
}
