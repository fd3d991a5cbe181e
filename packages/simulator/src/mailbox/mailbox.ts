import { openHttpDoor } from './http-door.ts'
import type { Envelope, ReceivedMail } from './received-mail.ts'
import { openSmtpDoor } from './smtp-door.ts'

const KEPT_MOST = 500

export type Mailbox = {
  /** Where mails are sent to: `smtp://127.0.0.1:…`. */
  smtpUrl: string
  /** Where they are looked at: a page, and `/messages` for programs. */
  url: string
  /** The last ones, the oldest first. */
  messages(): readonly ReceivedMail[]
  /** The first mail for which it holds, of those here and those to come. */
  waitFor(predicate: (mail: ReceivedMail) => boolean, patienceMs?: number): Promise<ReceivedMail>
  /** Set it to misbehave: the SMTP code with which a mail is refused, and when. */
  mishap: (envelope: Envelope) => Promise<number | undefined> | number | undefined
  close(): Promise<void>
}

/** A mail server that keeps what it gets in memory and shows it: the inbox of everybody in a demo or a test. */
export async function startMailbox({ smtpPort = 0, httpPort = 0 } = {}): Promise<Mailbox> {
  const mails: ReceivedMail[] = []
  const waiting = new Set<() => void>()
  const box = { mails: () => mails, empty: () => void mails.splice(0) }
  const smtp = await openSmtpDoor({
    port: smtpPort,
    mishap: (envelope) => it.mishap(envelope),
    keep(more) {
      mails.push(...more)
      mails.splice(0, mails.length - KEPT_MOST)
      for (const look of waiting) look()
    },
  })
  const http = await openHttpDoor(httpPort, box).catch(async (error: unknown) => {
    await smtp.close()
    throw error
  })

  const it: Mailbox = {
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    url: http.url,
    mishap: () => undefined,
    messages: () => [...mails],
    waitFor(predicate, patienceMs = 20_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const mail = mails.find(predicate)
          if (mail) end(() => resolve(mail))
        }
        const end = (then: () => void) => {
          clearTimeout(patience)
          waiting.delete(look)
          then()
        }
        const patience = setTimeout(() => end(() => reject(new Error('The mail did not come in time.'))), patienceMs)
        waiting.add(look)
        look()
      })
    },
    async close() {
      await Promise.all([smtp.close(), http.close()])
    },
  }
  return it
}
