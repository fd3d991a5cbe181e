import { askBreaker, type Breaker, breakerAfterAnswer, breakerAfterFailure, closedBreaker } from '../../cloud/breaker.ts'
import { OutsideFailure } from '../../lib/ask-outside.ts'
import type { Clock } from '../../lib/new-id.ts'

/**
 * Leaves a host alone for a while after five calls in a row that nobody answered: else everybody who asks waits until they give up, and keeps others
 * waiting who hold a connection of ours meanwhile.
 */
export class OutsideGate {
  readonly #clock: Clock
  #breaker: Breaker = closedBreaker

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws OutsideFailure */
  async through<T>(ask: () => Promise<T>): Promise<T> {
    const now = this.#clock.now().getTime()
    const { permit, next } = askBreaker(this.#breaker, now)
    this.#breaker = next
    if (!permit.go)
      throw new OutsideFailure('away', { retryAfterSeconds: Math.max(1, Math.ceil((permit.againAt - now) / 1_000)) })
    try {
      const answer = await ask()
      this.#breaker = breakerAfterAnswer()
      return answer
    } catch (error) {
      const isAway = error instanceof OutsideFailure && error.kind === 'away'
      this.#breaker = isAway ? breakerAfterFailure(this.#breaker, this.#clock.now().getTime()) : breakerAfterAnswer()
      throw error
    }
  }
}
