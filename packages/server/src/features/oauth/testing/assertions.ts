import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import type { PublicJwks } from '@skykeep/contract'
import { type JWTPayload, SignJWT } from 'jose'

export type AssertionAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'ES384'

/** A key pair of a machine, and what of it is registered. */
export function machineKey(alg: AssertionAlgorithm = 'ES256'): {
  privateKey: KeyObject
  publicKey: KeyObject
  alg: string
  jwks: PublicJwks
} {
  const { privateKey, publicKey } = alg.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-384' })
    : generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg }] } as PublicJwks
  return { privateKey, publicKey, alg, jwks }
}

interface Wishes {
  claims?: JWTPayload
  header?: Record<string, unknown>
  without?: string[]
}

/** A client assertion (RFC 7523) as it should be, except for what is wished otherwise. */
export function assertion(
  id: string,
  audience: string,
  { privateKey, alg }: { privateKey: KeyObject | Uint8Array; alg: string },
  { claims = {}, header = {}, without = [] }: Wishes = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  const all: JWTPayload = { iss: id, sub: id, aud: audience, jti: randomUUID(), iat: now, exp: now + 60, ...claims }
  for (const name of without) delete all[name]
  return new SignJWT(all).setProtectedHeader({ alg, ...header }).sign(privateKey)
}

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
