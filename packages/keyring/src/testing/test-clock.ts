import type { Clock } from '../outside.ts'

export interface TestClock extends Clock {
  move(ms: number): void
}

/** A clock that stands still until a test moves it. */
export function testClock(start = new Date('2026-01-01T00:00:00Z')): TestClock {
  let ms = start.getTime()
  return {
    now: () => new Date(ms),
    move(by) {
      ms += by
    },
  }
}
