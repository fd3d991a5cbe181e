import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface ClockState {
  simulated_ms: number
  real_ms: number
  /** Simulated seconds in a real one. */
  rate: number
}

export const at = ({ simulated_ms, real_ms, rate }: ClockState, realMs = Date.now()): number =>
  Math.floor(simulated_ms + (realMs - real_ms) * rate)

/** Written whole or not at all: whoever reads it meanwhile has the one before. */
export function writeClock(path: string, state: ClockState): void {
  writeFileSync(`${path}.draft`, JSON.stringify(state))
  renameSync(`${path}.draft`, path)
}

const READ_AGAIN_MS = 20

/** The clock of a process of the proof: what the file says, looked at every twentieth of a second. */
export function fileClock(path: string): { now(): Date } {
  let state = read(path)
  let readAt = performance.now()
  return {
    now() {
      if (performance.now() - readAt > READ_AGAIN_MS) {
        state = read(path)
        readAt = performance.now()
      }
      return new Date(at(state))
    },
  }
}

const read = (path: string): ClockState => JSON.parse(readFileSync(path, 'utf8')) as ClockState
