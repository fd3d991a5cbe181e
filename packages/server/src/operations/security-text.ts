const HALF_A_YEAR_MS = 182 * 86_400_000

/** RFC 9116: where to report a vulnerability. It must end some day; it is made when asked, so it never has. */
export function securityText(contact: string, now: Date): string {
  const uri = /^[a-z]+:/i.test(contact) ? contact : `mailto:${contact}`
  const expires = new Date(now.getTime() + HALF_A_YEAR_MS).toISOString().replace(/\.\d+Z$/, 'Z')
  return `Contact: ${uri}\nExpires: ${expires}\nPreferred-Languages: en\n`
}
