import { Problem } from '@skykeep/contract'

/** So many may wait for each other; whoever comes on top is sent away. */
const WAITING_MAX = 10

/**
 * Runs work that shares a name one after the other. A guesser who sends a hundred tries at once would else have them all judged by
 * a counter that none of them has raised yet.
 */
export class OneAtATime {
  readonly #last = new Map<string, { done: Promise<void>; waiting: number }>()

  /** @throws Problem RATE_LIMITED when too many wait already */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name)
    if (before && before.waiting >= WAITING_MAX) throw new Problem('RATE_LIMITED', { retryAfterSeconds: 1 })
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const mine = { done, waiting: (before?.waiting ?? 0) + 1 }
    this.#last.set(name, mine)
    try {
      await before?.done
      return await work()
    } finally {
      resolve()
      if (this.#last.get(name) === mine) this.#last.delete(name)
    }
  }
}
