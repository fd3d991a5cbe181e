import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../db/log.ts'
import type { ClockWatch } from './clock-watch.ts'
import { makeRuns } from './due-runs.ts'
import type { RunNeeds } from './run-needs.ts'
import { runsStore } from './runs.store.ts'
import { settleRun } from './settle-run.ts'

type Needs = Pick<RunNeeds, 'db' | 'scheduler' | 'audit' | 'clock' | 'newId' | 'machines' | 'schedules' | 'tell' | 'metrics'> & {
  log: Log
  /** Refuses to plan while the clock of this machine is wrong. */
  watch: Pick<ClockWatch, 'isRight'>
  keepDays: number
}

const POLL_MS = 500
/** In one transaction: ten thousand changes are ten of them, each short. */
const AT_ONCE = 1_000
const SWEEP_MS = 15_000
const PRUNED_AT_ONCE = 500
const DAY_MS = 24 * 3_600_000

/**
 * Sees which changes are due and makes runs of them, in the transaction in which their plans move on: each change makes one run, however
 * many processes plan and whenever they die.
 */
export class Planner {
  readonly #needs: Needs
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null
  #sweptAt = 0

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

  /** One look. Says how many changes it took. */
  async round(): Promise<number> {
    const { scheduler, clock, watch } = this.#needs
    if (!(await watch.isRight())) return 0
    const now = clock.now()
    const { rows } = await scheduler.pool.query<{ team_id: string }>(
      'select team_id from automation.plans where next_at <= $1 group by team_id order by min(next_at) limit 200',
      [now],
    )
    let taken = 0
    for (const { team_id } of rows) taken += await this.#plan(team_id)
    return taken
  }

  /** Ends what was left open by processes that died, and removes what is kept no longer. */
  async sweep(): Promise<void> {
    const { db, scheduler, clock, keepDays } = this.#needs
    const now = clock.now()
    const before = new Date(now.getTime() - keepDays * DAY_MS)
    const open = await scheduler.pool.query<{ team_id: string }>(
      `select distinct team_id from automation.runs where status = 'running'`,
    )
    for (const { team_id } of open.rows) {
      await db.asTeam(team_id, async (tx) => {
        for (const id of await runsStore(tx).leftOpen(100)) await settleRun(this.#needs, tx, id, now)
      })
    }
    const old = await scheduler.pool.query<{ team_id: string }>(
      'select distinct team_id from automation.runs where ended_at < $1',
      [before],
    )
    for (const { team_id } of old.rows) await db.asTeam(team_id, (tx) => runsStore(tx).prune(before, PRUNED_AT_ONCE))
  }

  async #plan(teamId: string): Promise<number> {
    const { db, schedules, clock, metrics } = this.#needs
    for (let taken = 0; ; ) {
      const now = clock.now()
      const due = await db.asTeam(
        teamId,
        async (tx) => {
          const plans = await schedules.takeDue(tx, now, AT_ONCE)
          await makeRuns(this.#needs, tx, plans, now)
          return plans
        },
        { retry: true },
      )
      for (const { late_ms } of due) metrics.changeLateness.observe(late_ms / 1_000)
      taken += due.length
      if (due.length < AT_ONCE) return taken
    }
  }

  async #run(): Promise<void> {
    const { log } = this.#needs
    const { signal } = this.#stopping
    let isFailing = false
    const failed = (error: unknown) => {
      if (!isFailing && !signal.aborted) log.error({ err: error }, 'changes that are due are not planned')
      isFailing = true
    }
    while (!signal.aborted) {
      await this.round().then(() => {
        isFailing = false
      }, failed)
      if (performance.now() - this.#sweptAt > SWEEP_MS) {
        this.#sweptAt = performance.now()
        await this.sweep().catch(failed)
      }
      await delay(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }
}
