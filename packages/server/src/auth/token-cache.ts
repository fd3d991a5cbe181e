import { hash } from 'node:crypto'
import type { AccessClaims } from './access-token.ts'

/** A verified token is checked again after this long at the latest, whatever its `exp`. */
const TRUSTED_MS = 5 * 60_000

interface Verified {
  claims: AccessClaims
  until: number
}

/**
 * Remembers verified tokens by their SHA-256 (the tokens themselves are not kept): a signature check costs about 100 µs, this 2 µs.
 * Only successes are kept, never past `exp`; the oldest go when it is full; a key that is withdrawn empties it.
 * Requests with the same new token share one verification.
 */
export class TokenCache {
  readonly #verify: (token: string) => Promise<AccessClaims>
  readonly #now: () => number
  readonly #capacity: number
  readonly #verified = new Map<string, Verified>()
  readonly #pending = new Map<string, Promise<AccessClaims>>()
  #generation = 0

  constructor(verify: (token: string) => Promise<AccessClaims>, now: () => number, capacity = 50_000) {
    this.#verify = verify
    this.#now = now
    this.#capacity = capacity
  }

  get(token: string): AccessClaims | Promise<AccessClaims> {
    const key = hash('sha256', token, 'base64')
    const known = this.#verified.get(key)
    if (known && known.until > this.#now()) return known.claims
    return this.#pending.get(key) ?? this.#check(key, token)
  }

  clear(): void {
    this.#generation++
    this.#verified.clear()
    this.#pending.clear()
  }

  #check(key: string, token: string): Promise<AccessClaims> {
    const generation = this.#generation
    const check = this.#verify(token)
      .then((claims) => {
        // A verification begun before the cache was cleared may have used the withdrawn key.
        if (generation === this.#generation) this.#keep(key, claims)
        return claims
      })
      .finally(() => {
        if (this.#pending.get(key) === check) this.#pending.delete(key)
      })
    this.#pending.set(key, check)
    return check
  }

  #keep(key: string, claims: AccessClaims): void {
    if (this.#verified.size >= this.#capacity) {
      const oldest = this.#verified.keys().next().value
      if (oldest !== undefined) this.#verified.delete(oldest)
    }
    this.#verified.set(key, { claims, until: Math.min(claims.exp * 1_000, this.#now() + TRUSTED_MS) })
  }
}
