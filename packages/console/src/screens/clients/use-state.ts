import type { Schemas } from '../../api/client.ts'

export type ClientState = 'ended' | 'ends_soon' | 'unused' | 'in_use'
const DAY_MS = 86_400_000
/** A credential that ends within this is told of; one that nobody used for so long should go. */
const SOON_MS = 14 * DAY_MS
const UNUSED_MS = 90 * DAY_MS

/** What somebody who looks through clients has to know of one first. */
export function stateOf(
  { expires_at, last_used_at, created_at }: Pick<Schemas['Client'], 'expires_at' | 'last_used_at' | 'created_at'>,
  now = Date.now(),
): ClientState {
  const left = expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at) - now
  if (left <= 0) return 'ended'
  if (now - Date.parse(last_used_at ?? created_at) > UNUSED_MS) return 'unused'
  return left < SOON_MS ? 'ends_soon' : 'in_use'
}
