import { Problem } from '@skykeep/contract'
import { askBreaker, type Breaker, breakerAfterAnswer, breakerAfterFailure, closedBreaker } from '../../cloud/breaker.ts'
import type { Log } from '../../db/log.ts'
import { OutsideFailure } from '../../lib/ask-outside.ts'
import type { Clock } from '../../lib/new-id.ts'

/** An answer of a provider, with when it came. */
export interface Kept<Value> {
  value: Value
  read_at: Date
  /** The provider could not be asked again, and this is the last that is known. */
  is_stale: boolean
}

export type AnswerKind = 'fresh' | 'kept' | 'stale' | 'failed'

interface Needs {
  /** For logs and metrics. */
  name: string
  clock: Clock
  log: Log
  counted: (kind: AnswerKind) => void
  /** How long an answer is given again without asking, and how long it is better than none. */
  freshMs: number
  staleMs: number
  /** How many answers are kept: fewer of those that are large. */
  sizeMax: number
}

/** All tries together: less than the ten seconds after which callers give up, so that they hear from us and not from their clock. */
const TOTAL_MS = 6_000
const TRIES = 2
const TRY_MS = 2_500
const RETRY_SECONDS = 30

/**
 * Asks a provider once for all who want to know the same at the same time, keeps what it said, and gives the last known when it is away. After five
 * failures in a row it is left alone for a while.
 */
export class KeptAnswers<Value> {
  readonly #needs: Needs
  readonly #kept = new Map<string, { value: Value; read_at: Date }>()
  readonly #asking = new Map<string, Promise<Kept<Value>>>()
  #breaker: Breaker = closedBreaker
  #pausedUntil = 0

  constructor(needs: Needs) {
    this.#needs = needs
  }

  get isDown(): boolean {
    return this.#breaker.state !== 'closed'
  }

  /** @throws Problem PROVIDER_UNAVAILABLE, PROVIDER_LIMITED */
  async get(key: string, ask: (signal: AbortSignal) => Promise<Value>): Promise<Kept<Value>> {
    const { clock, counted, freshMs } = this.#needs
    const known = this.#kept.get(key)
    if (known && clock.now().getTime() - known.read_at.getTime() < freshMs) {
      counted('kept')
      return { ...known, is_stale: false }
    }
    const asking = this.#asking.get(key) ?? this.#askAndKeep(key, ask).finally(() => this.#asking.delete(key))
    this.#asking.set(key, asking)
    return asking
  }

  async #askAndKeep(key: string, ask: (signal: AbortSignal) => Promise<Value>): Promise<Kept<Value>> {
    const { clock, counted } = this.#needs
    try {
      const value = await this.#ask(ask)
      const answer = { value, read_at: clock.now() }
      this.#keep(key, answer)
      counted('fresh')
      return { ...answer, is_stale: false }
    } catch (error) {
      if (!(error instanceof OutsideFailure)) throw error
      return this.#lastKnown(key, error)
    }
  }

  #lastKnown(key: string, failure: OutsideFailure): Kept<Value> {
    const { clock, counted, staleMs } = this.#needs
    const known = this.#kept.get(key)
    // That there was nothing is no answer to fall back on.
    if (known && known.value !== null && clock.now().getTime() - known.read_at.getTime() < staleMs) {
      counted('stale')
      return { ...known, is_stale: true }
    }
    counted('failed')
    const retryAfterSeconds = failure.retryAfterSeconds ?? RETRY_SECONDS
    throw new Problem(failure.kind === 'limited' ? 'PROVIDER_LIMITED' : 'PROVIDER_UNAVAILABLE', {
      retryAfterSeconds,
      cause: failure,
    })
  }

  async #ask(ask: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const { log, name } = this.#needs
    const deadline = AbortSignal.timeout(TOTAL_MS)
    for (let tries = 1; ; tries++) {
      // Thrown past what counts and logs failures: who was not asked did not fail.
      this.#mayAsk()
      try {
        const value = await ask(AbortSignal.any([deadline, AbortSignal.timeout(TRY_MS)]))
        this.#breaker = breakerAfterAnswer()
        return value
      } catch (error) {
        if (!(error instanceof OutsideFailure)) throw error
        this.#note(error)
        log.warn({ provider: name, kind: error.kind, status: error.status }, 'a provider did not answer as it should')
        // Only what failed in passing is asked for again, and at once: whoever waits has no time for pauses.
        if (error.kind !== 'away' || tries === TRIES || deadline.aborted) throw error
      }
    }
  }

  #mayAsk(): void {
    const now = this.#needs.clock.now().getTime()
    const waitUntil = (kind: 'limited' | 'away', until: number) =>
      new OutsideFailure(kind, { retryAfterSeconds: Math.ceil((until - now) / 1_000) })
    // Before the breaker is asked: the one probe that it allows must not be used up by a question that is not put.
    if (this.#pausedUntil > now) throw waitUntil('limited', this.#pausedUntil)
    const { permit, next } = askBreaker(this.#breaker, now)
    this.#breaker = next
    if (!permit.go) throw waitUntil('away', permit.againAt)
  }

  #note(failure: OutsideFailure): void {
    const now = this.#needs.clock.now().getTime()
    if (failure.kind === 'limited') this.#pausedUntil = now + (failure.retryAfterSeconds ?? RETRY_SECONDS) * 1_000
    this.#breaker = failure.kind === 'away' ? breakerAfterFailure(this.#breaker, now) : breakerAfterAnswer()
  }

  #keep(key: string, answer: { value: Value; read_at: Date }): void {
    this.#kept.delete(key)
    this.#kept.set(key, answer)
    // The one that was asked for longest ago goes.
    if (this.#kept.size > this.#needs.sizeMax) this.#kept.delete(this.#kept.keys().next().value!)
  }
}
