import type { Clock } from './outside.ts'

/**
 * Remembers what was loaded for a fixed time, and at most so many of them, the oldest out first. Callers who ask for the
 * same name at once share one load; a load that fails is not remembered.
 */
export class ExpiringCache<Value> {
  readonly #entries = new Map<string, { value: Promise<Value>; loaded_at: number }>()
  readonly #clock: Clock
  readonly #ageMsMax: number
  readonly #sizeMax: number

  constructor({ clock, ageMsMax, sizeMax }: { clock: Clock; ageMsMax: number; sizeMax: number }) {
    this.#clock = clock
    this.#ageMsMax = ageMsMax
    this.#sizeMax = sizeMax
  }

  get(name: string, load: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(name)
    if (known && this.#isFresh(known.loaded_at)) return known.value
    return this.set(name, load())
  }

  set(name: string, value: Promise<Value>): Promise<Value> {
    const entry = { value, loaded_at: this.#clock.now().getTime() }
    this.#entries.delete(name)
    this.#entries.set(name, entry)
    value.catch(() => {
      if (this.#entries.get(name) === entry) this.#entries.delete(name)
    })
    this.#dropOldest()
    return value
  }

  forget(name: string): void {
    this.#entries.delete(name)
  }

  clear(): void {
    this.#entries.clear()
  }

  get size(): number {
    return this.#entries.size
  }

  // The map is in the order of loading, so what is too old stands in front.
  #dropOldest(): void {
    for (const [name, { loaded_at }] of this.#entries) {
      if (this.#entries.size <= this.#sizeMax && this.#isFresh(loaded_at)) break
      this.#entries.delete(name)
    }
  }

  // Counted from the load and not from the last use: a busy key would otherwise never be asked for again.
  // A clock that was set back makes nothing live longer.
  #isFresh(loaded_at: number): boolean {
    const age = this.#clock.now().getTime() - loaded_at
    return age >= 0 && age < this.#ageMsMax
  }
}
