import { Problem } from '@skykeep/contract'
import type { PreparedEvent } from './prepare-event.ts'

export type Outcome = 'created' | 'duplicate' | 'conflict'

/** Writes events in one transaction and tells the outcome of each, in their order. */
export type WriteGroup = (events: readonly PreparedEvent[]) => Promise<Outcome[]>

const GROUP_EVENTS_MAX = 500
/** Two: while one commit waits for the disk, the next group is on its way. More only compete for the same log. */
const FLUSHES_MAX = 2
/**
 * The second flush begins only when so many wait. A group costs PostgreSQL about 0.9 ms whatever its size, so two small groups at once
 * cost twice what one of both sizes does: with 64 callers the rate rose by a third when they were left to gather.
 */
const SECOND_FLUSH_EVENTS = 200

interface Waiting {
  events: readonly PreparedEvent[]
  taken: number
  outcomes: Outcome[]
  resolve: (outcomes: Outcome[]) => void
  reject: (error: unknown) => void
}

interface Taken {
  from: Waiting
  at: number
}

/**
 * Group commit: callers wait while one transaction stores what came from many of them. There is no timer: a flush starts as soon as
 * something waits and fewer than two are under way, so an idle server answers in one round trip and a busy one forms groups by itself.
 * The answer is given after the commit only. The queue is bounded; what does not fit is refused at once.
 */
export class GroupCommit {
  readonly #write: WriteGroup
  readonly #queueEventsMax: number
  readonly #queue: Waiting[] = []
  #first = 0
  #waitingEvents = 0
  #flushes = 0
  #idle: (() => void)[] = []

  constructor(write: WriteGroup, queueEventsMax: number) {
    this.#write = write
    this.#queueEventsMax = queueEventsMax
  }

  get waitingEvents(): number {
    return this.#waitingEvents
  }

  get isFull(): boolean {
    return this.#waitingEvents >= this.#queueEventsMax
  }

  /** Stores events; resolves once all of them are committed (or known to be there). @throws Problem OVERLOADED */
  submit(events: readonly PreparedEvent[]): Promise<Outcome[]> {
    if (events.length === 0) return Promise.resolve([])
    if (this.#waitingEvents > 0 && this.#waitingEvents + events.length > this.#queueEventsMax) {
      return Promise.reject(new Problem('OVERLOADED', { retryAfterSeconds: 1 }))
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ events, taken: 0, outcomes: [], resolve, reject })
      this.#waitingEvents += events.length
      this.#pump()
    })
  }

  /** Resolves when nothing waits and nothing is under way. */
  drained(): Promise<void> {
    return this.#flushes === 0 && this.#waitingEvents === 0 ? Promise.resolve() : new Promise((done) => this.#idle.push(done))
  }

  #pump(): void {
    while (this.#waitingEvents > 0 && this.#flushes < (this.#waitingEvents < SECOND_FLUSH_EVENTS ? 1 : FLUSHES_MAX)) {
      void this.#flush(this.#take())
    }
    if (this.#flushes === 0 && this.#waitingEvents === 0) for (const done of this.#idle.splice(0)) done()
  }

  #take(): Taken[] {
    const group: Taken[] = []
    while (group.length < GROUP_EVENTS_MAX && this.#first < this.#queue.length) {
      const from = this.#queue[this.#first]!
      while (group.length < GROUP_EVENTS_MAX && from.taken < from.events.length) group.push({ from, at: from.taken++ })
      if (from.taken === from.events.length) this.#first++
    }
    if (this.#first === this.#queue.length || this.#first > 10_000) {
      this.#queue.splice(0, this.#first)
      this.#first = 0
    }
    this.#waitingEvents -= group.length
    return group
  }

  async #flush(group: Taken[]): Promise<void> {
    this.#flushes++
    try {
      const outcomes = await this.#write(group.map(({ from, at }) => from.events[at]!))
      group.forEach(({ from, at }, place) => {
        from.outcomes[at] = outcomes[place]!
      })
      for (const from of new Set(group.map((one) => one.from))) settle(from)
    } catch (error) {
      // A caller whose events are spread over several groups is told once; the rest of its events may be stored all the same, which
      // its retry then finds as duplicates.
      for (const from of new Set(group.map((one) => one.from))) from.reject(error)
    } finally {
      this.#flushes--
      this.#pump()
    }
  }
}

function settle(from: Waiting): void {
  let told = 0
  for (const outcome of from.outcomes) if (outcome !== undefined) told++
  if (told === from.events.length) from.resolve(from.outcomes)
}
