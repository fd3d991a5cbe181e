const encoder = new TextEncoder()

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

export const toHex = (bytes: Uint8Array): string => bytes.toHex()

export const toBase64 = (bytes: Uint8Array): string => bytes.toBase64()

/** The bytes of lower-case hexadecimal text, or null: one value has one spelling. */
export function fromHex(text: unknown): Uint8Array<ArrayBuffer> | null {
  if (typeof text !== 'string' || text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null
  return Uint8Array.fromHex(text)
}

/** The bytes of padded standard base64, or null: spaces, missing padding and stray bits would be second spellings. */
export function fromBase64(text: unknown): Uint8Array<ArrayBuffer> | null {
  if (typeof text !== 'string' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' })
  } catch {
    return null // padding in the wrong place, or bits set behind the last byte
  }
}

// Hashes and signatures of a public log are no secrets, so this need not take constant time.
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
