import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

// What every authenticator app understands: many silently ignore other digests, lengths and periods, and then show wrong codes.
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20
/** One step before and after: for a clock that is half a minute wrong, and a code typed at its very end (RFC 6238 §5.2). */
const TOLERATED_STEPS = 1

const ISSUER = 'Skykeep'

export const newTotpSecret = (): Uint8Array => randomBytes(SECRET_BYTES)

export const base32Of = (secret: Uint8Array): string => secretOf(secret).base32

/** `otpauth://totp/…`: what the app reads from the picture. */
export const totpUri = (secret: Uint8Array, label: string): string =>
  new TOTP({ ...form, secret: secretOf(secret), issuer: ISSUER, label }).toString()

/** The step whose code this is, around our own clock's; null when it is none of them. */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): number | null {
  // The library compares in constant time, which needs texts of equal length in bytes.
  if (!/^\d{6}$/.test(code)) return null
  const timestamp = now.getTime()
  const distance = TOTP.validate({ ...form, token: code, secret: secretOf(secret), timestamp, window: TOLERATED_STEPS })
  return distance === null ? null : Math.floor(timestamp / 1_000 / form.period) + distance
}

const secretOf = (secret: Uint8Array) => new Secret({ buffer: Uint8Array.from(secret).buffer })
