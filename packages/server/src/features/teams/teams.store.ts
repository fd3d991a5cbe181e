import { sql, type Transaction } from 'kysely'
import type { Tables } from '../../db/tables.ts'
import { type InstallationTx, type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface TeamPolicy {
  /** People reach the team only after a second factor. */
  second_factor_required: boolean
  /** How long a session in the team may be idle, and how old it may get; null: as the installation has it. */
  session_idle_seconds: number | null
  session_seconds: number | null
  /** From where people and clients reach the team; empty: from anywhere. */
  allowed_networks: string[]
}

export interface TeamRow extends TeamPolicy {
  team_id: string
  name: string
  version: number
  created_at: Date
  updated_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'directory.teams': TeamRow
    'identity.team_ids': { id: string; founded_at: Date }
  }
}

export const teamsStore = (tx: TeamTx) => ({
  async insert(row: Omit<TeamRow, 'team_id'>): Promise<TeamRow> {
    const team = { team_id: teamOf(tx), ...row }
    await tx.insertInto('identity.team_ids').values({ id: team.team_id, founded_at: team.created_at }).execute()
    await tx.insertInto('directory.teams').values(team).execute()
    return team
  },

  async find(id: string): Promise<TeamRow | undefined> {
    return tx.selectFrom('directory.teams').selectAll().where('team_id', '=', id).executeTakeFirst()
  },

  /** As `find`, and nobody else changes it before this transaction ends. */
  async lock(id: string): Promise<TeamRow | undefined> {
    return tx.selectFrom('directory.teams').selectAll().where('team_id', '=', id).forUpdate().executeTakeFirst()
  },

  async update({ team_id, created_at: _, ...row }: TeamRow): Promise<void> {
    await tx.updateTable('directory.teams').set(row).where('team_id', '=', team_id).execute()
  },

  /** With everything of the team in the schema `directory`. */
  async remove(id: string): Promise<void> {
    await tx.deleteFrom('directory.teams').where('team_id', '=', id).execute()
    await tx.deleteFrom('identity.team_ids').where('id', '=', id).execute()
  },

  async rolesOf(accountId: string): Promise<string[]> {
    const member = await tx
      .selectFrom('directory.memberships')
      .select('roles')
      .where('account_id', '=', accountId)
      .executeTakeFirst()
    return member?.roles ?? []
  },
})

/** The ids of all teams, the oldest first. */
export async function allTeamIds(tx: Transaction<Tables>): Promise<string[]> {
  const rows = await tx.selectFrom('identity.team_ids').select('id').orderBy('founded_at').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

/** The ids of a person's teams, in their order; one more than `limit`, to see whether there is more. */
export async function teamIdsOf(
  tx: InstallationTx,
  accountId: string,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<{ id: string }[]> {
  const { rows } = await sql<{ id: string }>`select member_of as id from identity.account_teams
    where account_id = ${accountId} and (${after ?? null}::uuid is null or member_of > ${after ?? null}::uuid)
    order by member_of limit ${limit + 1}`.execute(tx)
  return rows
}
