import { Problem } from '@skykeep/contract'
import { sql } from 'kysely'
import type { RoleRow } from '../../auth/registered.ts'
import { violates } from '../../db/errors.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export const rolesStore = (tx: TeamTx) => ({
  async insert(row: Omit<RoleRow, 'team_id'>): Promise<RoleRow> {
    const role = { team_id: teamOf(tx), ...row }
    await namedOnce(tx.insertInto('directory.roles').values(role).execute())
    return role
  },

  async find(id: string): Promise<RoleRow | undefined> {
    return tx.selectFrom('directory.roles').selectAll().where('id', '=', id).executeTakeFirst()
  },

  /** As `find`; nobody else changes it or gives it to somebody before this transaction ends. */
  async lock(id: string): Promise<RoleRow | undefined> {
    return tx.selectFrom('directory.roles').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  },

  async list(): Promise<RoleRow[]> {
    return tx.selectFrom('directory.roles').selectAll().orderBy('id').execute()
  },

  async update({ id, name, description, permissions, version, updated_at }: RoleRow): Promise<void> {
    const changing = { name, description, permissions, version, updated_at }
    await namedOnce(tx.updateTable('directory.roles').set(changing).where('id', '=', id).execute())
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('directory.roles').where('id', '=', id).execute()
  },

  /** Whether a member, a client or an open invitation has it. */
  async isInUse(id: string, now: Date): Promise<boolean> {
    const { rows } = await sql<{ found: boolean }>`select
        exists (select from directory.memberships where ${id} = any (roles))
        or exists (select from directory.clients where ${id} = any (roles))
        or exists (select from directory.invitations where ${id} = any (roles)
          and accepted_at is null and revoked_at is null and expires_at > ${now}) as found`.execute(tx)
    return rows[0]!.found
  },
})

/** @throws Problem ROLE_NAME_TAKEN */
async function namedOnce(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (error) {
    throw violates(error, 'roles_name_unique') ? new Problem('ROLE_NAME_TAKEN', { cause: error }) : error
  }
}
