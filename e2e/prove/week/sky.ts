import type { Control, Weather } from './weather.ts'

/** What goes wrong at the moment. */
export class Sky {
  readonly seen: Record<string, number> = {}
  readonly #kinds: (() => Weather)[]
  readonly #pick: <T>(list: readonly T[]) => T
  readonly #control: Control
  #now: Weather[] = []
  #turn = 0

  constructor(kinds: (() => Weather)[], pick: <T>(list: readonly T[]) => T, control: Control) {
    this.#kinds = kinds
    this.#pick = pick
    this.#control = control
  }

  get name(): string {
    return this.#now.map(({ name }) => name).join(', ') || 'fair'
  }

  /** The next kind in turn, and another by chance. */
  async change(): Promise<void> {
    await this.clear()
    if (this.#kinds.length === 0) return
    this.#now = [this.#kinds[this.#turn++ % this.#kinds.length]!(), this.#pick(this.#kinds)()]
    for (const one of this.#now) {
      this.seen[one.name] = (this.seen[one.name] ?? 0) + 1
      await one.begin(this.#control)
    }
  }

  async clear(): Promise<void> {
    for (const one of this.#now) await one.end(this.#control)
    this.#now = []
    await this.#control('clear_faults')
    await this.#control('capacity', { restore: true })
  }
}
