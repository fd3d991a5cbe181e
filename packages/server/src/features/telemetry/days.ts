import type { Pool } from 'pg'
import { dayOf, type Micros } from './instants.ts'

const DAY: Micros = 86_400_000_000

/** A day is announced anew this often while events for it arrive, so that retention sees how long it has been quiet. */
const REFRESH_MS = 60 * 60_000

/** The day partitions: made before the first event of a day is written, dropped when their time is over. */
export class Days {
  readonly #pool: Pool
  readonly #now: () => number
  /** When each day, by its number since 1970, was announced. */
  readonly #ready = new Map<number, number>()

  constructor(pool: Pool, now: () => number = Date.now) {
    this.#pool = pool
    this.#now = now
  }

  async ensure(events: readonly { ts: Micros }[]): Promise<void> {
    let last = Number.NaN
    for (const { ts } of events) {
      const day = Math.floor(ts / DAY)
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
      this.#ready.delete(Date.parse(day) / 86_400_000)
      await this.#write(`select telemetry.drop_day($1::date)`, day)
    }
    return rows.map(({ day }) => day)
  }

  async #make(day: number): Promise<void> {
    await this.#write(`select telemetry.ensure_day($1::date)`, dayOf(day * DAY))
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
