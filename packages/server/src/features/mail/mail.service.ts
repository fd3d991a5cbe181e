import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

/** What a mail says: as text and as HTML, both made of the same lines. */
export interface Message {
  subject: string
  lines: string[]
  code?: string
  link?: string
}

/** A mail that is sealed and ready to be queued in a transaction. */
export interface PreparedMail {
  id: string
  sealed: string
}

export interface MailService {
  /** Seals a mail. Before a transaction: the key ring needs a connection of its own. */
  prepare(to: string, message: Message): Promise<PreparedMail>
  /** One insert in the transaction of what the mail tells of. */
  queue(tx: TeamTx | InstallationTx, mail: PreparedMail): Promise<void>
}
