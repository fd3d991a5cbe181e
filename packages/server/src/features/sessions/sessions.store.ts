import type { Assurance } from '../../auth/principal.ts'
import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

export interface SessionRow {
  id: string
  account_id: string
  token_hash: string
  selected_team: string | null
  assurance: Assurance
  methods: string[]
  authenticated_at: Date
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  address: string | null
  user_agent: string | null
  ended_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.sessions': SessionRow
    'identity.known_devices': { account_id: string; device_hash: string; last_seen_at: Date }
  }
}

type Tx = TeamTx | InstallationTx

export const sessionsStore = (tx: Tx) => ({
  async insert(row: Omit<SessionRow, 'ended_at'>): Promise<void> {
    await tx
      .insertInto('identity.sessions')
      .values({ ...row, ended_at: null })
      .execute()
  },

  /** The open session of a cookie, if its account is still active. */
  async findOpen(token_hash: string, now: Date): Promise<SessionRow | undefined> {
    return tx
      .selectFrom('identity.sessions as session')
      .innerJoin('identity.accounts as account', 'account.id', 'session.account_id')
      .selectAll('session')
      .where('session.token_hash', '=', token_hash)
      .where('session.ended_at', 'is', null)
      .where('session.expires_at', '>', now)
      .where('account.status', '=', 'active')
      .executeTakeFirst()
  },

  async find(account_id: string, id: string): Promise<SessionRow | undefined> {
    return tx
      .selectFrom('identity.sessions')
      .selectAll()
      .where('id', '=', id)
      .where('account_id', '=', account_id)
      .executeTakeFirst()
  },

  /** The open sessions of a person, the newest first. */
  async listOpen(account_id: string, now: Date): Promise<SessionRow[]> {
    return tx
      .selectFrom('identity.sessions')
      .selectAll()
      .where('account_id', '=', account_id)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('id', 'desc')
      .execute()
  },

  /** The team in which the person was last. */
  async lastTeam(account_id: string): Promise<string | null> {
    const row = await tx
      .selectFrom('identity.sessions')
      .select('selected_team')
      .where('account_id', '=', account_id)
      .where('selected_team', 'is not', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.selected_team ?? null
  },

  async touch(id: string, now: Date): Promise<void> {
    await tx.updateTable('identity.sessions').set({ last_seen_at: now }).where('id', '=', id).execute()
  },

  /** Ends open sessions and answers their ids: of two calls at once, one gets each. */
  async end(which: { account_id: string; id?: string; except?: string; team?: string }, now: Date): Promise<string[]> {
    let ending = tx
      .updateTable('identity.sessions')
      .set({ ended_at: now })
      .where('account_id', '=', which.account_id)
      .where('ended_at', 'is', null)
    if (which.id !== undefined) ending = ending.where('id', '=', which.id)
    if (which.except !== undefined) ending = ending.where('id', '!=', which.except)
    if (which.team !== undefined) ending = ending.where('selected_team', '=', which.team)
    return (await ending.returning('id').execute()).map(({ id }) => id)
  },

  async keepDevice(account_id: string, device_hash: string, last_seen_at: Date): Promise<void> {
    await tx
      .insertInto('identity.known_devices')
      .values({ account_id, device_hash, last_seen_at })
      .onConflict((conflict) => conflict.columns(['account_id', 'device_hash']).doUpdateSet({ last_seen_at }))
      .execute()
  },

  async removeOld(before: Date): Promise<void> {
    await tx.deleteFrom('identity.sessions').where('expires_at', '<', before).execute()
    await tx.deleteFrom('identity.sessions').where('ended_at', '<', before).execute()
  },
})
