/** A data key as it is stored: wrapped by the root key, and bound to its team, purpose, version and id. */
export interface DataKeyRow {
  id: string
  team_id: string | null
  purpose: string
  version: number
  /** Null once the key was destroyed. The row stays, so that nobody takes a new key for the old one. */
  wrapped: Uint8Array | null
  root_key_id: string
  created_at: Date
}

/**
 * Where data keys are kept. Rules for whoever implements it:
 *
 * - `(team_id, purpose, version)` is unique, and a null team counts as one value (`UNIQUE NULLS NOT DISTINCT`).
 * - Each call commits by itself, on its own connection. A data key that is rolled back with the caller's transaction
 *   would stay in the cache and seal secrets that nobody can ever open.
 * - Rows are reached without a team setting: the key ring itself compares the team of a key with the team of the caller.
 */
export interface DataKeyStore {
  /** The row with the highest version, destroyed or not. */
  newest(team_id: string | null, purpose: string): Promise<DataKeyRow | undefined>
  byId(id: string): Promise<DataKeyRow | undefined>
  /**
   * Inserts, or leaves what is there. Answers the stored row of this `(team_id, purpose, version)`, ours or another's. With `by`, somebody asked for a
   * new version: a store that keeps a record writes that together with the row.
   */
  insert(row: DataKeyRow, by?: string): Promise<DataKeyRow>
  /** Sets `wrapped` to null in all rows of the team. Answers how many it destroyed. */
  destroy(team_id: string): Promise<number>
  /** Rows that are not destroyed and whose `root_key_id` is another one, at most `limit`. */
  wrappedByOthers(root_key_id: string, limit: number): Promise<DataKeyRow[]>
  /** Writes each row that is not destroyed and still has its `from_root_key_id`, all in one; says how many. `by` as with `insert`. */
  rewrap(rows: readonly RewrappedKey[], by?: string): Promise<number>
}

/** A data key under another root key. */
export interface RewrappedKey {
  id: string
  wrapped: Uint8Array
  root_key_id: string
  from_root_key_id: string
}
