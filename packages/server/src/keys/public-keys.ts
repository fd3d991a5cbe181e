import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import type { Pool } from 'pg'

/** A signal is heard within a second; this bounds what a lost one could cost. */
const REMEMBERED_MS = 60_000
/** An unknown key id may be a key that is seconds old, or invented: a flood of invented ones costs one read in this time. */
const COOL_DOWN_MS = 1_000

/** The public keys of access tokens, for a role that only verifies them. */
export interface PublicKeys {
  /** The key with this id while its tokens are believed, else undefined. */
  keyOf(kid: string): Promise<KeyObject | undefined>
  /** Forgets them all; called when a signal says that the keys have changed. */
  clear(): void
}

/** Reads the readable columns of `identity.signing_keys` and remembers them. Callers who ask at once share one read. */
export function publicKeysOf(pool: Pool, now: () => number = Date.now): PublicKeys {
  let known: { keys: Keys; readAt: number } | null = null
  let reading: Promise<Keys> | null = null

  function read(): Promise<Keys> {
    const mine = readKeys(pool)
      .then((keys) => {
        // Cleared meanwhile: what was read may be older than the change, so it is not kept.
        if (reading === mine) known = { keys, readAt: now() }
        return keys
      })
      .finally(() => {
        if (reading === mine) reading = null
      })
    reading = mine
    return mine
  }

  return {
    async keyOf(kid) {
      const rememberedMs = known?.keys.has(kid) ? REMEMBERED_MS : COOL_DOWN_MS
      if (known && now() - known.readAt < rememberedMs) return known.keys.get(kid)
      return (await (reading ?? read())).get(kid)
    },
    clear() {
      known = null
      reading = null
    },
  }
}

type Keys = ReadonlyMap<string, KeyObject>

async function readKeys(pool: Pool): Promise<Keys> {
  const { rows } = await pool.query<{ kid: string; public_key: webcrypto.JsonWebKey }>(
    `select kid, public_key from identity.signing_keys where kind = 'token' and state <> 'destroyed'`,
  )
  return new Map(rows.map(({ kid, public_key }) => [kid, createPublicKey({ key: public_key, format: 'jwk' })]))
}
