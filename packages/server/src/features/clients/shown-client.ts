import { type Client, isPermission, type Permission, Problem } from '@skykeep/contract'
import { rolesToGive } from '../../auth/given-roles.ts'
import { permissionsOfRoles } from '../../auth/registered.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { PrincipalName } from '../credentials/credentials.service.ts'
import type { ClientRow } from './clients.store.ts'

/** @throws Problem NOT_FOUND */
export function existing(client: ClientRow | undefined): ClientRow {
  if (!client) throw new Problem('NOT_FOUND')
  return client
}

type Granted = Pick<ClientRow, 'roles' | 'permissions'>

/** Everything that these roles and permissions come to, now. */
export const permissionsGiven = async (tx: TeamTx, { roles, permissions }: Granted): Promise<ReadonlySet<Permission>> =>
  new Set([...(await permissionsOfRoles(tx, roles)), ...permissions.filter(isPermission)])

/** As `permissionsGiven`, of what is about to be given. @throws Problem VALIDATION_FAILED for a role that the team does not have */
export const permissionsToGive = async (tx: TeamTx, { roles, permissions }: Granted): Promise<ReadonlySet<Permission>> =>
  new Set([...(await rolesToGive(tx, roles, 'machine')), ...permissions.filter(isPermission)])

export const nameOf = ({ id }: Pick<ClientRow, 'id'>): PrincipalName => ({ kind: 'client', id })

export const resourceOf = ({ id }: Pick<ClientRow, 'id'>) => ({ type: 'client', id })

export const shownClient = ({ team_id: _, ...client }: ClientRow): Client => ({
  ...client,
  expires_at: client.expires_at?.toISOString() ?? null,
  last_used_at: client.last_used_at?.toISOString() ?? null,
  created_at: client.created_at.toISOString(),
  updated_at: client.updated_at.toISOString(),
})

/** What an audit entry keeps of a client. Keys are named by their ids: their content is long, and the client's own answer has it. */
export const auditedClient = (client: ClientRow): Record<string, unknown> => ({
  name: client.name,
  roles: client.roles,
  permissions: client.permissions,
  auth_method: client.auth_method,
  jwk_ids: client.jwks?.keys.map(({ kid }) => kid ?? null) ?? null,
  certificate_thumbprints: client.certificate_thumbprints,
  redirect_uris: client.redirect_uris,
  device_flow: client.device_flow,
  expires_at: client.expires_at,
})
