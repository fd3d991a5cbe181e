import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'

/** Beyond this, machines would be switched at the wrong time. */
const SKEW_MS_MAX = 30_000
const CHECK_MS = 30_000

/** Compares the clock of this machine with that of the database: a clock that is wrong must not switch machines. */
export class ClockWatch {
  readonly #scheduler: Pick<Database, 'pool'>
  readonly #log: Log
  readonly #now: () => number
  #checkedAt = Number.NEGATIVE_INFINITY
  #skewMs = 0

  /** `now`: epoch ms of this machine, also where schedules live by another clock. */
  constructor(scheduler: Pick<Database, 'pool'>, log: Log, now: () => number = Date.now) {
    this.#scheduler = scheduler
    this.#log = log
    this.#now = now
  }

  /** How far it was ahead of the database when it was last compared, in seconds. */
  get skewSeconds(): number {
    return this.#skewMs / 1_000
  }

  async isRight(): Promise<boolean> {
    if (performance.now() - this.#checkedAt > CHECK_MS) await this.#check()
    return Math.abs(this.#skewMs) <= SKEW_MS_MAX
  }

  async #check(): Promise<void> {
    const before = this.#now()
    const { rows } = await this.#scheduler.pool.query<{ ms: number }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
    )
    const after = this.#now()
    // The answer was made somewhere in between: only what lies outside is a difference.
    const wasRight = Math.abs(this.#skewMs) <= SKEW_MS_MAX
    const { ms } = rows[0]!
    this.#skewMs = ms < before ? before - ms : ms > after ? after - ms : 0
    this.#checkedAt = performance.now()
    if (wasRight && Math.abs(this.#skewMs) > SKEW_MS_MAX) {
      const seconds = Math.round(this.#skewMs / 1_000)
      this.#log.error(
        { seconds },
        'the clock of this machine and that of the database differ: no machine is switched by a schedule',
      )
    }
  }
}
