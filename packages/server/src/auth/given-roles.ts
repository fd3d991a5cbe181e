import { type FieldFault, isRole, type Permission, Problem, standardRoles } from '@skykeep/contract'
import type { TeamTx } from '../db/tenancy.ts'
import { permissionsOfRoles } from './registered.ts'

/**
 * The permissions of roles that are about to be given to somebody. Roles of the team stay as they are until this transaction ends: one
 * that is deleted or widened at the same moment is given either before that or not at all.
 *
 * @throws Problem VALIDATION_FAILED naming each that is no role of this team, or that such a holder cannot have
 */
export async function rolesToGive(
  tx: TeamTx,
  roles: readonly string[],
  holder: 'person' | 'machine',
): Promise<ReadonlySet<Permission>> {
  const own = roles.filter((role) => !isRole(role))
  const rows = own.length === 0 ? [] : await lockRoles(tx, own)
  const errors = roles.flatMap((role, at): FieldFault[] => {
    const pointer = `#/roles/${at}`
    if (!isRole(role)) return rows.includes(role) ? [] : [{ pointer, detail: 'is no role of this team' }]
    const isForMachines = holder === 'person' && standardRoles[role].kind === 'machine'
    return isForMachines ? [{ pointer, detail: 'is for machines only' }] : []
  })
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
  return permissionsOfRoles(tx, roles)
}

/** The team first, as everybody who locks both: two that wait for each other would be a deadlock. */
async function lockRoles(tx: TeamTx, ids: string[]): Promise<string[]> {
  await tx.selectFrom('directory.teams').select('team_id').forKeyShare().execute()
  const rows = await tx.selectFrom('directory.roles').select('id').where('id', 'in', ids).forShare().execute()
  return rows.map(({ id }) => id)
}
