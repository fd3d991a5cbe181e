import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '@skykeep/contract'
import { CloudFailure } from '../../cloud/cloud-provider.ts'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { ConnectionService } from '../connections/connections.service.ts'
import { lanesSeenStore } from './lanes-seen.store.ts'
import type { MachineService } from './machines.service.ts'

interface Needs {
  db: Database
  /** Sees across teams which lanes are due, and nothing else of them. */
  scheduler: Pick<Database, 'pool'>
  clock: Clock
  log: Log
  connections: Pick<ConnectionService, 'session'>
  machines: Pick<MachineService, 'sync'>
}

const POLL_MS = 2_000
/** Lanes read at the same time by one process: each waits for its own cloud. */
const AT_ONCE = 8
/** A list of some thousand machines takes half a minute; a cloud that takes longer is asked again. */
const READING_MS = 180_000

/**
 * Reads the machines of lanes from their clouds when they are due. Any number of processes share the work: one takes a lane by moving its next
 * time ahead of the longest reading, so that a lane whose process died is read again by another.
 */
export class InventoryWorker {
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

  /** One look. Says how many lanes it read. */
  async round(): Promise<number> {
    const now = this.#needs.clock.now()
    const { rows } = await this.#needs.scheduler.pool.query<{ team_id: string; id: string }>(
      'select team_id, id from automation.lanes where sync_due_at <= $1 order by sync_due_at limit $2',
      [now, AT_ONCE],
    )
    const read = await Promise.all(rows.map(({ team_id, id }) => this.#read(team_id, id, now)))
    return read.filter(Boolean).length
  }

  async #run(): Promise<void> {
    const { log } = this.#needs
    const { signal } = this.#stopping
    let isFailing = false
    while (!signal.aborted) {
      const read = await this.round().then(
        (count) => {
          isFailing = false
          return count
        },
        (error) => {
          if (!isFailing && !signal.aborted) log.error({ err: error }, 'machines are not read from their clouds')
          isFailing = true
          return 0
        },
      )
      if (read < AT_ONCE) await delay(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }

  async #read(teamId: string, id: string, now: Date): Promise<boolean> {
    const { db, connections, machines, log } = this.#needs
    const lane = await db.asTeam(teamId, (tx) => lanesSeenStore(tx).take(id, now, new Date(now.getTime() + READING_MS + 60_000)))
    if (!lane) return false
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(READING_MS)])
    try {
      await machines.sync(teamId, lane, await connections.session(teamId, lane.connection_id), signal)
      return true
    } catch (error) {
      // Paused, failing, or a cloud that refuses: told where the lane is shown. Its failure is its own.
      const isKnown = error instanceof Problem || error instanceof CloudFailure || signal.aborted
      if (!isKnown) log.error({ err: error, lane: id }, 'the machines of a lane could not be read')
      return false
    }
  }
}
