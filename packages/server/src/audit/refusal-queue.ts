import type { Log } from '../db/log.ts'
import type { Database } from '../db/tenancy.ts'
import type { Audit } from './audit.ts'
import { INSTALLATION } from './draft.ts'
import { type AuditActor, type AuditFact, systemActor } from './fact.ts'

export interface Refusal {
  team_id: string
  actor: AuditActor
  fact: AuditFact
}

interface Needs {
  db: Database
  audit: Audit
  log: Log
  /** How many could not be recorded one by one. */
  onLost?: (refusals: number) => void
}

const QUEUE_MAX = 1_000
const ROWS_MAX = 200

/** Refusals on their way into the trail. Bounded: what does not fit is counted, and the count becomes an entry. */
export class RefusalQueue {
  readonly #needs: Needs
  #queue: Refusal[] = []
  #lost = 0
  #writing: Promise<void> | null = null

  constructor(needs: Needs) {
    this.#needs = needs
  }

  add(refusal: Refusal): void {
    if (this.#queue.length < QUEUE_MAX) this.#queue.push(refusal)
    else this.#lose(refusal)
  }

  /** Resolves when nothing waits, or when the database would not take it; then it waits for the next call. Never rejects. */
  write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  #lose({ fact }: Refusal): void {
    const refusals = 1 + Number(fact.details?.repeated ?? 0)
    this.#lost += refusals
    this.#needs.onLost?.(refusals)
  }

  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0 || this.#lost > 0) {
      const rows = this.#queue.splice(0, ROWS_MAX)
      const failed = await this.#writeRows(rows)
      this.#queue.unshift(...failed)
      for (const refusal of this.#queue.splice(QUEUE_MAX)) this.#lose(refusal)
      if (failed.length > 0 || !(await this.#writeLost())) return
    }
  }

  /** One transaction for each team; answers what could not be written. */
  async #writeRows(rows: readonly Refusal[]): Promise<Refusal[]> {
    const failed: Refusal[] = []
    for (const [team, own] of Map.groupBy(rows, ({ team_id }) => team_id)) {
      if (!(await this.#writeTeam(team, own))) failed.push(...own)
    }
    return failed
  }

  async #writeTeam(team: string, own: readonly Refusal[]): Promise<boolean> {
    const { db, audit, log } = this.#needs
    try {
      await db.asTeam(team, async (tx) => {
        for (const { actor, fact } of own) await audit.write(tx, actor, fact)
      })
      return true
    } catch (error) {
      log.error({ err: error, refusals: own.length }, 'refusals wait to be recorded')
      return false
    }
  }

  async #writeLost(): Promise<boolean> {
    const count = this.#lost
    if (count === 0) return true
    const fact: AuditFact = { action: 'audit.refusals_lost', outcome: 'error', details: { count } }
    const isWritten = await this.#writeTeam(INSTALLATION, [{ team_id: INSTALLATION, actor: systemActor('refusals'), fact }])
    if (isWritten) this.#lost -= count
    return isWritten
  }
}
