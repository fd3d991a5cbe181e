import { sql } from 'kysely'
import type { GrantRow } from '../../auth/end-grants.ts'
import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

export const grantsStore = (tx: TeamTx | InstallationTx) => ({
  async insert(row: GrantRow): Promise<void> {
    await tx.insertInto('identity.grants').values(row).execute()
  },

  /** Whether it is open or not. */
  async find(id: string): Promise<GrantRow | undefined> {
    return tx.selectFrom('identity.grants').selectAll().where('id', '=', id).executeTakeFirst()
  },

  /** The youngest open grant of the person to this client in this team that holds all these scopes and was ever used. */
  async findCovering(
    { account_id, client_id, acts_in }: Pick<GrantRow, 'account_id' | 'client_id' | 'acts_in'>,
    scopes: readonly string[],
    now: Date,
  ): Promise<GrantRow | undefined> {
    return tx
      .selectFrom('identity.grants')
      .selectAll()
      .where('account_id', '=', account_id)
      .where('client_id', '=', client_id)
      .where('acts_in', 'is not distinct from', acts_in)
      .where(sql<boolean>`scopes @> ${scopes}::text[]`)
      .where('last_used_at', 'is not', null)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
  },

  /** The newest first. */
  async listOpen(account_id: string, now: Date): Promise<GrantRow[]> {
    return tx
      .selectFrom('identity.grants')
      .selectAll()
      .where('account_id', '=', account_id)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('id', 'desc')
      .execute()
  },

  async touch(id: string, now: Date): Promise<void> {
    await tx.updateTable('identity.grants').set({ last_used_at: now }).where('id', '=', id).execute()
  },

  async removeOld(before: Date): Promise<void> {
    await tx.deleteFrom('identity.grants').where('expires_at', '<', before).execute()
    await tx.deleteFrom('identity.grants').where('ended_at', '<', before).execute()
  },
})
