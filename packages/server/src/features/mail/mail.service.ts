import type { KeyRing } from '@skykeep/keyring'
import type { InstallationTx, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { mailsStore } from './mails.store.ts'
import type { Message } from './message.ts'
import { sealMail } from './sealed-mail.ts'

export type { Message } from './message.ts'

/** Sealed, and ready for the outbox. */
export interface PreparedMail {
  id: string
  sealed: string
}

export interface MailService {
  /** Seals a mail. Before the transaction and never in it: the key ring needs a connection of its own. */
  prepare(to: string, message: Message): Promise<PreparedMail>
  /** Puts it into the outbox, in the transaction of what it tells: both happen, or neither does. It is sent soon after the commit. */
  queue(tx: TeamTx | InstallationTx, mail: PreparedMail): Promise<void>
}

interface Needs {
  keyRing: KeyRing
  clock: Clock
  newId: () => string
}

export function mailService({ keyRing, clock, newId }: Needs): MailService {
  return {
    async prepare(to, message) {
      const id = newId()
      return { id, sealed: await sealMail(keyRing, id, { to, message }) }
    },

    async queue(tx, { id, sealed }) {
      const now = clock.now()
      await mailsStore(tx).insert({ id, sealed, attempts: 0, next_attempt_at: now, created_at: now })
    },
  }
}
