import { createTransport } from 'nodemailer'
import type { MailServer } from '../../lib/mail-server.ts'
import type { Sender } from '../../lib/sender.ts'
import { renderMessage } from './message.ts'
import type { Mail } from './sealed-mail.ts'

/** Resolves when a mail server has taken the mail. */
export type SendMail = (id: string, mail: Mail) => Promise<void>

// Together less than the worker's patience with one mail.
const timeouts = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Sends by SMTP, over TLS with a certificate that is verified; in clear only to this very machine. */
export function smtpSender({ host, port, isSecure, isLoopback, login }: MailServer, from: Sender): SendMail {
  const transport = createTransport({
    host,
    port,
    secure: isSecure,
    requireTLS: !isLoopback,
    ignoreTLS: isLoopback && !isSecure,
    tls: { minVersion: 'TLSv1.2' },
    ...(login && { auth: login }),
    ...timeouts,
    // The library could put files and pages into a mail by their names: no text of ours may be taken for one.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = from.address.slice(from.address.indexOf('@') + 1)

  return async (id, { to, message }) => {
    await transport.sendMail({
      envelope: { from: from.address, to: [to] },
      from,
      to: { name: '', address: to },
      ...renderMessage(message),
      // The same at each attempt: a mailbox that gets a mail twice can tell that it is one.
      messageId: `<${id}@${domain}>`,
      // RFC 3834: no holiday notice comes back.
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  }
}
