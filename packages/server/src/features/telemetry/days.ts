import type { Pool } from 'pg'
import { dayOf, type Micros } from './instants.ts'

/** A day is announced anew this often while events for it arrive, so that retention sees how long it has been quiet. */
const REFRESH_MS = 60 * 60_000

/** The day partitions: made before the first event of a day is written, dropped when their time is over. */
export class Days {
  readonly #pool: Pool
  readonly #now: () => number
  readonly #ready = new Map<string, number>()

  constructor(pool: Pool, now: () => number = Date.now) {
    this.#pool = pool
    this.#now = now
  }

  async ensure(instants: readonly Micros[]): Promise<void> {
    let last = ''
    for (const instant of instants) {
      const day = dayOf(instant)
      if (day === last) continue
      last = day
      const since = this.#ready.get(day)
      if (since === undefined || this.#now() - since > REFRESH_MS) await this.#make(day)
    }
  }

  /** Drops the days whose date and last receipt both lie more than `retentionDays` back; tells which. */
  async dropExpired(retentionDays: number): Promise<string[]> {
    const { rows } = await this.#pool.query<{ day: string }>(
      `select day from telemetry.days
        where day < current_date - $1::int and last_received_at < now() - make_interval(days => $1) order by day`,
      [retentionDays],
    )
    for (const { day } of rows) {
      this.#ready.delete(day)
      await this.#write(`select telemetry.drop_day($1::date)`, day)
    }
    return rows.map(({ day }) => day)
  }

  async #make(day: string): Promise<void> {
    await this.#write(`select telemetry.ensure_day($1::date)`, day)
    this.#ready.set(day, this.#now())
  }

  async #write(statement: string, day: string): Promise<void> {
    const client = await this.#pool.connect()
    try {
      await client.query('begin read write')
      await client.query(statement, [day])
      await client.query('commit')
      client.release()
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}
