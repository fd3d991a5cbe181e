import { availableParallelism } from 'node:os'
import { Problem } from '@skykeep/contract'

/** Node checks signatures of tokens and hashes passwords on the same four threads. Two of them are never given to hashing. */
const AT_ONCE_MOST = 2
/** Longer than any burst of honest sign-ins; a caller at its end waits some seconds. */
const WAITING_MOST = 64
const RETRY_AFTER_SECONDS = 2

interface Limits {
  atOnce?: number
  waiting?: number
}

/**
 * Lets few hashes run at once and a bounded number wait, in the order of their coming. Without it eight sign-ins at the same moment
 * raise the check of every token from less than a millisecond to more than a second.
 */
export class HashQueue {
  readonly #atOnce: number
  readonly #waitingMost: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor({ atOnce = usualAtOnce(), waiting = WAITING_MOST }: Limits = {}) {
    this.#atOnce = atOnce
    this.#waitingMost = waiting
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** @throws Problem OVERLOADED when as many wait as may */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#place()
    try {
      return await work()
    } finally {
      // The place is handed on, so that nobody who comes now overtakes those who wait.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }

  async #place(): Promise<void> {
    if (this.#running < this.#atOnce) {
      this.#running++
      return
    }
    if (this.#waiting.length >= this.#waitingMost) {
      throw new Problem('OVERLOADED', { detail: 'Too many sign-ins are waiting.', retryAfterSeconds: RETRY_AFTER_SECONDS })
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}

const usualAtOnce = () => Math.max(1, Math.min(AT_ONCE_MOST, Math.floor(availableParallelism() / 2)))
