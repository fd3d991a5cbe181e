import type { Database, TeamTx } from '../db/tenancy.ts'

/** What one transaction wrote. `position` is its number, and where to go on after it. */
export interface Batch<Item> {
  position: string
  items: readonly Item[]
}

/** Where a stream is read from. */
export interface LiveSource<Item> {
  /** The newest position below which nothing can still commit. */
  horizon(tx: TeamTx): Promise<string>
  /** What was committed after a position, whole transactions in order, at most so many; only such below which nothing can still commit. */
  after(tx: TeamTx, position: string, limit: number): Promise<readonly Batch<Item>[]>
}

/** Told for each complete batch, in the order of the stream. */
export type OnBatch<Item> = (position: string, items: readonly Item[]) => void

const POLL_MS = 250
const BATCHES_AT_ONCE = 50

interface Subscriber<Item> {
  position: string
  onBatch: OnBatch<Item>
  /** Told when there will be no more, because this process stops. */
  onEnd: () => void
}

/**
 * The live stream of a team, read from the database itself: one way for what is new and for what a reader missed, the same in every
 * process. A position is a transaction number; a batch is told once no older transaction can still commit below it, so nobody who
 * goes on from a position misses anything. A commit of this process wakes the reader at once, one of another process is seen within
 * a quarter of a second.
 */
export class LiveStream<Item> {
  readonly #db: Database
  readonly #source: LiveSource<Item>
  readonly #teams = new Map<string, Set<Subscriber<Item>>>()
  readonly #woken = new Set<string>()
  #reading = false
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(db: Database, source: LiveSource<Item>) {
    this.#db = db
    this.#source = source
  }

  get subscribers(): number {
    let count = 0
    for (const team of this.#teams.values()) count += team.size
    return count
  }

  /** Begins after `position`, or with what comes from now on. Returns how to leave. */
  async subscribe(teamId: string, position: string | undefined, onBatch: OnBatch<Item>, onEnd: () => void): Promise<() => void> {
    const start = position ?? (await this.#db.asTeam(teamId, (tx) => this.#source.horizon(tx)))
    const subscriber: Subscriber<Item> = { position: start, onBatch, onEnd }
    const team = this.#teams.get(teamId) ?? new Set()
    team.add(subscriber)
    this.#teams.set(teamId, team)
    this.#schedule(0)
    return () => {
      team.delete(subscriber)
      if (team.size === 0 && this.#teams.get(teamId) === team) this.#teams.delete(teamId)
    }
  }

  /** Something of these teams was committed here. */
  wake(teamIds: readonly string[]): void {
    if (this.#teams.size === 0) return
    for (const id of teamIds) if (this.#teams.has(id)) this.#woken.add(id)
    if (this.#woken.size > 0 && !this.#reading) this.#schedule(0)
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    for (const subscribers of this.#teams.values()) for (const { onEnd } of subscribers) onEnd()
    this.#teams.clear()
  }

  #schedule(delayMs: number): void {
    if (this.#stopped || this.#teams.size === 0) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#read(), delayMs)
  }

  async #read(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    this.#woken.clear()
    let more = false
    for (const [teamId, subscribers] of this.#teams) {
      // A database that is away ends nothing: the next round reads on from the same positions.
      more = (await this.#readTeam(teamId, subscribers).catch(() => false)) || more
    }
    this.#reading = false
    this.#schedule(more || this.#woken.size > 0 ? 0 : POLL_MS)
  }

  async #readTeam(teamId: string, subscribers: ReadonlySet<Subscriber<Item>>): Promise<boolean> {
    let oldest: string | null = null
    for (const { position } of subscribers) if (oldest === null || BigInt(position) < BigInt(oldest)) oldest = position
    if (oldest === null) return false
    const batches = await this.#db.asTeam(teamId, (tx) => this.#source.after(tx, oldest, BATCHES_AT_ONCE))
    for (const { position, items } of batches) {
      for (const subscriber of subscribers) {
        if (BigInt(subscriber.position) >= BigInt(position)) continue
        subscriber.position = position
        subscriber.onBatch(position, items)
      }
    }
    return batches.length === BATCHES_AT_ONCE
  }
}
