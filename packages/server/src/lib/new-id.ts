import { randomUUID } from 'node:crypto'

/**
 * A UUID version 7 (RFC 9562): 48 bits of time, then random bits. Ids made later sort later, which keeps indexes local.
 * Taken from `randomUUID` so that the random bits come from its pool.
 */
export function newId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  const random = randomUUID()
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`
}

export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }
