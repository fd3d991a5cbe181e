import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Log } from '../../db/log.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { ScheduleService } from '../schedules/schedules.service.ts'
import type { NotificationService } from './notifications.service.ts'

interface Needs {
  db: Database
  /** Sees across teams when a message before a stop is due, and not of what. */
  scheduler: Pick<Database, 'pool'>
  clock: Clock
  log: Log
  schedules: Pick<ScheduleService, 'takeNotices'>
  notifications: Pick<NotificationService, 'tellOfStops'>
}

const POLL_MS = 5_000
const TEAMS_AT_ONCE = 50
/** Of one team in one transaction: what stops at the same instant belongs into the same message. */
const TAKEN_MAX = 10_000

/** Has people told before machines stop. Any number of processes share the work; of one team one at a time, or a message would be torn apart. */
export class StopNoticeWorker {
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

  /** One look. Says for how many stops somebody is told. */
  async round(): Promise<number> {
    const { scheduler, clock, db, log } = this.#needs
    const { rows } = await scheduler.pool.query<{ team_id: string }>(
      'select team_id from automation.plans where notice_at <= $1 group by team_id order by min(notice_at) limit $2',
      [clock.now(), TEAMS_AT_ONCE],
    )
    let told = 0
    for (const { team_id } of rows) {
      // The trouble of one team is its own: the others are told all the same.
      told += await db
        .asTeam(team_id, (tx) => this.#tell(tx, team_id), { retry: true })
        .catch((error) => {
          log.error({ err: error, team: team_id }, 'people of a team were not told before a stop')
          return 0
        })
    }
    return told
  }

  async #tell(tx: TeamTx, teamId: string): Promise<number> {
    const { clock, schedules, notifications } = this.#needs
    const { rows } = await sql<{ is_ours: boolean }>`
      select pg_try_advisory_xact_lock(${NOTICES_LOCK}::int, hashtext(${teamId})) as is_ours`.execute(tx)
    if (!rows[0]!.is_ours) return 0
    const notices = await schedules.takeNotices(tx, clock.now(), TAKEN_MAX)
    await notifications.tellOfStops(tx, notices)
    return notices.length
  }

  async #run(): Promise<void> {
    const { log } = this.#needs
    const { signal } = this.#stopping
    let isFailing = false
    while (!signal.aborted) {
      await this.round().then(
        () => {
          isFailing = false
        },
        (error) => {
          if (!isFailing && !signal.aborted) log.error({ err: error }, 'nobody is told before stops')
          isFailing = true
        },
      )
      await delay(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }
}

/** Any number that no other lock has. */
const NOTICES_LOCK = 7_243
