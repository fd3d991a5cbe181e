import { setTimeout as delay } from 'node:timers/promises'
import { Breakers } from '../../cloud/breaker.ts'
import type { Database } from '../../db/tenancy.ts'
import { CallGuard } from './call-guard.ts'
import { LaneLease } from './lane-lease.ts'
import { type LaneNeeds, workOnLane } from './lane-work.ts'

interface Needs extends LaneNeeds {
  db: Database
  /** Sees across teams in which lanes something is ready, and nothing else of it. */
  scheduler: Pick<Database, 'pool'>
  newId: () => string
}

const POLL_MS = 500
/** Lanes that one process holds at the same time; each waits mostly for its cloud. */
const LANES_MAX = 100

/**
 * Takes lanes in which something is ready and works on each by itself: a cloud that hangs holds up its own lane, and no other. Any number of
 * processes share the lanes; what a process leaves behind that dies is taken over when its leases end.
 */
export class LaneWorkers {
  readonly #needs: Needs
  readonly #holder: string
  readonly #stopping = new AbortController()
  readonly #breakers = new Breakers()
  readonly #lanes = new Map<string, Promise<void>>()
  #running: Promise<void> | null = null

  constructor(needs: Needs) {
    this.#needs = needs
    this.#holder = needs.newId()
  }

  /** How many lanes this process holds, and how many places of clouds it takes for down. */
  get lanes(): number {
    return this.#lanes.size
  }

  get openBreakers(): number {
    return this.#breakers.open
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await Promise.all(this.#lanes.values())
  }

  /** One look: takes what is free. Says how many lanes it took. */
  async round(): Promise<number> {
    const { scheduler, clock } = this.#needs
    const room = LANES_MAX - this.#lanes.size
    if (room <= 0) return 0
    const { rows } = await scheduler.pool.query<{ team_id: string; id: string }>(
      `select l.team_id, l.id from automation.lanes l
        where (l.held_until is null or l.held_until <= clock_timestamp())
          and exists (select from automation.transitions t where t.team_id = l.team_id and t.lane_id = l.id
            and t.status in ('waiting', 'working') and t.ready_at <= $1)
        limit $2`,
      [clock.now(), room],
    )
    let taken = 0
    for (const { team_id, id } of rows) if (!this.#lanes.has(id) && (await this.#take(team_id, id))) taken++
    return taken
  }

  /** Waits until no lane is worked on. */
  async idle(): Promise<void> {
    await Promise.all(this.#lanes.values())
  }

  async #take(teamId: string, id: string): Promise<boolean> {
    const { db, log } = this.#needs
    const lease = await LaneLease.claim(db, teamId, id, this.#holder)
    if (!lease) return false
    const guard = new CallGuard(this.#breakers, lease.lane.connection_id, lease.lane.scope)
    const work = workOnLane(this.#needs, lease, guard, this.#stopping.signal)
      .catch((error) => {
        if (!this.#stopping.signal.aborted) log.error({ err: error, lane: id }, 'a lane could not be worked on')
      })
      .finally(() => this.#lanes.delete(id))
    this.#lanes.set(id, work)
    return true
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
          if (!isFailing && !signal.aborted) log.error({ err: error }, 'transitions are not carried out')
          isFailing = true
        },
      )
      await delay(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }
}
