import { type TeamTx, teamOf } from '../../db/tenancy.ts'

interface SecretsTable {
  team_id: string
  id: string
  principal_id: string
  hash: string
  created_at: Date
  valid_until: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'directory.secrets': SecretsTable
  }
}

export const secretsStore = (tx: TeamTx) => ({
  async insert(row: Pick<SecretsTable, 'id' | 'principal_id' | 'hash' | 'created_at'>): Promise<void> {
    await tx
      .insertInto('directory.secrets')
      .values({ team_id: teamOf(tx), ...row, valid_until: null })
      .execute()
  },

  /** Those that are valid at `now`, the newest first. */
  async validOf(principal_id: string, now: Date): Promise<Pick<SecretsTable, 'id' | 'hash' | 'valid_until'>[]> {
    return tx
      .selectFrom('directory.secrets')
      .select(['id', 'hash', 'valid_until'])
      .where('principal_id', '=', principal_id)
      .where((where) => where.or([where('valid_until', 'is', null), where('valid_until', '>', now)]))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute()
  },

  async endAt(id: string, valid_until: Date): Promise<void> {
    await tx.updateTable('directory.secrets').set({ valid_until }).where('id', '=', id).execute()
  },

  /** Deletes all of a principal, or all but one. */
  async removeOf(principal_id: string, except?: string): Promise<void> {
    const all = tx.deleteFrom('directory.secrets').where('principal_id', '=', principal_id)
    await (except === undefined ? all : all.where('id', '!=', except)).execute()
  },
})
