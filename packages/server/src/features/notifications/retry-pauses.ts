const FIRST_MS = 15_000
const LONGEST_MS = 4 * 3_600_000

/** From the first attempt on. What nobody took for a day is old, and somebody has to look at the address. */
export const GIVEN_UP_AFTER_MS = 24 * 3_600_000

/**
 * 15 seconds, three times as long each time, four hours at most, each up to a fifth longer or shorter: who comes back is not met by all at
 * once. What a receiver asks for counts when it is longer, up to the same four hours.
 */
export function pauseAfter(attempts: number, retryAfterMs = 0, random: () => number = Math.random): number {
  const grown = Math.min(LONGEST_MS, FIRST_MS * 3 ** (attempts - 1)) * (0.8 + 0.4 * random())
  return Math.round(Math.max(grown, Math.min(LONGEST_MS, retryAfterMs)))
}
