import { TokenBucket } from './token-bucket.ts'

/** A limit of a cloud on one kind of call: so many at once, and so many more each second. */
export interface Rate {
  burst: number
  perSecond: number
}

/** One bucket that a call has to draw from. Calls with the same `key` share it, in this process. */
export interface Gate {
  key: string
  rate: Rate
}

interface Lane {
  bucket: TokenBucket
  /** In the order in which they came: nobody is overtaken. */
  waiting: (() => void)[]
  timer: ReturnType<typeof setTimeout> | null
}

// Beyond this many buckets the full ones, which say nothing, are forgotten.
const LANES_MAX = 2_000

/**
 * Keeps our calls within what a cloud allows, so that it does not have to refuse them: each call waits for its turn at each of its gates.
 * What the cloud says about its own counters corrects ours (`left`), and a refusal closes the gate for everybody (`close`).
 */
export class Pacer {
  readonly #now: () => number
  readonly #lanes = new Map<string, Lane>()

  /** `now` in epoch milliseconds, of a clock that runs at the speed of timers. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Waits for a token of every gate. @throws the reason of the signal, when that ends first */
  async enter(gates: readonly Gate[], signal: AbortSignal): Promise<void> {
    for (const gate of gates) await this.#turn(this.#lane(gate), signal)
  }

  /** The cloud told how many calls are left: we never think that there are more. */
  left(gate: Gate, remaining: number): void {
    this.#lane(gate).bucket.lower(remaining, this.#now())
  }

  /** The cloud refused a call: nobody calls for so long. */
  close(gate: Gate, forMs: number): void {
    const now = this.#now()
    this.#lane(gate).bucket.close(now + forMs, now)
  }

  /** How long a call that comes now has to wait at least, as far as these gates know. */
  waitMs(gates: readonly Gate[]): number {
    const now = this.#now()
    const waits = gates.map((gate) => this.#lane(gate)).map(({ bucket, waiting }) => bucket.waitMs(now, waiting.length))
    return Math.max(0, ...waits)
  }

  /** How many calls wait in this process: for the metrics. */
  get waiting(): number {
    return this.#lanes.values().reduce((sum, { waiting }) => sum + waiting.length, 0)
  }

  #lane({ key, rate }: Gate): Lane {
    const known = this.#lanes.get(key)
    if (known) return known
    if (this.#lanes.size >= LANES_MAX) this.#forgetFull()
    const lane: Lane = { bucket: new TokenBucket(rate, this.#now()), waiting: [], timer: null }
    this.#lanes.set(key, lane)
    return lane
  }

  #turn(lane: Lane, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (lane.waiting.length === 0 && lane.bucket.take(this.#now())) return Promise.resolve()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const go = () => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    const leave = () => {
      lane.waiting.splice(lane.waiting.indexOf(go), 1)
      reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    lane.waiting.push(go)
    this.#serve(lane)
    return promise
  }

  #serve(lane: Lane): void {
    while (lane.waiting.length > 0 && lane.bucket.take(this.#now())) lane.waiting.shift()!()
    if (lane.waiting.length === 0 || lane.timer !== null) return
    // At least a millisecond: a timer may fire a little before its time. A minute at most: a clock may be moved.
    const pauseMs = Math.min(Math.max(Math.ceil(lane.bucket.waitMs(this.#now())), 1), 60_000)
    lane.timer = setTimeout(() => {
      lane.timer = null
      this.#serve(lane)
    }, pauseMs)
    lane.timer.unref()
  }

  #forgetFull(): void {
    const now = this.#now()
    for (const [key, lane] of this.#lanes) {
      if (lane.waiting.length === 0 && lane.bucket.isFull(now)) this.#lanes.delete(key)
    }
  }
}
