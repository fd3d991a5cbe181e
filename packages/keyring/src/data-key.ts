import { createSecretKey, type KeyObject } from 'node:crypto'
import type { DataKeyRow, DataKeyStore, RewrappedKey } from './data-key-store.ts'
import { escapedPart } from './envelope.ts'
import { KeyRingError } from './key-ring-error.ts'
import type { RandomBytes } from './outside.ts'
import type { RootKeyProvider } from './root-key.ts'

const KEY_BYTES = 32
const REWRAP_BATCH = 100

/** A data key that can be used. The key object prints nothing of its content. */
export interface DataKey {
  id: string
  team_id: string | null
  purpose: string
  version: number
  key: KeyObject
}

type NewDataKey = Pick<DataKeyRow, 'team_id' | 'purpose' | 'version' | 'created_at'>

/** Makes 256 random bits and wraps them; the row is ready to be stored. */
export async function newDataKey(root: RootKeyProvider, random: RandomBytes, about: NewDataKey): Promise<DataKeyRow> {
  const named = { ...about, id: `dk_${Buffer.from(random(12)).toString('base64url')}` }
  const key = random(KEY_BYTES)
  try {
    return { ...named, ...(await wrap(root, key, named)) }
  } finally {
    key.fill(0)
  }
}

export async function unwrapDataKey(root: RootKeyProvider, row: DataKeyRow): Promise<DataKey> {
  const key = await unwrap(root, row)
  try {
    const { id, team_id, purpose, version } = row
    return { id, team_id, purpose, version, key: createSecretKey(key) }
  } finally {
    key.fill(0)
  }
}

/** Wraps what older root keys wrapped with the newest one, so that the older ones can be taken away. Answers how many. */
export async function rewrapDataKeys(root: RootKeyProvider, store: DataKeyStore, by?: string): Promise<number> {
  let done = 0
  for (;;) {
    // Asked each time: another process may rotate as well, and what it wrapped with a still newer key would look like work for ever.
    const rows = await store.wrappedByOthers(await root.keyId(), REWRAP_BATCH)
    const rewrapped: RewrappedKey[] = []
    for (const row of rows) rewrapped.push(await rewrap(root, row))
    const changed = rewrapped.length === 0 ? 0 : await store.rewrap(rewrapped, by)
    done += changed
    // Rows that another process was faster with are gone in the next batch; a batch without any change means there is nothing left for us.
    if (changed === 0) return done
  }
}

async function rewrap(root: RootKeyProvider, row: DataKeyRow): Promise<RewrappedKey> {
  const key = await unwrap(root, row)
  try {
    return { id: row.id, from_root_key_id: row.root_key_id, ...(await wrap(root, key, row)) }
  } finally {
    key.fill(0)
  }
}

async function wrap(root: RootKeyProvider, key: Uint8Array, row: Named): Promise<{ wrapped: Uint8Array; root_key_id: string }> {
  try {
    // The id is asked first: if the root key changes in between, the row names an older key than it needs and is wrapped
    // once too often. The other way round it would lose its root key with the next clean-up.
    const root_key_id = await root.keyId()
    return { root_key_id, wrapped: await root.wrap(key, wrappedFor(row)) }
  } catch (error) {
    throw rootFault(error)
  }
}

async function unwrap(root: RootKeyProvider, row: DataKeyRow): Promise<Uint8Array> {
  if (row.wrapped === null) throw new KeyRingError('KEY_DESTROYED')
  const key = await root.unwrap(row.wrapped, wrappedFor(row)).catch((error) => {
    throw rootFault(error)
  })
  if (key.length !== KEY_BYTES) throw new KeyRingError('KEY_REFUSED')
  return key
}

type Named = Pick<DataKeyRow, 'id' | 'team_id' | 'purpose' | 'version'>

// Who can write to the key table must not be able to give one team the key of another: the row is part of what is wrapped.
const wrappedFor = ({ id, team_id, purpose, version }: Named) =>
  ['data-key', team_id === null ? '' : escapedPart(team_id), escapedPart(purpose), version, escapedPart(id)].join('|')

function rootFault(error: unknown): KeyRingError {
  if (!(error instanceof KeyRingError)) return new KeyRingError('ROOT_KEY_UNAVAILABLE', { cause: error })
  return error.code.startsWith('ENVELOPE_') ? new KeyRingError('KEY_REFUSED') : error
}
