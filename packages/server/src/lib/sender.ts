import { normalizeEmail } from '@skykeep/contract'

export interface Sender {
  name: string
  address: string
}

/** Reads `Skykeep <skykeep@example.com>` or the address alone; null for anything else. */
export function senderOf(text: string): Sender | null {
  const named = /^([^<>"\p{Cc}]{1,80}?) ?<([^<>]+)>$/u.exec(text)
  const [name, address] = named ? [named[1]!, named[2]!] : ['', text]
  const normalized = normalizeEmail(address)
  return normalized === null ? null : { name: name.trim(), address: normalized }
}

export const isSender = (text: string): boolean => senderOf(text) !== null
