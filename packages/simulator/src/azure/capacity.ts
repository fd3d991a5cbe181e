import { sizeNamed } from './sizes.ts'
import type { Machine } from './world.ts'

/** There is no room: everywhere that is not excluded by region, zone or family, for a time. */
export type Shortage = {
  region?: string
  zone?: string
  family?: string
  size?: string
  /** Of simulated time; for ever unless told. */
  for_seconds?: number
  /** What the failed operation says; by region, zone and priority unless told. */
  code?: string
}

/** Rooms that are full. Whoever asks learns it late: the start is accepted first. */
export class Capacity {
  #full: (Shortage & { until_ms: number })[] = []

  exhaust(shortage: Shortage, nowMs: number): void {
    const until_ms = shortage.for_seconds === undefined ? Number.POSITIVE_INFINITY : nowMs + shortage.for_seconds * 1000
    this.#full.push({ ...shortage, until_ms })
  }

  restore(): void {
    this.#full = []
  }

  list(): Shortage[] {
    return this.#full
  }

  /** Why there is no room for the machine, as the code of a failed operation. */
  shortageFor(machine: Machine, atMs: number): string | undefined {
    const found = this.#full.find(
      ({ until_ms, region, zone, family, size }) =>
        until_ms > atMs &&
        same(region, machine.location) &&
        same(family, sizeNamed(machine.size)?.family) &&
        same(size, machine.size) &&
        (zone === undefined || machine.zones.includes(zone)),
    )
    if (!found) return undefined
    if (found.code) return found.code
    return machine.zones.length > 0 ? 'ZonalAllocationFailed' : 'AllocationFailed'
  }
}

const same = (wanted: string | undefined, is: string | undefined): boolean =>
  wanted === undefined || wanted.toLowerCase() === is?.toLowerCase()
