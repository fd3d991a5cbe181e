import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { linksStore } from './links.store.ts'

interface Needs {
  db: Database
  /** Sees across teams when linkings end, and not whose they are. */
  scheduler: Pick<Database, 'pool'>
  clock: Clock
  log: Log
}

const POLL_MS = 10 * 60_000

/** Removes linkings that were begun and not ended: who began, and a verifier that would hold a former data key for ever. */
export class StartCare {
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
    const { db, scheduler, clock, log } = this.#needs
    const now = clock.now()
    const { rows } = await scheduler.pool.query<{ team_id: string }>(
      'select distinct team_id from contacts.starts where expires_at <= $1',
      [now],
    )
    // The trouble of one team is its own.
    for (const { team_id } of rows)
      await db
        .asTeam(team_id, (tx) => linksStore(tx).removeExpired(now))
        .catch((error) => log.error({ err: error, team: team_id }, 'linkings that had ended were not removed'))
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.round().catch((error) => {
        if (!signal.aborted) this.#needs.log.error({ err: error }, 'nobody removes linkings that have ended')
      })
      await delay(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }
}
