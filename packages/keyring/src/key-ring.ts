import { type DataKey, newDataKey, rewrapDataKeys, unwrapDataKey } from './data-key.ts'
import type { DataKeyRow, DataKeyStore } from './data-key-store.ts'
import { associatedData, openEnvelope, parseEnvelope, sealEnvelope } from './envelope.ts'
import { ExpiringCache } from './expiring-cache.ts'
import { KeyRingError } from './key-ring-error.ts'
import { type Clock, type RandomBytes, secureRandom } from './outside.ts'
import type { RootKeyProvider } from './root-key.ts'

// Five minutes: how long a destroyed key may live on in another process, and how long a silent key service goes unnoticed.
const CACHE_MS = 5 * 60_000
const CACHE_SIZE_MAX = 1_000
const PURPOSE = /^[a-z][a-z0-9-]{0,62}$/

/** Whose secret it is and what it is for: each pair has its own data keys. */
export interface KeyOwner {
  /** Null for what belongs to no team, such as signing keys and second factors of people. */
  team_id: string | null
  purpose: string
}

/** The one place where an envelope opens. */
export interface SealContext extends KeyOwner {
  table: string
  column: string
  row: string
}

export interface KeyRingNeeds {
  root: RootKeyProvider
  store: DataKeyStore
  clock: Clock
  random?: RandomBytes
}

/**
 * Seals secrets with data keys that only the root key can unwrap. Every fault of its own is a {@link KeyRingError}; what
 * the store throws passes through as it is.
 *
 * @example
 * const ring = new KeyRing({ root, store: memoryDataKeyStore(), clock })
 * const place = { team_id: 't-1', purpose: 'connection-keys', table: 'connections', column: 'private_key', row: 'c-1' }
 * const envelope = await ring.seal('s3cret', place)
 * await ring.openText(envelope, place) // => 's3cret'
 * await ring.open(envelope, { ...place, row: 'c-2' }).catch((error) => error.code) // => 'ENVELOPE_REFUSED'
 */
export class KeyRing {
  readonly #root: RootKeyProvider
  readonly #store: DataKeyStore
  readonly #clock: Clock
  readonly #random: RandomBytes
  readonly #newestIds: ExpiringCache<string>
  readonly #keys: ExpiringCache<DataKey>

  constructor({ root, store, clock, random = secureRandom }: KeyRingNeeds) {
    this.#root = root
    this.#store = store
    this.#clock = clock
    this.#random = random
    const limits = { clock, ageMsMax: CACHE_MS, sizeMax: CACHE_SIZE_MAX }
    this.#newestIds = new ExpiringCache(limits)
    this.#keys = new ExpiringCache(limits)
  }

  async seal(plaintext: string | Uint8Array, context: SealContext): Promise<string> {
    const key = await this.#newestKey(context)
    const bytes = typeof plaintext === 'string' ? Buffer.from(plaintext) : plaintext
    return sealEnvelope(key, bytes, placeOf(context, key), this.#random)
  }

  async open(envelope: string, context: SealContext): Promise<Uint8Array> {
    const { key_id } = parseEnvelope(envelope)
    const key = await this.#keyById(key_id)
    if (key.team_id !== context.team_id || key.purpose !== context.purpose) throw new KeyRingError('ENVELOPE_REFUSED')
    return openEnvelope(key, envelope, placeOf(context, key))
  }

  async openText(envelope: string, context: SealContext): Promise<string> {
    return Buffer.from(await this.open(envelope, context)).toString('utf8')
  }

  /** True when a newer data key exists, so that the secret should be opened and sealed again. */
  async needsReseal(envelope: string, owner: KeyOwner): Promise<boolean> {
    return parseEnvelope(envelope).key_id !== (await this.#newestId(owner))
  }

  /** Makes a new version of a data key. What older versions sealed stays readable; other processes follow within five minutes. `by`: who asked, for the record of the store. */
  async rotate(team_id: string | null, purpose: string, by?: string): Promise<{ id: string; version: number }> {
    const owner = checked({ team_id, purpose })
    const last = await this.#store.newest(team_id, purpose)
    const { id, version } = living(await this.#insert(owner, (last && living(last).version) ?? 0, by))
    this.#newestIds.forget(nameOf(owner))
    return { id, version }
  }

  /** Destroys all data keys of a team. What they sealed cannot be read again by anybody; the team cannot seal again either. */
  async destroy(team_id: string): Promise<number> {
    const destroyed = await this.#store.destroy(team_id)
    this.forget()
    return destroyed
  }

  /** Puts every data key under the newest root key. The older root keys can go when this answers without fault. */
  rewrap(by?: string): Promise<number> {
    return rewrapDataKeys(this.#root, this.#store, by)
  }

  /** Empties the cache, for a process that hears that another one destroyed or rotated keys. */
  forget(): void {
    this.#newestIds.clear()
    this.#keys.clear()
  }

  async #newestKey(owner: KeyOwner): Promise<DataKey> {
    return this.#keyById(await this.#newestId(owner))
  }

  #newestId(owner: KeyOwner): Promise<string> {
    const { team_id, purpose } = checked(owner)
    return this.#newestIds.get(nameOf(owner), async () => {
      const row = (await this.#store.newest(team_id, purpose)) ?? (await this.#insert(owner, 0))
      return row.id
    })
  }

  // Loaded from the store each time and never from a row we still hold: a destroyed key must be found out within the cache's time.
  #keyById(id: string): Promise<DataKey> {
    return this.#keys.get(id, async () => {
      const row = await this.#store.byId(id)
      if (!row) throw new KeyRingError('KEY_UNKNOWN')
      return unwrapDataKey(this.#root, row)
    })
  }

  async #insert({ team_id, purpose }: KeyOwner, last_version: number, by?: string): Promise<DataKeyRow> {
    const about = { team_id, purpose, version: last_version + 1, created_at: this.#clock.now() }
    return this.#store.insert(await newDataKey(this.#root, this.#random, about), by)
  }
}

function checked(owner: KeyOwner): KeyOwner {
  if (!PURPOSE.test(owner.purpose)) throw new KeyRingError('CONTEXT_INVALID')
  return owner
}

function living(row: DataKeyRow): DataKeyRow {
  if (row.wrapped === null) throw new KeyRingError('KEY_DESTROYED')
  return row
}

const nameOf = ({ team_id, purpose }: KeyOwner) => `${purpose}|${team_id ?? ''}`

const placeOf = ({ team_id, table, column, row }: SealContext, { version }: DataKey) =>
  associatedData({ team_id, table, column, row, version })
