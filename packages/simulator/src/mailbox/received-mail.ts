import { randomUUID } from 'node:crypto'
import PostalMime from 'postal-mime'

/** A mail as one recipient finds it in their box. */
export type ReceivedMail = {
  id: string
  /** The envelope's, not the header's: where it really went. */
  to: string
  from: string
  subject: string
  text: string
  html: string
  /** By their names in lower case; of a repeated one the last. */
  headers: Record<string, string>
  /** RFC 3339. */
  at: string
}

export type Envelope = { from: string; to: string[] }

/** Takes a mail apart: one for each recipient, as each has a box. */
export async function receivedMails(raw: Buffer, { from, to }: Envelope, now: Date): Promise<ReceivedMail[]> {
  const mail = await PostalMime.parse(raw)
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))
  const content = { subject: mail.subject ?? '', text: mail.text ?? '', html: mail.html ?? '', headers }
  return to.map((recipient) => ({ id: randomUUID(), to: recipient, from, ...content, at: now.toISOString() }))
}
