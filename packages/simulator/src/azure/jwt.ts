import { constants, createHmac, timingSafeEqual, verify, type X509Certificate } from 'node:crypto'

export type Jwt = { header: Record<string, unknown>; payload: Record<string, unknown>; signed: Buffer; signature: Buffer }

/** Taken apart, not judged; undefined when it is none. */
export function parseJwt(text: string): Jwt | undefined {
  const [header, payload, signature, ...more] = text.split('.')
  if (!header || !payload || !signature || more.length > 0) return undefined
  try {
    return {
      header: objectIn(header),
      payload: objectIn(payload),
      signed: Buffer.from(`${header}.${payload}`),
      signature: Buffer.from(signature, 'base64url'),
    }
  } catch {
    // Not JSON: malformed, which is what undefined says.
    return undefined
  }
}

/** PS256 as it is documented now, RS256 as it was; nothing else. */
export function isSignedBy({ header, signed, signature }: Jwt, { publicKey }: X509Certificate): boolean {
  if (header.alg === 'RS256') return verify('sha256', signed, publicKey, signature)
  if (header.alg !== 'PS256') return false
  return verify('sha256', signed, { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature)
}

/** An access token: clients take it for opaque, except for the claim `oid` that people look into. */
export function signToken(payload: Record<string, unknown>, key: Buffer): string {
  const signed = [{ typ: 'JWT', alg: 'HS256' }, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

export function isOurToken({ signed, signature }: Jwt, key: Buffer): boolean {
  const expected = createHmac('sha256', key).update(signed).digest()
  return expected.length === signature.length && timingSafeEqual(expected, signature)
}

function objectIn(part: string): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
  if (typeof value !== 'object' || value === null) throw new Error('not an object')
  return value as Record<string, unknown>
}
