/** One thing that was done: a call that wanted to change a machine, or a change of one. */
export type JournalEntry = {
  seq: number
  at: string
  machine: string
  /** `call`: it was asked for. `effect`: it happened. */
  kind: 'call' | 'effect'
  /** Of a call the action: `start`, `deallocate`, … Of an effect what came of it: `running`, `deallocated`, `resized`, … */
  what: string
  /** Of an effect. */
  from?: string
  cause?: 'operation' | 'guest' | 'eviction' | 'platform' | 'control'
  /** Of a call: what was answered. */
  status?: number
  code?: string
  /** Of an accepted call: the machine was there already, or on its way there. */
  redundant?: boolean
  operation?: string
  /** Object id, and the application's id. */
  principal?: string
  application?: string
  correlation_id?: string
  client_request_id?: string
}

export type Tally = {
  accepted: Record<string, number>
  refused: Record<string, number>
  redundant: Record<string, number>
  effects: Record<string, number>
  /** Accepted calls by object id. */
  by_principal: Record<string, Record<string, number>>
}

export type JournalQuery = {
  machine?: string
  kind?: string
  what?: string
  principal?: string
  correlation_id?: string
  /** Only what came after this number. */
  after?: number
  /** At most so many; 1000 unless told. */
  limit?: number
}

/** Counts every effect, so that a test can show that none was made twice and nobody else's machine was touched. */
export class Journal {
  readonly #entries: JournalEntry[] = []
  readonly #byMachine = new Map<string, JournalEntry[]>()
  readonly #tallies = new Map<string, Tally>()
  /** Requests by route and status: `start 202`. */
  readonly requests: Record<string, number> = {}

  /** Returns what was written: the operation of a call is known only afterwards. */
  write(news: Omit<JournalEntry, 'seq'>): JournalEntry {
    const entry = { seq: this.#entries.length + 1, ...news }
    this.#entries.push(entry)
    const own = this.#byMachine.get(entry.machine)
    if (own) own.push(entry)
    else this.#byMachine.set(entry.machine, [entry])
    this.#count(entry)
    return entry
  }

  #count(entry: JournalEntry): void {
    const tally = this.tallyOf(entry.machine)
    this.#tallies.set(entry.machine, tally)
    const refused = (entry.status ?? 0) >= 400
    addOne(tally[entry.kind === 'effect' ? 'effects' : refused ? 'refused' : 'accepted'], entry.what)
    if (entry.kind === 'effect' || refused) return
    if (entry.redundant) addOne(tally.redundant, entry.what)
    const by = entry.principal ?? 'nobody'
    tally.by_principal[by] ??= {}
    addOne(tally.by_principal[by], entry.what)
  }

  request(route: string, status: number | string): void {
    addOne(this.requests, `${route} ${status}`)
  }

  tallyOf(machine: string): Tally {
    return this.#tallies.get(machine.toLowerCase()) ?? { accepted: {}, refused: {}, redundant: {}, effects: {}, by_principal: {} }
  }

  /** Of all machines together, with those that anything was done to. */
  total(): Tally & { machines_touched: number; entries: number } {
    const total: Tally = { accepted: {}, refused: {}, redundant: {}, effects: {}, by_principal: {} }
    let machines_touched = 0
    for (const tally of this.#tallies.values()) {
      if (Object.keys(tally.accepted).length > 0) machines_touched += 1
      for (const part of ['accepted', 'refused', 'redundant', 'effects'] as const) addAll(total[part], tally[part])
      for (const [who, counts] of Object.entries(tally.by_principal)) {
        total.by_principal[who] ??= {}
        addAll(total.by_principal[who], counts)
      }
    }
    return { ...total, machines_touched, entries: this.#entries.length }
  }

  /** Of each machine that anything was asked of or done to. */
  tallies(): Record<string, Tally> {
    return Object.fromEntries(this.#tallies)
  }

  read({ after = 0, limit = 1000, machine, ...wanted }: JournalQuery = {}): JournalEntry[] {
    const entries = machine === undefined ? this.#entries : (this.#byMachine.get(machine.toLowerCase()) ?? [])
    const start = machine === undefined ? Number(after) : entries.findIndex(({ seq }) => seq > Number(after))
    const found: JournalEntry[] = []
    for (let at = start; at >= 0 && at < entries.length && found.length < Number(limit); at += 1) {
      const entry = entries[at]!
      const same = Object.entries(wanted).every(
        ([name, value]) => String(entry[name as keyof JournalEntry]).toLowerCase() === String(value).toLowerCase(),
      )
      if (same) found.push(entry)
    }
    return found
  }
}

function addOne(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

function addAll(counts: Record<string, number>, more: Record<string, number>): void {
  for (const [name, count] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + count
}
