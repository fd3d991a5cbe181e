import type { Database } from '../../db/tenancy.ts'
import { REPLAY_MODEL, storedId } from './adapter.ts'
import { artefactStore } from './artefacts.store.ts'

/** Remembers which assertions were used, in the very records that the OAuth library keeps: one used there is used up here. */
export interface Replays {
  /** Says whether this is the first use of the assertion `jti` of `issuer`. */
  isFirstUse(issuer: string, jti: string, expires_at: Date): Promise<boolean>
}

export function replays(db: Database): Replays {
  return {
    isFirstUse(issuer, jti, expires_at) {
      const nothing = { grant_id: null, user_code: null, uid: null, consumed_at: null }
      // The library names its record by the hash of both texts; the adapter hashes that name again.
      const id = storedId(storedId(`${issuer}${jti}`))
      const artefact = { model: REPLAY_MODEL, id, payload: { kind: REPLAY_MODEL, iss: issuer }, expires_at, ...nothing }
      return db.withoutTeam((tx) => artefactStore(tx).putOnce(artefact))
    },
  }
}
