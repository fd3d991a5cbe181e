import type { InstallationTx } from '../../db/tenancy.ts'

/** A code, grant, session, refresh token or replay record of the OAuth server. Ids are hashes of what was handed out. */
export interface Artefact {
  model: string
  id: string
  payload: Record<string, unknown>
  grant_id: string | null
  user_code: string | null
  uid: string | null
  expires_at: Date | null
  consumed_at: Date | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.oauth_artefacts': Artefact
  }
}

export const artefactStore = (tx: InstallationTx) => ({
  /** Inserts, or replaces what was said before. What was consumed stays consumed. */
  async put(artefact: Artefact): Promise<void> {
    const { model: _model, id: _id, consumed_at: _consumed, ...changing } = artefact
    await tx
      .insertInto('identity.oauth_artefacts')
      .values(artefact)
      .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(changing))
      .execute()
  },

  /** Inserts, and says whether it was the first to do so. One statement: a look before it would let two pass at once. */
  async putOnce(artefact: Artefact): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('identity.oauth_artefacts')
      .values(artefact)
      .onConflict((conflict) => conflict.columns(['model', 'id']).doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  },

  async find(model: string, by: 'id' | 'uid', value: string, now: Date): Promise<Artefact | undefined> {
    return tx
      .selectFrom('identity.oauth_artefacts')
      .selectAll()
      .where('model', '=', model)
      .where(by, '=', value)
      .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]))
      .executeTakeFirst()
  },

  /** Uses up a one-time artefact, and says whether this call did: of any number at once, exactly one. */
  async consume(model: string, id: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('identity.oauth_artefacts')
      .set({ consumed_at: now })
      .where('model', '=', model)
      .where('id', '=', id)
      .where('consumed_at', 'is', null)
      .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]))
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  async remove(model: string, id: string): Promise<void> {
    await tx.deleteFrom('identity.oauth_artefacts').where('model', '=', model).where('id', '=', id).execute()
  },

  async removeGrant(grant_id: string): Promise<void> {
    await tx.deleteFrom('identity.oauth_artefacts').where('grant_id', '=', grant_id).execute()
  },

  async removeExpired(before: Date): Promise<number> {
    const { numDeletedRows } = await tx.deleteFrom('identity.oauth_artefacts').where('expires_at', '<', before).executeTakeFirst()
    return Number(numDeletedRows)
  },
})
