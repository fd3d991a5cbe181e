import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'

/** What a mail says, in lines. A code or a link stands out in it. */
export interface Message {
  subject: string
  lines: string[]
  code?: string
  link?: string
}

/** A mail that is sealed and not yet on its way. */
export interface PreparedMail {
  id: string
  sealed: string
}

export interface MailService {
  /** Seals the mail, which needs a connection of its own: called before a transaction. */
  prepare(to: string, message: Message): Promise<PreparedMail>
  /** Puts it on its way with what it tells of: both are stored, or neither is. */
  queue(tx: TeamTx | InstallationTx, mail: PreparedMail): Promise<void>
}
