import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { dayOf } from './periods.ts'
import { priceSample } from './price-sample.ts'
import { type InUse, pricesStore, sizesInUse } from './prices.store.ts'
import { PricesUnreadable, readRetailPrices } from './retail-prices.ts'
import { savingsSettingsStore } from './savings-settings.store.ts'

interface Needs {
  db: Database
  /** Sees across teams which have lanes. */
  scheduler: Pick<Database, 'pool'>
  clock: Clock
  log: Log
  /** Origin of the price list; null: it is not asked. */
  origin: string | null
}

const ROUND_MS = 3_600_000
/** A price that is this old is asked for again. List prices change a few times a year. */
const KEPT_DAYS = 7
/** In a round: the list is a courtesy, and not to be hammered. */
const ASKED_MAX = 200
const BETWEEN_MS = 250
const DAY_MS = 24 * 3_600_000

/** Keeps list prices of the sizes that are in use: from Azure where the operator allows it, else those of the sample. */
export class PriceWorker {
  readonly #needs: Needs
  readonly #stopping = new AbortController()
  /** When each size was last asked for, in epoch ms, whatever came of it. */
  readonly #asked = new Map<string, number>()
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

  async loadSample(): Promise<void> {
    await this.#needs.db.withoutTeam((tx) => pricesStore(tx).add(priceSample))
  }

  /** One look. Says how many prices are new. */
  async round(): Promise<number> {
    const { db, clock, origin, log } = this.#needs
    if (origin === null) return 0
    const day = dayOf(clock.now().getTime())
    const oldest = dayOf(clock.now().getTime() - KEPT_DAYS * DAY_MS)
    let asked = 0
    let stored = 0
    for (const { key, size, currency } of await this.#wanted()) {
      if (asked === ASKED_MAX || this.#stopping.signal.aborted) break
      const newest = await db.withoutTeam((tx) => pricesStore(tx).newest(size, currency), { readOnly: true })
      if (newest !== null && newest > oldest) continue
      asked++
      this.#asked.set(key, clock.now().getTime())
      try {
        const rows = await readRetailPrices(origin, { ...size, currency }, day)
        stored += await db.withoutTeam((tx) => pricesStore(tx).add(rows))
      } catch (error) {
        if (!(error instanceof PricesUnreadable)) throw error
        log.warn({ err: error, ...size }, 'list prices could not be read')
      }
      await delay(BETWEEN_MS, undefined, { signal: this.#stopping.signal }).catch(() => {})
    }
    return stored
  }

  /**
   * Each size in each currency that a team reads its savings in. Those that were not asked for yet come first, then the ones of long ago: sizes that
   * the list does not know, or never answers for, do not hold up others. One that was asked for today rests until tomorrow.
   */
  async #wanted(): Promise<{ key: string; size: InUse; currency: string }[]> {
    const { db, scheduler, clock } = this.#needs
    const { rows } = await scheduler.pool.query<{ team_id: string }>('select distinct team_id from automation.lanes')
    const wanted = new Map<string, { key: string; size: InUse; currency: string }>()
    for (const { team_id } of rows) {
      const found = await db.asTeam(
        team_id,
        async (tx) => ({ sizes: await sizesInUse(tx), currency: (await savingsSettingsStore(tx).read()).currency }),
        { readOnly: true },
      )
      for (const size of found.sizes) {
        const key = `${size.region}|${size.size}|${found.currency}`
        wanted.set(key, { key, size, currency: found.currency })
      }
    }
    const rested = clock.now().getTime() - DAY_MS
    const askedAt = (key: string) => this.#asked.get(key) ?? 0
    const due = [...wanted.values()].filter(({ key }) => askedAt(key) <= rested)
    return due.sort((one, other) => askedAt(one.key) - askedAt(other.key))
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    const { log } = this.#needs
    while (!signal.aborted) {
      await this.loadSample()
        .then(() => this.round())
        .catch((error) => {
          if (!signal.aborted) log.error({ err: error }, 'list prices are not kept')
        })
      await delay(ROUND_MS, undefined, { signal }).catch(() => {})
    }
  }
}
