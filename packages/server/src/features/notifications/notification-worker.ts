import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { keepLinksStore } from './keep-links.store.ts'
import { notificationsStore } from './notifications.store.ts'
import type { MessageSender } from './send-message.ts'

interface Needs {
  db: Database
  /** Sees across teams in which of them something is due, and nothing else of it. */
  scheduler: Pick<Database, 'pool'>
  clock: Clock
  log: Log
  sender: MessageSender
}

const POLL_MS = 1_000
/** Messages under way in one process, each waiting for its own address. */
const AT_ONCE = 24
/** Of one team: addresses of theirs that hang must not hold up others. */
const AT_ONCE_IN_TEAM = 4
const TIDY_MS = 3_600_000
/** How long the history goes back. */
const KEPT_MS = 30 * 24 * 3_600_000

/**
 * Sends what is due, of all teams. Any number of processes share the work: a message is leased, sent outside of any transaction, then marked.
 * Whoever is killed in between leaves its lease to run out, so that every message is sent at least once.
 */
export class NotificationWorker {
  readonly #needs: Needs
  readonly #stopping = new AbortController()
  readonly #underWay = new Map<Promise<void>, string>()
  #running: Promise<void> | null = null
  #tidiedAt = 0

  constructor(needs: Needs) {
    this.#needs = needs
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  /** One look, and all that it took up to its end. Says how many messages that were. */
  async round(): Promise<number> {
    const taken = await this.#take()
    await Promise.all(this.#underWay.keys())
    return taken
  }

  async #run(): Promise<void> {
    const { log } = this.#needs
    const { signal } = this.#stopping
    let isFailing = false
    while (!signal.aborted) {
      const taken = await this.#take()
        .then(async (count) => {
          await this.#tidy()
          isFailing = false
          return count
        })
        .catch((error) => {
          // Once, not each second that the database is away.
          if (!isFailing && !signal.aborted) log.error({ err: error }, 'notifications are not sent')
          isFailing = true
          return 0
        })
      if (taken === 0) await delay(POLL_MS, undefined, { signal }).catch(() => {})
    }
    await Promise.all(this.#underWay.keys())
  }

  async #take(): Promise<number> {
    const { scheduler, clock, sender } = this.#needs
    const free = AT_ONCE - this.#underWay.size
    if (free <= 0) return 0
    const busy = [...new Set(this.#underWay.values())].filter((team) => this.#of(team) >= AT_ONCE_IN_TEAM)
    const { rows } = await scheduler.pool.query<{ team_id: string }>(
      `select team_id from automation.notifications where due_at <= $1 and team_id <> all ($2::uuid[])
        group by team_id order by min(due_at) limit $3`,
      [clock.now(), busy, free],
    )
    let taken = 0
    for (const { team_id } of rows) {
      while (this.#of(team_id) < AT_ONCE_IN_TEAM && this.#underWay.size < AT_ONCE) {
        const message = await sender.claim(team_id)
        if (!message) break
        taken++
        this.#follow(team_id, sender.send(message, this.#stopping.signal))
      }
    }
    return taken
  }

  #of(team: string): number {
    return [...this.#underWay.values()].filter((one) => one === team).length
  }

  /** Its failure is its own; the lease runs out, and it is tried again. */
  #follow(team: string, sending: Promise<void>): void {
    const work: Promise<void> = sending
      .catch((error) => this.#needs.log.error({ err: error }, 'what became of a notification could not be kept'))
      .finally(() => this.#underWay.delete(work))
    this.#underWay.set(work, team)
  }

  async #tidy(): Promise<void> {
    const { scheduler, db, clock } = this.#needs
    const now = clock.now().getTime()
    if (now - this.#tidiedAt < TIDY_MS) return
    this.#tidiedAt = now
    const before = new Date(now - KEPT_MS)
    const { rows } = await scheduler.pool.query<{ team_id: string }>(
      'select distinct team_id from automation.notifications where created_at < $1',
      [before],
    )
    for (const { team_id } of rows) {
      await db.asTeam(team_id, async (tx) => {
        await notificationsStore(tx).removeBefore(before)
        await keepLinksStore(tx).removeBefore(before)
      })
    }
  }
}
