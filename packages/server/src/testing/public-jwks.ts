import { generateKeyPairSync } from 'node:crypto'

/** A new public key as JWK; its private part is thrown away. */
export function ecJwk(): { kty: string; crv: string; x: string; y: string } {
  const { kty, crv, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  return { kty, crv, x, y } as { kty: string; crv: string; x: string; y: string }
}

export function rsaJwk(bits = 2_048): { kty: string; n: string; e: string } {
  const { kty, n, e } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' })
  return { kty, n, e } as { kty: string; n: string; e: string }
}
