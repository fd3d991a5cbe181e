/** Where the cloud reads its time, in milliseconds since 1970: a test may hand in its own. */
export type AzureClock = { now(): number }

export type ClockOrder = {
  /** Moves to this instant. */
  now_ms?: number
  /** Moves on by so many seconds. */
  forward_seconds?: number
  /** Simulated seconds in a real one: 0 stands still, 1 is real time. */
  rate?: number
}

export type SettableClock = AzureClock & { order(order: ClockOrder): void; rate(): number }

/** A clock that stands still or runs at a rate, from any instant on. */
export function settableClock({ now_ms = Date.now(), rate = 1 }: ClockOrder = {}): SettableClock {
  let from = { simulatedMs: now_ms, realMs: performance.now(), rate }
  const now = () => Math.floor(from.simulatedMs + (performance.now() - from.realMs) * from.rate)
  return {
    now,
    rate: () => from.rate,
    order({ now_ms: to = now(), forward_seconds = 0, rate: pace = from.rate }) {
      from = { simulatedMs: to + forward_seconds * 1000, realMs: performance.now(), rate: pace }
    },
  }
}

export const iso = (ms: number): string => new Date(ms).toISOString()
