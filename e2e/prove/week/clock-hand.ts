import { at, type ClockState, writeClock } from './simulated-clock.ts'
import type { Control } from './weather.ts'

export interface ClockHand {
  path: string
  now(): number
  jump(to: number): Promise<void>
  pace(rate: number): Promise<void>
}

/** Moves the clocks of the server and of the cloud together. */
export async function clockHand(path: string, control: Control, from: number): Promise<ClockHand> {
  let state: ClockState = { simulated_ms: from, real_ms: Date.now(), rate: 1 }
  const set = async (simulated_ms: number, rate: number) => {
    state = { simulated_ms, real_ms: Date.now(), rate }
    await control('clock', { now_ms: simulated_ms, rate })
    writeClock(path, state)
  }
  await set(from, 1)
  return {
    path,
    now: () => at(state),
    jump: (to) => (to > at(state) ? set(to, state.rate) : Promise.resolve()),
    pace: (rate) => set(at(state), rate),
  }
}
