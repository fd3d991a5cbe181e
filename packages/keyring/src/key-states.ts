import { KeyRingError } from './key-ring-error.ts'
import type { SigningKeyRow } from './signing-key-store.ts'

export interface KeyIntervals {
  /** How long a key is published before it may sign: one life of a verifier's cached key set. */
  announceMs: number
  activeMs: number
  /** How long its signatures are accepted after it stopped signing. */
  retiringMs: number
}

/** The set as it should be at `now`: what has retired long enough is destroyed, what has signed long enough is replaced. */
export function advancedKeys(keys: SigningKeyRow[], now: Date, intervals: KeyIntervals): SigningKeyRow[] {
  const kept = keys.map((key) => (hasRetired(key, now, intervals) ? destroyedKey(key, now) : key))
  const active = activeKey(kept)
  const next = nextKey(kept)
  const isDue = active && passed(active.activated_at, intervals.activeMs, now)
  // Without a key that everybody has had time to learn of, the old one goes on: an old key is safer than refused tokens.
  return isDue && next && passed(next.announced_at, intervals.announceMs, now) ? promotedKeys(kept, now) : kept
}

/** The active key retires and the key that was announced first takes its place. */
export function promotedKeys(keys: SigningKeyRow[], now: Date): SigningKeyRow[] {
  const next = nextKey(keys)
  if (!next) return keys
  return keys.map((key) => {
    if (key.kid === next.kid) return { ...key, state: 'active', activated_at: now }
    return key.state === 'active' ? { ...key, state: 'retiring', retiring_at: now } : key
  })
}

/** As {@link promotedKeys}, but refuses a successor that verifiers may not have seen yet. */
export function rotatedKeys(keys: SigningKeyRow[], now: Date, { announceMs }: KeyIntervals): SigningKeyRow[] {
  const next = nextKey(keys)
  if (next && !passed(next.announced_at, announceMs, now)) {
    const usable_at = new Date(next.announced_at.getTime() + announceMs).toISOString()
    throw new KeyRingError('SIGNING_KEY_TOO_NEW', { detail: `The next signing key can be used from ${usable_at}.` })
  }
  return promotedKeys(keys, now)
}

/** Emergency: the key is gone at once, without a time of retirement. If it was the active one, the next one takes over. */
export function withoutKey(keys: SigningKeyRow[], kid: string, now: Date): SigningKeyRow[] {
  const key = keys.find((one) => one.kid === kid)
  if (!key) throw new KeyRingError('SIGNING_KEY_UNKNOWN')
  if (key.withdrawn) return keys
  const rest = keys.map((one) => (one.kid === kid ? { ...destroyedKey(one, now), withdrawn: true } : one))
  return activeKey(rest) ? rest : promotedKeys(rest, now)
}

export const activeKey = (keys: SigningKeyRow[]) => keys.find(({ state }) => state === 'active')

/** The announced key that has been known for longest. */
export const nextKey = (keys: SigningKeyRow[]) =>
  keys.filter(({ state }) => state === 'announced').toSorted((a, b) => a.announced_at.getTime() - b.announced_at.getTime())[0]

function destroyedKey(key: SigningKeyRow, now: Date): SigningKeyRow {
  return { ...key, state: 'destroyed', sealed: null, destroyed_at: key.destroyed_at ?? now }
}

const hasRetired = (key: SigningKeyRow, now: Date, { retiringMs }: KeyIntervals) =>
  key.state === 'retiring' && passed(key.retiring_at, retiringMs, now)

const passed = (since: Date | null, ms: number, now: Date) => since !== null && now.getTime() - since.getTime() >= ms
