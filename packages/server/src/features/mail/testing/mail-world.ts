import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mailbox, startMailbox } from '@skykeep/simulator'
import pg from 'pg'
import { openPool } from '../../../db/pool.ts'
import { openDatabase } from '../../../db/tenancy.ts'
import { createKeyRing } from '../../../keys/create-key-ring.ts'
import { mailServerOf } from '../../../lib/mail-server.ts'
import { newId } from '../../../lib/new-id.ts'
import { Metrics } from '../../../operations/metrics.ts'
import { testDatabase } from '../../../testing/database.ts'
import { type MailService, type Message, mailService } from '../mail.service.ts'
import { MailWorker } from '../mail-worker.ts'
import { smtpSender } from '../smtp-sender.ts'

export type MailWorld = Awaited<ReturnType<typeof mailWorld>>

export const sender = { name: 'Skykeep', address: 'skykeep@example.com' }

/** An outbox on a real database with real keys, and a mail server on loopback. For one test: it is gone when the test ends. */
export async function mailWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'skykeep-test-'))
  const [database, mailbox] = await Promise.all([testDatabase(), startMailbox()])
  const pool = openPool({ url: database.appUrl, role: 'skykeep_identity', applicationName: 'skykeep test', max: 8 })
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 1 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {})
  const db = openDatabase({ pool })
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) }
  const keyRing = await createKeyRing({
    config: { SKYKEEP_DATA_DIR: folder, SKYKEEP_ROOT_KEYS: [{ provider: 'file' }] },
    db,
    clock,
  })
  const mail: MailService = mailService({ keyRing, clock, newId })
  const metrics = new Metrics()
  const told: unknown[] = []
  const tell = (about: object | string, text?: string) =>
    void told.push(typeof about === 'string' ? { text: about } : { ...about, text })
  const log = { info: tell, warn: tell, error: tell } as never
  const server = mailServerOf(mailbox.smtpUrl)!
  const workers: MailWorker[] = []

  return {
    ...{ database, folder, mailbox, db, clock, keyRing, mail, metrics, log, told, server },

    worker(more: { send?: ReturnType<typeof smtpSender> | null } = {}): MailWorker {
      const worker = new MailWorker({ db, keyRing, clock, log, metrics, send: smtpSender(server, sender), pollMs: 10, ...more })
      workers.push(worker)
      return worker
    },

    async sends(to: string, message: Partial<Message> = {}): Promise<string> {
      const prepared = await mail.prepare(to, { subject: 'Your code', lines: ['This is your code.'], ...message })
      await db.withoutTeam((tx) => mail.queue(tx, prepared))
      return prepared.id
    },

    async rows(): Promise<{ id: string; sealed: string; attempts: number; next_attempt_at: Date; created_at: Date }[]> {
      return (await admin.query('select * from identity.mails order by id')).rows
    },

    sql: (text: string, values?: unknown[]) => admin.query(text, values),

    async close(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.stop()))
      await mailbox.close()
      await Promise.all([pool.end(), admin.end()])
      await database.drop()
      rmSync(folder, { recursive: true })
    },
  }
}

export const boxOf = (mailbox: Mailbox, to: string) => mailbox.messages().filter((mail) => mail.to === to)
