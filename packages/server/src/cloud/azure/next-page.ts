import { CloudFailure } from '../cloud-provider.ts'
import { isAtOrigin } from './only-host.ts'

// A list that goes on for longer than this is not one of machines.
const PAGES_MAX = 10_000

/** Watches where a list leads: within the cloud, to a page that was not there yet, and to an end. */
export class PageTrail {
  readonly #origin: string
  readonly #seen = new Set<string>()

  constructor(origin: string) {
    this.#origin = origin
  }

  /** @throws CloudFailure defect unless the list may be followed to this page */
  step(address: string): void {
    if (!isAtOrigin(address, this.#origin)) {
      throw new CloudFailure('defect', 'FOREIGN_ADDRESS', 'The cloud named an address outside itself; nothing was sent there')
    }
    if (this.#seen.has(address) || this.#seen.size >= PAGES_MAX) {
      throw new CloudFailure('defect', 'ENDLESS_LIST', 'A list of the cloud goes in a circle')
    }
    this.#seen.add(address)
  }
}
