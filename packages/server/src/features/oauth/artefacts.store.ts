import type { Generated } from 'kysely'
import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

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

/** Of device codes: when the device last asked, and how long it has to wait between two questions. */
interface ArtefactsTable extends Artefact {
  polled_at: Generated<Date | null>
  poll_seconds: Generated<number>
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.oauth_artefacts': ArtefactsTable
  }
}

export type ArtefactKey = 'id' | 'uid' | 'user_code'

/** What a device that asks too often has to wait longer each time (RFC 8628 §3.5), and what its network may shorten the way. */
const SLOWER_SECONDS = 5
const POLL_SECONDS_MAX = 60
const JITTER_MS = 1_000

export const artefactStore = (tx: InstallationTx | TeamTx) => ({
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

  async find(model: string, by: ArtefactKey, value: string, now: Date): Promise<Artefact | undefined> {
    return living(tx, model, by, value, now).executeTakeFirst()
  },

  /** As `find`, and nobody else changes it before this transaction ends. */
  async lock(model: string, by: ArtefactKey, value: string, now: Date): Promise<Artefact | undefined> {
    return living(tx, model, by, value, now).forUpdate().executeTakeFirst()
  },

  /** Writes what a person decided into one that is locked. */
  async decide({ model, id }: Artefact, payload: Record<string, unknown>, grant_id: string | null): Promise<void> {
    await tx
      .updateTable('identity.oauth_artefacts')
      .set({ payload, grant_id })
      .where('model', '=', model)
      .where('id', '=', id)
      .execute()
  },

  /** Notes that a device asks after its code, and says whether it waited long enough. */
  async pace(model: string, id: string, now: Date): Promise<boolean> {
    const asked = await tx
      .selectFrom('identity.oauth_artefacts')
      .select(['polled_at', 'poll_seconds'])
      .where('model', '=', model)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!asked) return true
    const { polled_at, poll_seconds } = asked
    const waitedMs = polled_at === null ? Number.POSITIVE_INFINITY : now.getTime() - polled_at.getTime()
    const isInTime = waitedMs >= poll_seconds * 1_000 - JITTER_MS
    await tx
      .updateTable('identity.oauth_artefacts')
      .set({ polled_at: now, poll_seconds: isInTime ? poll_seconds : Math.min(poll_seconds + SLOWER_SECONDS, POLL_SECONDS_MAX) })
      .where('model', '=', model)
      .where('id', '=', id)
      .execute()
    return isInTime
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

  /** Says whether this call removed it: of any number at once, one does. */
  async remove(model: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await tx
      .deleteFrom('identity.oauth_artefacts')
      .where('model', '=', model)
      .where('id', '=', id)
      .executeTakeFirst()
    return numDeletedRows === 1n
  },

  async removeGrant(grant_id: string): Promise<void> {
    await tx.deleteFrom('identity.oauth_artefacts').where('grant_id', '=', grant_id).execute()
  },

  async removeExpired(before: Date): Promise<number> {
    const { numDeletedRows } = await tx.deleteFrom('identity.oauth_artefacts').where('expires_at', '<', before).executeTakeFirst()
    return Number(numDeletedRows)
  },
})

const living = (tx: InstallationTx | TeamTx, model: string, by: ArtefactKey, value: string, now: Date) =>
  tx
    .selectFrom('identity.oauth_artefacts')
    .selectAll()
    .where('model', '=', model)
    .where(by, '=', value)
    .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]))
