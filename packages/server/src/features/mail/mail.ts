import type { KeyRing } from '@skykeep/keyring'
import type { Configuration } from '../../config/schema.ts'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import { mailServerOf } from '../../lib/mail-server.ts'
import type { Clock } from '../../lib/new-id.ts'
import { senderOf } from '../../lib/sender.ts'
import type { Metrics } from '../../operations/metrics.ts'
import { type MailService, mailService } from './mail.service.ts'
import { MailWorker } from './mail-worker.ts'
import { type SendMail, smtpSender } from './smtp-sender.ts'

interface Needs {
  config: Pick<Configuration, 'SKYKEEP_SMTP_URL' | 'SKYKEEP_MAIL_FROM'>
  db: Database
  keyRing: KeyRing
  clock: Clock
  log: Log
  metrics: Metrics
  newId: () => string
}

export interface MailFeature {
  mail: MailService
  /** To be started, and stopped before the database is. */
  worker: MailWorker
}

export function mailFeature({ config, newId, ...needs }: Needs): MailFeature {
  const { db, keyRing, clock, metrics } = needs
  // A database that is away must not take the other metrics with it.
  const unknown = () => Number.NaN
  metrics.gauge('mails_waiting', 'Mails that no mail server has taken yet', () =>
    db.pool.query<{ count: number }>('select count(*) from identity.mails').then(({ rows }) => rows[0]!.count, unknown),
  )
  return { mail: mailService({ keyRing, clock, newId }), worker: new MailWorker({ ...needs, send: senderFor(config) }) }
}

function senderFor({ SKYKEEP_SMTP_URL: url, SKYKEEP_MAIL_FROM: from }: Needs['config']): SendMail | null {
  const server = url && mailServerOf(url.reveal())
  const sender = from && senderOf(from)
  return server && sender ? smtpSender(server, sender) : null
}
