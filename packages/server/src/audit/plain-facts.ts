import type { JsonValue } from '@skykeep/proof'

/** What stands in the place of a secret. */
export const CHANGED = 'changed'

/**
 * What a service tells of a fact, as JSON that can be hashed, kept and shown: no secrets, no broken text, nothing without bound.
 * A service should never hand a secret in; this is the net below it, so it looks at names and at values.
 */
export function plainFacts(members: Record<string, unknown>): Record<string, JsonValue> {
  return plainObject(members, 0)
}

/** One line of text as it may stand in an entry. */
export const plainText = (text: string): string => (looksSecret(text) ? CHANGED : shortened(text.toWellFormed()))

// Enough for any field a person fills in; a certificate or a body must not swell an entry that is kept for ever.
const TEXT_MAX = 2_000
const DEPTH_MAX = 16

function plain(value: unknown, depth: number): JsonValue | undefined {
  if (typeof value === 'string') return plainText(value)
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object') return undefined
  if (depth === DEPTH_MAX) return '…'
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), depth + 1)
  if (value instanceof Set || value instanceof Map) return plain([...value], depth + 1)
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1) ?? null)
  return plainObject(value as Record<string, unknown>, depth + 1)
}

function plainObject(members: Record<string, unknown>, depth: number): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = Object.create(null)
  for (const name of Object.keys(members)) {
    const value = hidesSecret(name, members[name]) ? CHANGED : plain(members[name], depth)
    if (value !== undefined) kept[shortened(name.toWellFormed())] = value
  }
  return kept
}

const shortened = (text: string): string => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX).toWellFormed()}…` : text)

// That there was none, or whether there is one, tells nothing.
const hidesSecret = (name: string, value: unknown): boolean =>
  value !== null && value !== undefined && typeof value !== 'boolean' && secretName.test(name) && !publicName.test(name)

const secretName =
  /secret|passw|passphrase|token|authorization|cookie|private|assertion|credential|recovery_code|keys?$|(^|_)(otp|totp|pin|seed|salt|pepper)$/i
const publicName = /^public|(_id|_ids|_at|_until|_type|_kind|_method|_count|_seconds|_days|_per_minute|_thumbprint)$/i

const looksSecret = (text: string): boolean => text.length > 20 && secretValue.test(text)

// A private key, a signed token, a secret of ours, an Authorization header.
const secretValue =
  /-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{8,}\.[\w-]{8,}\.|\bsk_[a-z][a-z0-9]{1,15}_[0-9A-Za-z]{20}|^(?:bearer|basic) \S/i
