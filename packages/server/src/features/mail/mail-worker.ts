import { setTimeout as delay } from 'node:timers/promises'
import type { KeyRing } from '@skykeep/keyring'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'
import { type MailRow, mailsStore } from './mails.store.ts'
import { GIVEN_UP_AFTER_MS, pauseAfter } from './retry-pauses.ts'
import { openMail } from './sealed-mail.ts'
import type { SendMail } from './smtp-sender.ts'

interface Needs {
  db: Database
  keyRing: KeyRing
  clock: Clock
  log: Log
  metrics: Pick<Metrics, 'mailsSent' | 'mailsGivenUp'>
  /** Null: there is no mail server, and mails wait for one. */
  send: SendMail | null
  pollMs?: number
}

const AT_ONCE = 5
const POLL_MS = 1_000
const SEND_PATIENCE_MS = 60_000
/** Twice the patience: a mail is taken over only from a process that is gone. */
const LEASE_MS = 2 * SEND_PATIENCE_MS
/** A stop does not wait for a mail server that hangs: what was not confirmed is sent again. */
const STOP_PATIENCE_MS = 5_000

/**
 * Sends what waits in the outbox. Any number of processes share the work: a mail is leased, sent outside of any transaction, then
 * removed. Whoever is killed in between leaves its lease to run out, so that every mail is sent at least once.
 */
export class MailWorker {
  readonly #needs: Needs
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null
  #isFailing = false
  #hasTold = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  start(): void {
    if (!this.#needs.send) this.#needs.log.warn('there is no mail server (SKYKEEP_SMTP_URL): mails will wait for one')
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    const patience = new AbortController()
    await Promise.race([this.#running, delay(STOP_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {})])
    patience.abort()
  }

  /** One look into the outbox. Says how many mails it took up. */
  async round(): Promise<number> {
    const { send } = this.#needs
    if (send) return this.#sendDue(send)
    await this.#waitForServer()
    return 0
  }

  async #run(): Promise<void> {
    const { pollMs = POLL_MS, log } = this.#needs
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const taken = await this.round().then(
        (count) => {
          this.#isFailing = false
          return count
        },
        (error) => {
          // Once, not each second that the database is away.
          if (!this.#isFailing && !signal.aborted) log.error({ err: error }, 'the outbox cannot be read: mails wait')
          this.#isFailing = true
          return 0
        },
      )
      if (taken < AT_ONCE) await delay(pollMs, undefined, { signal }).catch(() => {})
    }
  }

  async #sendDue(send: SendMail): Promise<number> {
    const { db, clock } = this.#needs
    const now = clock.now()
    const until = new Date(now.getTime() + LEASE_MS)
    const leased = await db.withoutTeam((tx) => mailsStore(tx).lease(now, until, AT_ONCE))
    const results = await Promise.allSettled(leased.map((row) => this.#sendOne(row, send)))
    const failed = results.find(({ status }) => status === 'rejected')
    if (failed) throw (failed as PromiseRejectedResult).reason // the database, not the mail server
    return leased.length
  }

  /** Its failure is its own: the others are sent all the same. */
  async #sendOne(row: MailRow, send: SendMail): Promise<void> {
    const { db, keyRing, metrics } = this.#needs
    try {
      const mail = await openMail(keyRing, row.id, row.sealed)
      await inTime(send(row.id, mail))
    } catch (error) {
      return this.#notSent(row, error)
    }
    metrics.mailsSent.inc()
    await db.withoutTeam((tx) => mailsStore(tx).remove(row.id))
  }

  async #notSent(row: MailRow, error: unknown): Promise<void> {
    const { db, clock, log } = this.#needs
    const next = new Date(clock.now().getTime() + pauseAfter(row.attempts))
    const about = { mail: row.id, attempt: row.attempts, ...faultOf(error) }
    if (next.getTime() - row.created_at.getTime() > GIVEN_UP_AFTER_MS) {
      await db.withoutTeam((tx) => mailsStore(tx).remove(row.id))
      return this.#givenUp(1, about)
    }
    log.warn(about, 'a mail could not be sent; it is tried again')
    await db.withoutTeam((tx) => mailsStore(tx).postpone(row, next))
  }

  async #waitForServer(): Promise<void> {
    const { db, clock, log } = this.#needs
    const before = new Date(clock.now().getTime() - GIVEN_UP_AFTER_MS)
    this.#givenUp(await db.withoutTeam((tx) => mailsStore(tx).removeDueBefore(before)), {})
    if (this.#hasTold) return
    const { rows } = await db.pool.query<{ mails: number }>('select count(*) as mails from identity.mails')
    this.#hasTold = rows[0]!.mails > 0
    if (this.#hasTold) log.warn(rows[0]!, 'mails wait: there is no mail server (SKYKEEP_SMTP_URL)')
  }

  #givenUp(mails: number, about: object): void {
    if (mails === 0) return
    this.#needs.metrics.mailsGivenUp.inc(mails)
    this.#needs.log.error({ mails, ...about }, 'mails were given up: nobody took them for three days')
  }
}

async function inTime(sending: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const error = Object.assign(new Error('The mail server took too long.'), { code: 'ETIMEDOUT' })
    timer = setTimeout(() => reject(error), SEND_PATIENCE_MS)
  })
  await Promise.race([sending, late]).finally(() => clearTimeout(timer))
}

/** What the log may know: not the words of the mail server, which repeat the address. */
function faultOf(error: unknown): { code?: string; response_code?: number; command?: string } {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string }
  return { code, response_code: responseCode, command: command?.split(' ')[0] }
}
