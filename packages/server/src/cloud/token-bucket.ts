import type { Rate } from './pacing.ts'

/** A bucket of tokens that fills by itself up to its brim. Instants are handed in (epoch ms); one that lies before an earlier one changes nothing. */
export class TokenBucket {
  readonly #rate: Rate
  #tokens: number
  #at: number
  #closedUntil = 0

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#at = now
  }

  /** Takes a token if there is one and the bucket is open. */
  take(now: number): boolean {
    this.#fill(now)
    if (now < this.#closedUntil || this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Milliseconds until a token may be there, for whoever has so many before them. */
  waitMs(now: number, before = 0): number {
    this.#fill(now)
    const fillsFrom = Math.max(now, this.#closedUntil)
    return Math.max(0, fillsFrom - now + (Math.max(0, 1 + before - this.#tokens) * 1_000) / this.#rate.perSecond)
  }

  lower(remaining: number, now: number): void {
    this.#fill(now)
    this.#tokens = Math.min(this.#tokens, remaining)
  }

  /** Shut until then, and empty when it opens: those who waited must not all come at once. */
  close(until: number, now: number): void {
    this.#fill(now)
    this.#tokens = Math.min(this.#tokens, 0)
    this.#closedUntil = Math.max(this.#closedUntil, until)
  }

  isFull(now: number): boolean {
    this.#fill(now)
    return now >= this.#closedUntil && this.#tokens >= this.#rate.burst
  }

  #fill(now: number): void {
    // What a shut bucket is owed begins when it opens.
    const from = Math.max(this.#at, this.#closedUntil)
    if (now > from) this.#tokens = Math.min(this.#rate.burst, this.#tokens + ((now - from) / 1_000) * this.#rate.perSecond)
    this.#at = Math.max(this.#at, now)
  }
}
