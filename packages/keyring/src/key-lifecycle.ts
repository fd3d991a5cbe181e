import type { KeyObject } from 'node:crypto'
import { ExpiringCache } from './expiring-cache.ts'
import type { KeyRing } from './key-ring.ts'
import { KeyRingError } from './key-ring-error.ts'
import { activeKey, advancedKeys, type KeyIntervals, nextKey, promotedKeys, rotatedKeys, withoutKey } from './key-states.ts'
import type { Clock } from './outside.ts'
import { type KeyPair, openSigningKey, sealedSigningKey } from './sealed-signing-key.ts'
import type { SigningKeyRow, SigningKeyState, SigningKeyStore, SigningKeyUse } from './signing-key-store.ts'

// Ten seconds: how soon every process follows a withdrawal. Tokens are checked against the cached set, so it costs one read in ten seconds.
export const SET_CACHE_MS = 10_000
const OPENED_CACHE_MS = 5 * 60_000
const OPENED_MAX = 16
// Each round some process succeeds, and after the first success the others usually find nothing left to do.
const ROUNDS_MAX = 10

export interface KeyLifecycleNeeds {
  use: SigningKeyUse
  generate: () => Promise<KeyPair>
  intervals: KeyIntervals
  keyRing: KeyRing
  store: SigningKeyStore
  clock: Clock
}

/** A signing key that is not destroyed, with both its parts. */
export interface LiveKey {
  kid: string
  state: SigningKeyState
  privateKey: KeyObject
  publicKey: KeyObject
}

type Step = (keys: SigningKeyRow[]) => SigningKeyRow[]

/** The states of the signing keys of one use, moved on by any process and agreed on through compare-and-set. */
export class KeyLifecycle {
  readonly #needs: KeyLifecycleNeeds
  readonly #sets: ExpiringCache<SigningKeyRow[]>
  readonly #opened: ExpiringCache<Pick<LiveKey, 'privateKey' | 'publicKey'>>

  constructor(needs: KeyLifecycleNeeds) {
    this.#needs = needs
    this.#sets = new ExpiringCache({ clock: needs.clock, ageMsMax: SET_CACHE_MS, sizeMax: 1 })
    this.#opened = new ExpiringCache({ clock: needs.clock, ageMsMax: OPENED_CACHE_MS, sizeMax: OPENED_MAX })
  }

  ensure(): Promise<void> {
    return this.#change(null, (keys) => keys)
  }

  advance(now: Date): Promise<void> {
    return this.#change(null, (keys) => advancedKeys(keys, now, this.#needs.intervals))
  }

  rotate({ even_if_new, by }: { even_if_new: boolean; by: string | null }): Promise<void> {
    const { clock, intervals } = this.#needs
    return this.#change(by, (keys) => (even_if_new ? promotedKeys(keys, clock.now()) : rotatedKeys(keys, clock.now(), intervals)))
  }

  withdraw(kid: string, by: string | null): Promise<void> {
    return this.#change(by, (keys) => withoutKey(keys, kid, this.#needs.clock.now()))
  }

  /** All keys as stored, destroyed ones included; at most ten seconds old. */
  rows(): Promise<SigningKeyRow[]> {
    const { store, use } = this.#needs
    return this.#sets.get(use, async () => (await store.load(use)).keys)
  }

  async active(): Promise<LiveKey> {
    const row = activeKey(await this.rows())
    if (!row) throw new KeyRingError('SIGNING_KEY_MISSING')
    return this.#open(row)
  }

  async live(): Promise<LiveKey[]> {
    const rows = await this.rows()
    return Promise.all(rows.filter(({ state }) => state !== 'destroyed').map((row) => this.#open(row)))
  }

  async find(kid: string): Promise<LiveKey | undefined> {
    const row = (await this.rows()).find((one) => one.kid === kid && one.state !== 'destroyed')
    return row && this.#open(row)
  }

  /** Forgets what was read, for a process that hears that another one changed the keys. */
  forget(): void {
    this.#sets.clear()
    this.#opened.clear()
  }

  async #open(row: SigningKeyRow): Promise<LiveKey> {
    const pair = await this.#opened.get(row.kid, () => openSigningKey(this.#needs.keyRing, this.#needs.use, row))
    return { kid: row.kid, state: row.state, ...pair }
  }

  async #change(by: string | null, step: Step): Promise<void> {
    const { store, use } = this.#needs
    const spare: SigningKeyRow[] = []
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const { revision, keys } = await store.load(use)
      const changed = await this.#completed(step(keys), spare)
      if (isSame(keys, changed) || (await store.save(use, changed, revision, by))) return this.forget()
    }
    throw new KeyRingError('SIGNING_KEY_CONTENDED')
  }

  // There is always one key that signs and one that is known to be next: then an emergency needs no waiting.
  async #completed(keys: SigningKeyRow[], spare: SigningKeyRow[]): Promise<SigningKeyRow[]> {
    const now = this.#needs.clock.now()
    const running = activeKey(keys) ? keys : promotedKeys(keys, now)
    const missing = Number(!activeKey(running)) + Number(!nextKey(running))
    // Keys made in a lost round serve the next one: an RSA key of 3072 bits costs about a second.
    while (spare.length < missing) spare.push(await this.#newKey(now))
    const all = [...running, ...spare.slice(0, missing)]
    return activeKey(all) ? all : promotedKeys(all, now)
  }

  async #newKey(now: Date): Promise<SigningKeyRow> {
    const { keyRing, use, generate } = this.#needs
    const key = await sealedSigningKey(keyRing, use, await generate())
    const unused = { activated_at: null, retiring_at: null, destroyed_at: null, withdrawn: false }
    return { ...key, state: 'announced', announced_at: now, ...unused }
  }
}

const isSame = (before: SigningKeyRow[], after: SigningKeyRow[]) =>
  before.length === after.length && before.every((key, index) => key === after[index])
