const FIRST_MS = 5_000
const LONGEST_MS = 3_600_000

/** A mail that nobody took for three days is of no use to anybody; RFC 5321 (4.5.4.1) asks for four to five of relays. */
export const GIVEN_UP_AFTER_MS = 3 * 86_400_000

/** 5 seconds, twice as long each time, an hour at most: a code is wanted soon, and a server that is away is not to be flooded. */
export const pauseAfter = (attempts: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1))
