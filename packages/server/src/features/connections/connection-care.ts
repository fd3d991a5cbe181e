import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '@skykeep/contract'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import { careActor } from './connection-check.ts'
import { type ConnectionKeyRow, connectionKeysStore } from './connection-keys.store.ts'
import type { ConnectionNeeds } from './connection-needs.ts'
import type { ConnectionService } from './connections.service.ts'
import { type ConnectionRow, connectionsStore } from './connections.store.ts'
import { resourceOf } from './shown-connection.ts'

export interface CareNeeds extends Pick<ConnectionNeeds, 'db' | 'audit' | 'clock' | 'tell'> {
  /** Sees across teams which connections are due, and nothing else of them. */
  scheduler: Pick<Database, 'pool'>
  connections: Pick<ConnectionService, 'checkDue'>
  log: Log
}

const POLL_MS = 15_000
const AT_ONCE = 20
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Days before the end of a certificate at which that is told. */
const WARNINGS = [1, 7, 14, 30]

/**
 * Looks after connections when they are due: warns before a certificate ends, tries a next key, checks those that fail or were never checked
 * each hour and the others each day. Any number of processes share the work: one is taken by moving its next time ahead.
 */
export class ConnectionCare {
  readonly #needs: CareNeeds
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null

  constructor(needs: CareNeeds) {
    this.#needs = needs
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  /** One look. Says how many connections it took up. */
  async round(): Promise<number> {
    const now = this.#needs.clock.now()
    const { rows } = await this.#needs.scheduler.pool.query<{ team_id: string; id: string }>(
      'select team_id, id from automation.connections where care_due_at <= $1 order by care_due_at limit $2',
      [now, AT_ONCE],
    )
    let taken = 0
    for (const { team_id, id } of rows) if (await this.#careFor(team_id, id, now)) taken++
    return taken
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
          if (!isFailing && !signal.aborted) log.error({ err: error }, 'connections are not looked after')
          isFailing = true
        },
      )
      await delay(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }

  async #careFor(teamId: string, id: string, now: Date): Promise<boolean> {
    const { db, connections, log } = this.#needs
    const mustCheck = await db.asTeam(teamId, async (tx) => {
      const connection = await connectionsStore(tx).takeCare(id, now, new Date(now.getTime() + HOUR_MS))
      if (!connection) return null
      const keys = await connectionKeysStore(tx).of(id)
      for (const key of keys) await this.#lookAtKey(tx, connection, key, now)
      return isDue(connection, keys, now)
    })
    if (mustCheck) {
      // Its failure is its own: the others are looked after all the same.
      await connections.checkDue(teamId, id).catch((error) => {
        if (!(error instanceof Problem)) log.error({ err: error, connection: id }, 'a connection could not be checked')
      })
    }
    return mustCheck !== null
  }

  async #lookAtKey(
    tx: Parameters<Parameters<Database['asTeam']>[1]>[0],
    connection: ConnectionRow,
    key: ConnectionKeyRow,
    now: Date,
  ): Promise<void> {
    const { audit, tell } = this.#needs
    const keys = connectionKeysStore(tx)
    const leftMs = key.not_after.getTime() - now.getTime()
    if (key.state === 'former' && leftMs <= 0) {
      // Nobody takes it any more: there is no reason to keep what signs.
      await keys.destroy(key.id, now)
      const before = { state: key.state, thumbprint: key.thumbprint }
      await audit.write(tx, careActor, { action: 'connection.certificate_destroyed', resource: resourceOf(connection), before })
    }
    const warning = WARNINGS.find((days) => leftMs <= days * DAY_MS)
    if (key.state !== 'active' || warning === undefined || (key.warned_days ?? 999) <= warning) return
    await keys.warned(key.id, warning)
    const days_left = Math.max(0, Math.ceil(leftMs / DAY_MS))
    const detail = { name: connection.name, thumbprint: key.thumbprint, not_after: key.not_after.toISOString(), days_left }
    const title =
      leftMs <= 0
        ? `The certificate of the connection “${connection.name}” has expired`
        : `The certificate of the connection “${connection.name}” expires in ${days_left} days`
    await tell(tx, { event: 'certificate.expiring', at: now, title, connection_id: connection.id, detail })
    const fact = { action: 'connection.certificate_expiring', resource: resourceOf(connection), details: detail }
    await audit.write(tx, careActor, fact)
  }
}

/** What is paused is not checked; the end of its certificate is told all the same. */
function isDue({ status, checked_at, paused_at }: ConnectionRow, keys: readonly ConnectionKeyRow[], now: Date): boolean {
  if (paused_at !== null) return false
  // Never checked: whoever made it has to register its certificate first, and checks it then.
  if (checked_at === null) return false
  if (status !== 'ready' || keys.some(({ state }) => state === 'next')) return true
  return now.getTime() - checked_at.getTime() >= DAY_MS - HOUR_MS
}
