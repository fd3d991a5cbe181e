import { z } from 'zod'

// RFC 5321, 4.5.3.1: what any mail server must take, and no more.
const LOCAL_MOST = 64
const DOMAIN_MOST = 253
const ADDRESS_MOST = 254

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
// Only what can stand in a name: a URL parser would also take escapes, ports, paths, tabs and half a dozen spellings of a number.
const domainLetters = /^[\p{L}\p{M}\p{N}.\u3002-]+$/u
const asciiDomain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * The one spelling of an address, by which accounts are told apart: one mailbox is one account. Compatible characters (full-width letters, a
 * full-width or small @) become the ordinary ones, letters lower case, the domain its ASCII form. Null for what is no address, among it
 * a local part beyond ASCII: what looks like another address must not be one.
 */
export function normalizeEmail(text: string): string | null {
  const [local = '', domain = '', ...more] = text.normalize('NFKC').trim().toLowerCase().split('@')
  if (more.length > 0 || local.length > LOCAL_MOST || !localPart.test(local) || !domainLetters.test(domain)) return null
  const host = hostOf(domain)
  if (host === null || host.length > DOMAIN_MOST || !asciiDomain.test(host)) return null
  const address = `${local}@${host}`
  return address.length > ADDRESS_MOST ? null : address
}

/** The name as DNS knows it (UTS #46), or null. */
const hostOf = (domain: string): string | null => URL.parse(`http://${domain}/`)?.hostname ?? null

/** An address on its way in: becomes its one spelling. */
export const Email = z
  .string()
  .max(320)
  .transform((text, context) => {
    const address = normalizeEmail(text)
    if (address === null) context.addIssue('must be an e-mail address, its part before the @ in ASCII')
    return address ?? z.NEVER
  })
  .meta({ format: 'email' })
