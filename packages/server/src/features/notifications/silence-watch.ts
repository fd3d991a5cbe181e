import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../db/log.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { silencesStore } from './silences.store.ts'
import type { Tell } from './tell.ts'

interface Needs {
  db: Database
  /** Sees across teams since when changes are due, and not which. */
  scheduler: Pick<Database, 'pool'>
  clock: Clock
  log: Log
  tell: Tell
}

const POLL_MS = 30_000
/** Changes are taken within seconds; a planner that starts anew, or has ten thousand due, is done long before. */
export const SILENT_AFTER_MS = 5 * 60_000

/**
 * Tells teams whose due changes nobody takes, once for each time, and when it is over. Each process with the role automation watches, so that
 * it is told as long as one of them is alive: the work that is silent is not what tells of it. If none is, the alert on the same number does.
 */
export class SilenceWatch {
  readonly #needs: Needs
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null

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

  /** One look. */
  async round(): Promise<void> {
    const { scheduler, clock, db, log } = this.#needs
    const now = clock.now()
    const before = new Date(now.getTime() - SILENT_AFTER_MS)
    const { rows } = await scheduler.pool.query<{ team_id: string; is_silent: boolean }>(
      `select team_id, true as is_silent from automation.plans where next_at <= $1
          and not exists (select from automation.silences s where s.team_id = plans.team_id) group by team_id
       union all
       select team_id, false from automation.silences s
        where not exists (select from automation.plans p where p.team_id = s.team_id and p.next_at <= $1)`,
      [before],
    )
    for (const { team_id, is_silent } of rows) {
      const work = (tx: TeamTx) => (is_silent ? this.#begin(tx, before, now) : this.#end(tx, before, now))
      // The trouble of one team is its own.
      await db.asTeam(team_id, work).catch((error) => log.error({ err: error, team: team_id }, 'a silence was not told'))
    }
  }

  async #begin(tx: TeamTx, before: Date, now: Date): Promise<void> {
    const { tell } = this.#needs
    const store = silencesStore(tx)
    const since = await store.dueSince()
    if (since === null || since > before || !(await store.begin(since, now))) return
    const minutes_late = Math.floor((now.getTime() - since.getTime()) / 60_000)
    const title = `Changes that were due ${minutes_late} minutes ago were not made`
    await tell(tx, { event: 'scheduler.silent', at: now, title, detail: { due_since: since.toISOString(), minutes_late } })
  }

  async #end(tx: TeamTx, before: Date, now: Date): Promise<void> {
    const { tell } = this.#needs
    const store = silencesStore(tx)
    const since = await store.dueSince()
    if (since !== null && since <= before) return
    const silence = await store.end()
    if (silence === undefined) return
    const title = 'Changes that are due are being made again'
    const detail = { due_since: silence.since.toISOString(), told_at: silence.told_at.toISOString() }
    await tell(tx, { event: 'scheduler.recovered', at: now, title, detail })
  }

  async #run(): Promise<void> {
    const { log } = this.#needs
    const { signal } = this.#stopping
    let isFailing = false
    for (;;) {
      // First a pause: what was missed while nothing ran is being made at this moment.
      await delay(POLL_MS, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      await this.round().then(
        () => {
          isFailing = false
        },
        (error) => {
          if (!isFailing && !signal.aborted) log.error({ err: error }, 'nobody watches whether changes are made')
          isFailing = true
        },
      )
    }
  }
}
