import type { Breakers } from '../../cloud/breaker.ts'
import { CloudFailure, type FailureClass } from '../../cloud/cloud-provider.ts'

/**
 * Stands between a lane and its cloud: a place that does not answer is left alone for a while, and only that place. Pauses are of real time,
 * as the cloud's are.
 */
export class CallGuard {
  readonly #breakers: Breakers
  readonly #connection: string
  readonly #scope: string

  constructor(breakers: Breakers, connection: string, scope: string) {
    this.#breakers = breakers
    this.#connection = connection
    this.#scope = scope
  }

  /** Asks the cloud something. @throws CloudFailure transient, without a call, while the place is taken for down */
  async ask<T>(region: string, question: () => Promise<T>): Promise<T> {
    const permit = this.mayCall(region)
    if (!permit.go) {
      throw new CloudFailure('transient', 'NOT_ASKED', 'The cloud does not answer there at present', {
        retryAfterMs: permit.inMs,
      })
    }
    try {
      const answer = await question()
      this.told(region, null)
      return answer
    } catch (error) {
      this.told(region, error instanceof CloudFailure ? error.kind : null)
      throw error
    }
  }

  /** What became of it is to be told with `told`. */
  mayCall(region: string): { go: true } | { go: false; inMs: number } {
    const now = performance.now()
    const permit = this.#breakers.ask(this.#place(region), now)
    return permit.go ? { go: true } : { go: false, inMs: Math.max(1_000, Math.ceil(permit.againAt - now)) }
  }

  told(region: string, failed: FailureClass | null): void {
    this.#breakers.tell(this.#place(region), failed, performance.now())
  }

  #place = (region: string) => ({ connection_id: this.#connection, scope: this.#scope, region })
}
