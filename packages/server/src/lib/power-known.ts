/**
 * How long a reading of the power of a machine tells what it is. Lists are read every five minutes: who has not been read for an hour cannot be
 * reached, and may be in any state. What it cost then is not known, and nothing is saved by it.
 */
export const POWER_KNOWN_MS = 3_600_000
