import { sql } from 'kysely'
import type { Database, TeamTx } from '../../db/tenancy.ts'

export interface HeldLane {
  team_id: string
  id: string
  connection_id: string
  /** Subscription or region. */
  scope: string
}

/** Somebody else holds the lane now: whatever was about to be written here must not be. */
export class LaneLost extends Error {}

export const LEASE_MS = 30_000
const RENEW_MS = 10_000
const lease = sql.raw(`interval '${LEASE_MS} milliseconds'`)

/**
 * The right to work on a lane, by the clock of the database, which all processes share. Each holder has a number of its own, and everything it
 * writes asks in the same transaction whether the number still counts: a process that slept through its lease writes nothing.
 */
export class LaneLease {
  readonly lane: HeldLane
  readonly #db: Database
  readonly #holder: string
  readonly #fence: string
  #renewedAt: number

  private constructor(db: Database, lane: HeldLane, holder: string, fence: string, renewedAt: number) {
    this.#db = db
    this.lane = lane
    this.#holder = holder
    this.#fence = fence
    this.#renewedAt = renewedAt
  }

  /** Null: somebody holds it. */
  static async claim(db: Database, teamId: string, laneId: string, holder: string): Promise<LaneLease | null> {
    // Before it is asked for: then we never think that we hold it longer than the database does.
    const askedAt = performance.now()
    const { rows } = await db.asTeam(teamId, (tx) =>
      sql<{ connection_id: string; scope: string; fence: string }>`update automation.lanes
        set holder = ${holder}, fence = fence + 1, held_until = clock_timestamp() + ${lease}
        where id = ${laneId} and (held_until is null or held_until <= clock_timestamp())
        returning connection_id, scope, fence::text`.execute(tx),
    )
    const row = rows[0]
    if (!row) return null
    const lane = { team_id: teamId, id: laneId, connection_id: row.connection_id, scope: row.scope }
    return new LaneLease(db, lane, holder, row.fence, askedAt)
  }

  /** A transaction that happens only while the lane is ours. @throws LaneLost */
  write<T>(work: (tx: TeamTx) => Promise<T>): Promise<T> {
    return this.#db.asTeam(
      this.lane.team_id,
      async (tx) => {
        // Shared: whoever wants to take the lane over waits for the end of this transaction.
        const { rows } = await sql`select from automation.lanes where id = ${this.lane.id} and holder = ${this.#holder}
        and fence = ${this.#fence}::bigint and held_until > clock_timestamp() for share`.execute(tx)
        if (rows.length === 0) throw new LaneLost('the lane is held by another worker')
        return work(tx)
      },
      { retry: true },
    )
  }

  /** How long it is still ours for certain. */
  get leftMs(): number {
    return LEASE_MS - (performance.now() - this.#renewedAt)
  }

  /** When it is time. @throws LaneLost */
  async renew(): Promise<void> {
    if (LEASE_MS - this.leftMs < RENEW_MS) return
    const askedAt = performance.now()
    const { numAffectedRows } = await this.#db.asTeam(this.lane.team_id, (tx) =>
      sql`update automation.lanes set held_until = clock_timestamp() + ${lease} where id = ${this.lane.id} and holder = ${this.#holder}
        and fence = ${this.#fence}::bigint and held_until > clock_timestamp()`.execute(tx),
    )
    if (numAffectedRows !== 1n) throw new LaneLost('the lane is held by another worker')
    this.#renewedAt = askedAt
  }

  async release(): Promise<void> {
    await this.#db.asTeam(this.lane.team_id, (tx) =>
      sql`update automation.lanes set held_until = null, holder = null where id = ${this.lane.id} and holder = ${this.#holder}
        and fence = ${this.#fence}::bigint`.execute(tx),
    )
  }
}
