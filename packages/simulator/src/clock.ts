import { setTimeout as delay } from 'node:timers/promises'

/** Time as an argument: programs hand in `systemClock`, tests one that they move themselves. */
export type Clock = {
  now(): number
  /** Rejects with an AbortError as soon as the signal says stop. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
}
