import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import type { KeyRing } from './key-ring.ts'
import { KeyRingError } from './key-ring-error.ts'
import type { SigningKeyRow, SigningKeyUse } from './signing-key-store.ts'

export interface KeyPair {
  publicKey: KeyObject
  privateKey: KeyObject
}

/** Names a new key pair by its thumbprint and seals its private part. */
export async function sealedSigningKey(
  keyRing: KeyRing,
  use: SigningKeyUse,
  { publicKey, privateKey }: KeyPair,
): Promise<Pick<SigningKeyRow, 'kid' | 'public_jwk' | 'sealed'>> {
  const kid = await thumbprintOfKey(publicKey)
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' })
  const sealed = await keyRing.seal(pkcs8, placeOf(use, kid))
  pkcs8.fill(0)
  return { kid, public_jwk: publicKey.export({ format: 'jwk' }), sealed }
}

/**
 * Opens a stored key. The public part is made from the sealed private part and never taken from the row: who can write
 * to the database must not be able to add a key of their own to those whose tokens we believe. That it is the key of this
 * name is what the envelope says: it opens for one `kid` only.
 */
export async function openSigningKey(keyRing: KeyRing, use: SigningKeyUse, { kid, sealed }: SigningKeyRow): Promise<KeyPair> {
  if (sealed === null) throw new KeyRingError('KEY_DESTROYED')
  const pkcs8 = Buffer.from(await keyRing.open(sealed, placeOf(use, kid)))
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  pkcs8.fill(0)
  return { publicKey: createPublicKey(privateKey), privateKey }
}

/** RFC 7638: the same key has the same name everywhere, and another key cannot take it. */
export function thumbprintOfKey(publicKey: KeyObject): Promise<string> {
  return calculateJwkThumbprint(publicKey.export({ format: 'jwk' }) as JWK, 'sha256')
}

const placeOf = (use: SigningKeyUse, kid: string) => ({
  team_id: null,
  purpose: `${use}-signing`,
  table: 'signing_keys',
  column: 'sealed',
  row: kid,
})
