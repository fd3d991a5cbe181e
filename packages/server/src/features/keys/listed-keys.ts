import type { SigningKeyRow } from '@skykeep/keyring'
import type { DataKeyFacts } from './data-keys.store.ts'

/** A key as an operator sees it. */
export interface ListedKey {
  kind: KeyKind
  id: string
  state: string
  since: Date
  /** When it ends, or should be replaced. */
  due: Date | null
  what: string
}

export const rotatableKinds = ['token', 'checkpoint', 'data', 'root', 'cookies', 'audit-seal', 'authority'] as const
export type RotatableKind = (typeof rotatableKinds)[number]
export type KeyKind = RotatableKind | 'installation' | 'connection' | 'aircraft'
export type LocalKind = 'cookies' | 'audit-seal'

const DAY_MS = 24 * 3_600_000
/** How old a key of a kind may become (docs/security/keys.md). */
export const periodDays: Record<'token' | 'checkpoint' | 'data' | 'root' | LocalKind, number> = {
  ...{ token: 90, checkpoint: 365, data: 365, root: 365, cookies: 90, 'audit-seal': 365 },
}
export const isLiving = ({ state }: { state: string }): boolean => state !== 'destroyed'
export const dueAfter = (since: Date, kind: keyof typeof periodDays): Date =>
  new Date(since.getTime() + periodDays[kind] * DAY_MS)

export function listedSigningKey(kind: 'token' | 'checkpoint', row: Omit<SigningKeyRow, 'sealed'>): ListedKey {
  const since = row.activated_at ?? row.announced_at
  return {
    kind,
    id: row.kid,
    state: row.state,
    since,
    due: row.state === 'active' ? dueAfter(since, kind) : null,
    what: kind === 'token' ? 'RS256, signs tokens' : 'Ed25519, signs checkpoints',
  }
}

/** A root key whose use nobody wrote down yet is as old as the first data key that it wraps. */
export function listedRootKeys(
  data: readonly DataKeyFacts[],
  newest: string,
  inUseSince: ReadonlyMap<string, Date>,
): ListedKey[] {
  const ids = [...new Set([newest, ...data.map(({ root_key_id }) => root_key_id).filter((id) => id !== null)])]
  return ids.map((id) => {
    const wrapped = data.filter(({ root_key_id }) => root_key_id === id)
    const first = wrapped.map(({ created_at }) => created_at).toSorted((a, b) => a.getTime() - b.getTime())[0]
    const since = inUseSince.get(id) ?? first ?? new Date()
    const isNewest = id === newest
    return {
      ...{ kind: 'root' as const, id, state: isNewest ? 'active' : 'former', since },
      ...{ due: isNewest ? dueAfter(since, 'root') : null, what: `wraps ${wrapped.length} data keys` },
    }
  })
}
