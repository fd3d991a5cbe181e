import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface AuthorityRow {
  team_id: string
  id: string
  certificate: string
  sealed_key: string
  state: 'active' | 'retired'
  crl_number: number
  not_after: Date
  created_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'directory.authorities': AuthorityRow
  }
}

export const authoritiesStore = (tx: TeamTx) => ({
  async active(): Promise<AuthorityRow | undefined> {
    return tx.selectFrom('directory.authorities').selectAll().where('state', '=', 'active').executeTakeFirst()
  },

  async byId(id: string): Promise<AuthorityRow | undefined> {
    return tx.selectFrom('directory.authorities').selectAll().where('id', '=', id).executeTakeFirst()
  },

  async all(): Promise<AuthorityRow[]> {
    return tx.selectFrom('directory.authorities').selectAll().orderBy('created_at').execute()
  },

  /** Whose certificates may be believed: the one that issues, then former ones, the youngest first. */
  async inForce(now: Date): Promise<AuthorityRow[]> {
    const all = tx.selectFrom('directory.authorities').selectAll().where('not_after', '>', now)
    return all.orderBy('state').orderBy('created_at', 'desc').execute()
  },

  /** It issues nothing more; what it issued is believed until its end. */
  async retire(id: string): Promise<void> {
    await tx.updateTable('directory.authorities').set({ state: 'retired' }).where('id', '=', id).execute()
  },

  /** Removes those that issue nothing more and whose last certificate has ended. Answers their ids. */
  async removeEnded(now: Date): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`delete from directory.authorities a where state = 'retired' and not exists (
      select from directory.certificates c where c.team_id = a.team_id and c.authority_id = a.id and c.not_after > ${now}) returning id`.execute(
      tx,
    )
    return rows.map(({ id }) => id)
  },

  /** False when another process was faster. */
  async insertActive(
    row: Pick<AuthorityRow, 'id' | 'certificate' | 'sealed_key' | 'not_after' | 'created_at'>,
  ): Promise<boolean> {
    const inserted = await tx
      .insertInto('directory.authorities')
      .values({ team_id: teamOf(tx), ...row, state: 'active', crl_number: 0 })
      .onConflict((conflict) => conflict.column('team_id').where('state', '=', 'active').doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted !== undefined
  },

  /** The revocation list has changed: its number grows, which makes every process sign it anew. */
  async countRevocation(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await tx.updateTable('directory.authorities').set({ crl_number: sql`crl_number + 1` }).where('id', 'in', ids).execute()
  },
})
