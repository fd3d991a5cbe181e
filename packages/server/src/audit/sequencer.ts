import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Log } from '../db/log.ts'
import type { Clock } from '../lib/new-id.ts'
import { WAKE_CHANNEL } from './audit.ts'
import type { AuditSeal } from './seal.ts'
import { sequenceBatch } from './sequence-batch.ts'
import { TreeBroken, type TreeHead } from './tree-head.ts'

interface Needs {
  /** As the role skykeep_audit. One of its connections is kept. */
  pool: Pool
  seal: AuditSeal
  clock: Clock
  log: Log
  onSequenced?: (entries: number) => void
}

/** Rows of one transaction: enough to make its round trips small beside its work, few enough for 10 MB of memory. */
const BATCH_MAX = 1_000
/** A notification can be lost with its connection, and telemetry sends none. */
const POLL_MS = 1_000
/** How long a reader waits for what was written just before; then it gets the tree as it is. */
const SETTLE_MS = 3_000
const LEADER_LOCK = 7_594_010

/**
 * Gives waiting entries their place, one process of the installation at a time: the leader's lock belongs to its connection, on which
 * it also writes, so when either dies the other is gone too and the next process takes over within a second.
 */
export class Sequencer {
  readonly #needs: Needs
  #last: TreeHead | null = null
  #broken: TreeBroken | null = null
  #running: Promise<void> | null = null
  #isStopping = false
  #isLeading = false
  #isFailing = false
  #isAwake = false
  #endRest: (() => void) | null = null

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** Why it does no more: the stored tree is not what it left there. Null while all is well. */
  get broken(): TreeBroken | null {
    return this.#broken
  }

  get isLeading(): boolean {
    return this.#isLeading
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#wake()
    await this.#running
  }

  /** Waits until everything that is committed now has its place, whichever process gives it; at most 3 seconds. */
  async settle(): Promise<void> {
    const { pool, clock } = this.#needs
    const { rows } = await pool.query<{ until: string | null }>('select max(written_at)::text as until from audit.pending')
    const until = rows[0]?.until
    if (!until) return
    await pool.query(`select pg_notify('${WAKE_CHANNEL}', '')`)
    const patience = clock.now().getTime() + SETTLE_MS
    for (let pause = 2; clock.now().getTime() < patience && !this.#broken; pause = Math.min(50, pause * 2)) {
      const { rowCount } = await pool.query('select from audit.pending where written_at <= $1::timestamptz limit 1', [until])
      if (!rowCount) return
      await delay(pause)
    }
  }

  async #run(): Promise<void> {
    while (!this.#isStopping && !this.#broken) {
      try {
        await this.#lead()
      } catch (error) {
        this.#failed(error)
      }
      if (!this.#isStopping && !this.#broken) await this.#rest()
    }
  }

  async #lead(): Promise<void> {
    const client = await this.#needs.pool.connect()
    const wake = () => this.#wake()
    client.on('notification', wake).on('end', wake)
    try {
      this.#isLeading = await takeLock(client)
      if (!this.#isLeading) return
      await client.query(`listen ${WAKE_CHANNEL}`)
      while (!this.#isStopping) if (!(await this.#sequence(client))) await this.#rest()
    } finally {
      client.off('notification', wake).off('end', wake)
      client.release(this.#isLeading) // ends the leader's connection, and with it the lock
      this.#isLeading = false
    }
  }

  /** True when more may be waiting. */
  async #sequence(client: PoolClient): Promise<boolean> {
    const { seal, clock, log, onSequenced } = this.#needs
    const { rowCount } = await client.query('select from audit.pending limit 1')
    this.#isFailing = false
    if (!rowCount) return false
    const { taken, tampered, head } = await sequenceBatch(client, {
      seal,
      last: this.#last,
      limit: BATCH_MAX,
      now: () => clock.now(),
    })
    this.#last = head
    onSequenced?.(taken)
    if (tampered.length > 0) log.error({ ids: tampered }, 'waiting audit entries were tampered with; entries say so')
    return taken === BATCH_MAX
  }

  #failed(error: unknown): void {
    if (error instanceof TreeBroken) this.#broken = error
    // Once, not each second that the database is away.
    const isNews = this.#broken !== null || !this.#isFailing
    if (isNews && !this.#isStopping) this.#needs.log.error({ err: error }, 'audit entries wait: the sequencer failed')
    this.#isFailing = true
  }

  #wake(): void {
    this.#isAwake = true
    this.#endRest?.()
  }

  /** Until somebody wakes us, or a second has passed. Who called while we worked is not forgotten. */
  async #rest(): Promise<void> {
    if (!this.#isAwake) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS)
        this.#endRest = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.#endRest = null
    }
    this.#isAwake = false
  }
}

async function takeLock(client: PoolClient): Promise<boolean> {
  // A leader whose machine vanished is given up by the server within 20 seconds, or nobody could follow it.
  await client.query(`select set_config(name, value, false) from (values
    ('tcp_keepalives_idle', '5'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3')) as setting (name, value)`)
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LEADER_LOCK])
  return rows[0]?.taken === true
}
