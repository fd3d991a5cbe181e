import { sql } from 'kysely'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface LinkRow {
  team_id: string
  id: string
  account_id: string | null
  aircraft_id: string | null
  state: 'linked' | 'withdrawn'
  scopes: string[]
  sealed_access: string
  sealed_refresh: string
  access_ends_at: Date
  linked_by: string
  created_at: Date
  updated_at: Date
}

export interface StartRow {
  team_id: string
  state_hash: string
  account_id: string
  session_id: string
  aircraft_id: string | null
  sealed_verifier: string
  expires_at: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'contacts.links': LinkRow
    'contacts.starts': StartRow
  }
}

/** Whose address book a link leads to. */
export type LinkOwner = { account_id: string; aircraft_id: null } | { account_id: null; aircraft_id: string }

const LINKS_LOCK = 7_244

export const linksStore = (tx: TeamTx) => {
  const owned = ({ account_id, aircraft_id }: LinkOwner) =>
    account_id !== null ? sql<boolean>`account_id = ${account_id}` : sql<boolean>`aircraft_id = ${aircraft_id}`
  return {
    find: (owner: LinkOwner): Promise<LinkRow | undefined> =>
      tx.selectFrom('contacts.links').selectAll().where(owned(owner)).executeTakeFirst(),

    /** Held until the transaction ends: whoever wants to refresh the same tokens waits here. */
    lock: (owner: LinkOwner): Promise<LinkRow | undefined> =>
      tx.selectFrom('contacts.links').selectAll().where(owned(owner)).forUpdate().executeTakeFirst(),

    /** Two that are made at once come one after the other: each would miss the row of the other one, and both would stay. */
    async replace(owner: LinkOwner, row: Omit<LinkRow, 'team_id'>): Promise<void> {
      await sql`select pg_advisory_xact_lock(${LINKS_LOCK}::int, hashtext(${owner.account_id ?? owner.aircraft_id}))`.execute(tx)
      await this.remove(owner)
      await tx
        .insertInto('contacts.links')
        .values({ team_id: teamOf(tx), ...row })
        .execute()
    },

    async keepTokens(
      id: string,
      tokens: Partial<Pick<LinkRow, 'sealed_access' | 'sealed_refresh' | 'access_ends_at'>>,
      at: Date,
    ): Promise<void> {
      await tx
        .updateTable('contacts.links')
        .set({ ...tokens, updated_at: at })
        .where('id', '=', id)
        .execute()
    },

    async withdrawn(id: string, at: Date): Promise<void> {
      await tx.updateTable('contacts.links').set({ state: 'withdrawn', updated_at: at }).where('id', '=', id).execute()
    },

    async remove(owner: LinkOwner): Promise<LinkRow | undefined> {
      return tx.deleteFrom('contacts.links').where(owned(owner)).returningAll().executeTakeFirst()
    },

    async isOfTeam(aircraftId: string): Promise<boolean> {
      const { rows } = await sql`select from directory.aircraft where id = ${aircraftId} and status = 'active'`.execute(tx)
      return rows.length > 0
    },

    async begin(row: Omit<StartRow, 'team_id'>, now: Date): Promise<void> {
      await this.removeExpired(now)
      await tx
        .insertInto('contacts.starts')
        .values({ team_id: teamOf(tx), ...row })
        .execute()
    },

    async removeExpired(now: Date): Promise<void> {
      await tx.deleteFrom('contacts.starts').where('expires_at', '<=', now).execute()
    },

    /** Takes a start out, whoever asks: a state counts once. */
    async take(stateHash: string): Promise<StartRow | undefined> {
      return tx.deleteFrom('contacts.starts').where('state_hash', '=', stateHash).returningAll().executeTakeFirst()
    },
  }
}
