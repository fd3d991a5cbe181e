import type { JWK } from 'jose'

/**
 * announced: published, so that verifiers know it before it signs · active: signs · retiring: signs no more, its last
 * signatures are still accepted · destroyed: the private part is gone and the public part is not offered any more.
 */
export type SigningKeyState = 'announced' | 'active' | 'retiring' | 'destroyed'

/** What the keys are for. Keys of one use never appear among those of the other. */
export type SigningKeyUse = 'token' | 'checkpoint'

export interface SigningKeyRow {
  /** RFC 7638 thumbprint of the public key. */
  kid: string
  state: SigningKeyState
  public_jwk: JWK
  /** The private part (PKCS#8), sealed by the key ring; null when destroyed. */
  sealed: string | null
  announced_at: Date
  activated_at: Date | null
  retiring_at: Date | null
  destroyed_at: Date | null
  /** True when it was taken out in an emergency: whatever it signed is not to be believed. */
  withdrawn: boolean
}

/** All keys of one use, with a number that grows by one with each change. Nothing stored yet is revision 0 without keys. */
export interface SigningKeySet {
  revision: number
  keys: SigningKeyRow[]
}

/**
 * Where signing keys are kept. The set of one use is read and written as a whole, so that "exactly one key is active"
 * can be decided in one place. Rules for whoever implements it:
 *
 * - `save` is one compare-and-set: it stores the keys as revision `expected_revision + 1` only if the stored revision is
 *   still `expected_revision`, and says whether it did. Two callers with the same expectation: exactly one gets `true`.
 * - It commits by itself before it answers.
 * - `keys` is the complete new set; rows are never left out, destroyed ones stay for the record.
 * - `by` is who asked for the change, null where it happens by itself: a store that keeps a record writes it together with the keys.
 */
export interface SigningKeyStore {
  load(use: SigningKeyUse): Promise<SigningKeySet>
  save(use: SigningKeyUse, keys: SigningKeyRow[], expected_revision: number, by: string | null): Promise<boolean>
}
