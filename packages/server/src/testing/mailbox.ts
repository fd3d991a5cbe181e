import type { MailService, Message, PreparedMail } from '../features/mail/mail.service.ts'
import { newId } from '../lib/new-id.ts'

/** What would be outside: it keeps the mails whose transaction went on its way, for a test to read. */
export class Mailbox implements MailService {
  readonly #prepared = new Map<string, { to: string; message: Message }>()
  readonly #queued: { to: string; message: Message }[] = []

  async prepare(to: string, message: Message): Promise<PreparedMail> {
    const id = newId()
    this.#prepared.set(id, { to, message })
    return { id, sealed: id }
  }

  async queue(_tx: unknown, { id }: PreparedMail): Promise<void> {
    this.#queued.push(this.#prepared.get(id)!)
  }

  /** The newest mail to an address. */
  newestTo(address: string): Message | undefined {
    return this.#queued.findLast(({ to }) => to === address)?.message
  }
}
