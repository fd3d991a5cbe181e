import type { Clock } from '../clock.ts'

/** A clock on which every sleep is over at once, and says how long it would have been. */
export function hastyClock(startMs = Date.UTC(2026, 0, 1)): Clock & { slept: number[] } {
  let nowMs = startMs
  const slept: number[] = []
  return {
    slept,
    now: () => nowMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      slept.push(ms)
      nowMs += ms
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

/** A clock that stands still until it is moved. */
export function handClock(startMs = Date.UTC(2026, 0, 1)): Clock & { sleepers(): number; moveTo(ms: number): void } {
  let nowMs = startMs
  const sleeping = new Set<{ untilMs: number; wake: () => void }>()
  return {
    now: () => nowMs,
    sleepers: () => sleeping.size,
    moveTo(ms) {
      nowMs = ms
      for (const sleeper of sleeping) if (sleeper.untilMs <= nowMs) sleeper.wake()
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { untilMs: nowMs + ms, wake: () => end(resolve) }
        const stopped = () => end(() => reject(signal?.reason))
        const end = (settle: () => void) => {
          sleeping.delete(sleeper)
          signal?.removeEventListener('abort', stopped)
          settle()
        }
        if (signal?.aborted) return reject(signal.reason)
        signal?.addEventListener('abort', stopped)
        sleeping.add(sleeper)
      }),
  }
}
