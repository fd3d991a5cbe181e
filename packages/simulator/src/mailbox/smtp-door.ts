import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { type Envelope, type ReceivedMail, receivedMails } from './received-mail.ts'

const SIZE_MOST = 1_048_576

export type SmtpDoor = { port: number; close(): Promise<void> }

type Needs = {
  port: number
  keep(mails: ReceivedMail[]): void
  /** An SMTP code with which the mail is refused although it was read; while it is thought about, the sender waits. */
  mishap(envelope: Envelope): Promise<number | undefined> | number | undefined
}

/** The server that takes mails, on loopback, from anybody and for anybody. It asks no name server and has no TLS. */
export async function openSmtpDoor({ port, keep, mishap }: Needs): Promise<SmtpDoor> {
  const door = new SMTPServer({
    name: 'localhost',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: SIZE_MOST,
    rejectOversized: true,
    closeTimeout: 500,
    onData(stream, session, callback) {
      take(stream, session).then(() => callback(), callback)
    },
  })
  // A sender that hangs up, or is killed, is nothing that this server could do anything about.
  door.on('error', () => undefined)

  async function take(stream: NodeJS.ReadableStream & { sizeExceeded?: boolean }, session: SMTPServerSession): Promise<void> {
    const raw = await buffer(stream)
    if (stream.sizeExceeded) return // answered by the server
    const envelope = envelopeOf(session)
    const code = await mishap(envelope)
    if (code !== undefined) throw Object.assign(new Error('Not now'), { responseCode: code })
    keep(await receivedMails(raw, envelope, new Date()))
  }

  await new Promise<void>((resolve, reject) => {
    door.server.once('error', reject)
    door.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (door.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => door.close(() => resolve())),
  }
}

function envelopeOf({ envelope: { mailFrom, rcptTo } }: SMTPServerSession): Envelope {
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) }
}
