import type { ServerRole } from '../config/schema.ts'
import type { Log } from '../db/log.ts'
import type { Database } from '../db/tenancy.ts'
import { VERSION } from '../lib/version.ts'
import type { Metrics } from '../operations/metrics.ts'
import { processesStore } from './processes.store.ts'

const BEAT_MS = 15_000
/** Who has told nothing for so long is not alive: three beats that did not come. */
export const SILENT_SECONDS = 50
/** What is left of a process that was killed is shown for so long. */
const FORGOTTEN_SECONDS = 3_600

/** Metrics that operators see in `GET /admin/`: numbers of the installation, never of a team. */
export const toldGauges = [
  'telemetry_waiting_events',
  'schedule_changes_late_seconds',
  'transitions_overdue_seconds',
  'machines_read_late_seconds',
  'notifications_waiting',
  'notifications_late_seconds',
  'mails_waiting',
  'audit_pending_entries',
  'audit_stopped',
  'root_key_age_days',
  'data_key_age_days',
  'data_keys_former',
  'cookie_key_age_days',
  'audit_seal_key_age_days',
  'authority_left_days',
  'installation_authority_left_days',
  'connection_certificate_left_seconds',
] as const
export type ToldFact = (typeof toldGauges)[number] | 'clock_skew_seconds'

interface Needs {
  id: string
  roles: readonly ServerRole[]
  startedAt: Date
  db: Pick<Database, 'withoutTeam'>
  metrics: Pick<Metrics, 'registry'>
  log: Log
  /** Of this machine, in epoch ms. */
  now?: () => number
}

/** Tells, every few seconds, that this process is alive and how it is, for whoever looks at the installation as a whole. */
export class Pulse {
  readonly #needs: Needs
  readonly #now: () => number
  #timer: NodeJS.Timeout | null = null
  #beating: Promise<void> | null = null
  #isQuiet = false

  constructor(needs: Needs) {
    this.#needs = needs
    this.#now = needs.now ?? Date.now
  }

  async start(): Promise<void> {
    await this.#round()
    this.#timer = setInterval(() => {
      this.#beating ??= this.#round().finally(() => {
        this.#beating = null
      })
    }, BEAT_MS).unref()
  }

  /** Whoever stops in order leaves nothing behind. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#beating
    await this.#needs.db.withoutTeam((tx) => processesStore(tx).remove(this.#needs.id))
  }

  async beat(): Promise<void> {
    const { id, roles, startedAt, db } = this.#needs
    const gauges = await this.#gauges()
    await db.withoutTeam(async (tx) => {
      const store = processesStore(tx)
      await store.removeSilent(FORGOTTEN_SECONDS)
      const facts = { ...gauges, clock_skew_seconds: await this.#skewSeconds(() => store.now()) }
      await store.tell({ id, roles: [...roles], version: VERSION, node: process.version, started_at: startedAt, facts })
    })
  }

  /** A database that is away is told of once, not with every beat. */
  async #round(): Promise<void> {
    try {
      await this.beat()
      this.#isQuiet = false
    } catch (error) {
      if (!this.#isQuiet) this.#needs.log.warn({ err: error }, 'this process could not tell that it is alive; it goes on trying')
      this.#isQuiet = true
    }
  }

  /** How far the clock of this machine is ahead. The answer was made somewhere in between: only what lies outside is a difference. */
  async #skewSeconds(databaseNow: () => Promise<number>): Promise<number> {
    const before = this.#now()
    const ms = await databaseNow()
    const after = this.#now()
    return (ms < before ? before - ms : ms > after ? after - ms : 0) / 1_000
  }

  async #gauges(): Promise<Partial<Record<ToldFact, number>>> {
    const found: [string, number][] = []
    for (const name of toldGauges) {
      const gauge = this.#needs.metrics.registry.getSingleMetric(name)
      const value = gauge && (await gauge.get()).values[0]?.value
      if (value !== undefined && Number.isFinite(value)) found.push([name, value])
    }
    return Object.fromEntries(found)
  }
}
