import { Problem, permissionsOf, roleNames } from '@skykeep/contract'
import { sql } from 'kysely'
import type { TeamTx } from '../db/tenancy.ts'

/**
 * Does a change of who may do what in the team, and sees to it that somebody is left who can end the team and so make others owners.
 * Such changes come one after the other: of two owners who demote each other at the same moment, the second finds the first one gone.
 *
 * @throws Problem NOT_FOUND when the team is gone, LAST_OWNER when nobody would be left
 */
export async function keepingAnOwner<T>(tx: TeamTx, work: () => Promise<T>): Promise<T> {
  // Weaker than `for update`: what only refers to the team goes on meanwhile.
  const team = await tx.selectFrom('directory.teams').select('team_id').forNoKeyUpdate().executeTakeFirst()
  if (!team) throw new Problem('NOT_FOUND')
  const hadOwner = await hasOwner(tx)
  const result = await work()
  // A team that an operator founded has nobody yet, and nobody to lose.
  if (hadOwner && !(await hasOwner(tx))) throw new Problem('LAST_OWNER')
  return result
}

const OWNING = 'team:delete'
const owningRoles = roleNames.filter((name) => permissionsOf([name]).has(OWNING))

/** Asked of permissions, never of a role's name; an account that was closed owns nothing. */
async function hasOwner(tx: TeamTx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (
      select from directory.memberships m join identity.accounts a on a.id = m.account_id
      where a.status = 'active' and m.roles && (
        ${owningRoles}::text[] || array(select id::text from directory.roles where ${OWNING} = any (permissions)))) as found`.execute(
    tx,
  )
  return rows[0]!.found
}
