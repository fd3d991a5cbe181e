import { generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { KeyLifecycle } from './key-lifecycle.ts'
import type { KeyRing } from './key-ring.ts'
import type { Clock } from './outside.ts'
import type { SigningKeyRow, SigningKeyState, SigningKeyStore } from './signing-key-store.ts'

const DAY = 86_400_000

export interface CheckpointKeysNeeds {
  /** The name that stands in the signature line of each checkpoint, such as `skykeep.example/audit`. */
  name: string
  keyRing: KeyRing
  store: SigningKeyStore
  clock: Clock
  activeDays?: number
  announceDays?: number
}

export interface CheckpointKey {
  name: string
  kid: string
  /** The raw 32 bytes of an Ed25519 public key. */
  publicKey: Uint8Array
  /** 64 bytes, RFC 8032. */
  sign(bytes: Uint8Array): Uint8Array
}

/** A public key for those who verify, with the time in which it signed. */
export interface CheckpointVerifier {
  name: string
  kid: string
  publicKey: Uint8Array
  state: SigningKeyState
  activated_at: Date | null
  retiring_at: Date | null
  withdrawn: boolean
}

/**
 * Makes the checkpoint keys on first start and answers the one that signs.
 *
 * @example
 * const key = await ensureCheckpointKey({ name: 'skykeep.example/audit', keyRing, store: memorySigningKeyStore(), clock })
 * key.publicKey.length // => 32
 * key.sign(Buffer.from('a checkpoint')).length // => 64
 */
export async function ensureCheckpointKey(needs: CheckpointKeysNeeds): Promise<CheckpointKey> {
  const keys = new CheckpointKeys(needs)
  await keys.ensure()
  return keys.active()
}

/** The Ed25519 keys that sign checkpoints of the audit trail. Ask for `active()` before each checkpoint, so that a rotation is followed. */
export class CheckpointKeys {
  readonly #name: string
  readonly #clock: Clock
  readonly #lifecycle: KeyLifecycle

  constructor({ name, keyRing, store, clock, activeDays = 365, announceDays = 7 }: CheckpointKeysNeeds) {
    this.#name = name
    this.#clock = clock
    // A checkpoint is verified years later, with a public key that is never dropped. So there is nothing to wait for in retirement
    // but processes that have not read the new set yet: a day is more than enough, and then the private part is gone.
    const intervals = { activeMs: activeDays * DAY, announceMs: announceDays * DAY, retiringMs: DAY }
    const generate = () => promisify(generateKeyPair)('ed25519')
    this.#lifecycle = new KeyLifecycle({ use: 'checkpoint', generate, intervals, keyRing, store, clock })
  }

  ensure(): Promise<void> {
    return this.#lifecycle.ensure()
  }

  async active(): Promise<CheckpointKey> {
    const { kid, publicKey, privateKey } = await this.#lifecycle.active()
    return { name: this.#name, kid, publicKey: rawPublicKey(publicKey), sign: (bytes) => sign(null, bytes, privateKey) }
  }

  /** Every key there ever was, since old checkpoints must stay verifiable. Auditors keep their own copy: a list from us proves nothing about us. */
  async verifiers(): Promise<CheckpointVerifier[]> {
    return (await this.#lifecycle.rows()).map(({ kid, public_jwk, state, activated_at, retiring_at, withdrawn }) => ({
      name: this.#name,
      kid,
      publicKey: Buffer.from(public_jwk.x ?? '', 'base64url'),
      state,
      activated_at,
      retiring_at,
      withdrawn,
    }))
  }

  advance(now: Date = this.#clock.now()): Promise<void> {
    return this.#lifecycle.advance(now)
  }

  rotateNow({ even_if_new = false, by = null }: { even_if_new?: boolean; by?: string | null } = {}): Promise<void> {
    return this.#lifecycle.rotate({ even_if_new, by })
  }

  /** States and dates for people and metrics; the sealed part is left out. */
  async states(): Promise<Omit<SigningKeyRow, 'sealed'>[]> {
    return (await this.#lifecycle.rows()).map(({ sealed: _, ...shown }) => shown)
  }

  withdraw(kid: string, by: string | null = null): Promise<void> {
    return this.#lifecycle.withdraw(kid, by)
  }

  forget(): void {
    this.#lifecycle.forget()
  }
}

const rawPublicKey = (key: KeyObject): Uint8Array => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')
