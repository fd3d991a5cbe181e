import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { KeyLifecycle, SET_CACHE_MS } from './key-lifecycle.ts'
import type { KeyRing } from './key-ring.ts'
import type { Clock } from './outside.ts'
import type { SigningKeyRow, SigningKeyStore } from './signing-key-store.ts'

const SECOND = 1_000
const DAY = 86_400_000
const MODULUS_BITS_MIN = 2_048

export interface SigningKeysNeeds {
  keyRing: KeyRing
  store: SigningKeyStore
  clock: Clock
  /** The longest life of a token these keys sign: a retired key stays published for that long. */
  tokenLifeSeconds: number
  skewSeconds?: number
  activeDays?: number
  announceDays?: number
  modulusBits?: number
}

/** A public key as published: these members and no others, whatever the private key has. */
export interface PublicJwk {
  kty: 'RSA'
  n: string
  e: string
  kid: string
  use: 'sig'
  alg: 'RS256'
}

/**
 * The keys that sign tokens: RS256, one that signs, one that is announced as next, and those whose tokens still live.
 *
 * @example
 * const keys = new SigningKeys({ keyRing, store: memorySigningKeyStore(), clock, tokenLifeSeconds: 900, modulusBits: 2048 })
 * await keys.ensure()
 * const { kid, alg } = await keys.active()
 * alg // => 'RS256'
 * (await keys.publicJwks()).keys.length // => 2
 * (await keys.publicKey(kid)).type // => 'public'
 * await keys.publicKey('another') // => undefined
 */
export class SigningKeys {
  readonly #lifecycle: KeyLifecycle
  readonly #clock: Clock

  constructor(needs: SigningKeysNeeds) {
    const { keyRing, store, clock, tokenLifeSeconds, skewSeconds = 60, activeDays = 90, announceDays = 1 } = needs
    // 3072 bits: OWASP ASVS 5.0 11.2.3 asks for 128 bits of strength, which 2048 does not reach.
    const { modulusBits = 3_072 } = needs
    if (modulusBits < MODULUS_BITS_MIN) throw new RangeError(`A token signing key has at least ${MODULUS_BITS_MIN} bits`)
    const intervals = {
      activeMs: activeDays * DAY,
      announceMs: announceDays * DAY,
      // Another process may sign with the old key for as long as it has not read the set again.
      retiringMs: (tokenLifeSeconds + skewSeconds) * SECOND + SET_CACHE_MS,
    }
    const generate = () => promisify(generateKeyPair)('rsa', { modulusLength: modulusBits })
    this.#lifecycle = new KeyLifecycle({ use: 'token', generate, intervals, keyRing, store, clock })
    this.#clock = clock
  }

  /** First start: one active and one announced key. Later: nothing, or whatever of the two is missing. */
  ensure(): Promise<void> {
    return this.#lifecycle.ensure()
  }

  async active(): Promise<{ kid: string; privateKey: KeyObject; alg: 'RS256' }> {
    const { kid, privateKey } = await this.#lifecycle.active()
    return { kid, privateKey, alg: 'RS256' }
  }

  /** What `/jwks` answers: announced, active and retiring keys, public members only. */
  async publicJwks(): Promise<{ keys: PublicJwk[] }> {
    const live = await this.#lifecycle.live()
    return { keys: live.map(({ kid, publicKey }) => publicJwk(kid, publicKey)) }
  }

  /** The key that verifies a token with this `kid`; undefined when we do not know it, or do not believe it any more. */
  async publicKey(kid: string): Promise<KeyObject | undefined> {
    return (await this.#lifecycle.find(kid))?.publicKey
  }

  /** Moves the states on. Call it about once an hour; calling it more often, or from several processes, does no harm. */
  advance(now: Date = this.#clock.now()): Promise<void> {
    return this.#lifecycle.advance(now)
  }

  /** Replaces the active key before its time, by one that verifiers had time to learn of unless `even_if_new` is said. `by`: who asked, for the record of the store. */
  rotateNow({ even_if_new = false, by = null }: { even_if_new?: boolean; by?: string | null } = {}): Promise<void> {
    return this.#lifecycle.rotate({ even_if_new, by })
  }

  /** Emergency: its tokens are refused at once here, and within ten seconds in other processes. */
  withdraw(kid: string, by: string | null = null): Promise<void> {
    return this.#lifecycle.withdraw(kid, by)
  }

  /** States and dates for people and metrics; the sealed part is left out. */
  async states(): Promise<Omit<SigningKeyRow, 'sealed'>[]> {
    return (await this.#lifecycle.rows()).map(({ sealed: _, ...shown }) => shown)
  }

  forget(): void {
    this.#lifecycle.forget()
  }
}

// Asked for with each token, and dear: 3 % of a server that issues nothing else.
const shown = new WeakMap<KeyObject, PublicJwk>()

function publicJwk(kid: string, publicKey: KeyObject): PublicJwk {
  const known = shown.get(publicKey)
  if (known) return known
  const jwk = readPublicJwk(kid, publicKey)
  shown.set(publicKey, jwk)
  return jwk
}

function readPublicJwk(kid: string, publicKey: KeyObject): PublicJwk {
  const { n, e } = publicKey.export({ format: 'jwk' }) as { n: string; e: string }
  return { kty: 'RSA', n, e, kid, use: 'sig', alg: 'RS256' }
}
