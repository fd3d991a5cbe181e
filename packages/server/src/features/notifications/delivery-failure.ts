import type { NotificationFailure } from '@skykeep/contract'
import type { Failure } from './notifications.store.ts'

/** A message did not arrive: its class for people, and nothing of what an address said. */
export class DeliveryFailure extends Error {
  readonly class: NotificationFailure
  readonly status: number | undefined
  /** What the receiver asked for. */
  readonly retryAfterMs: number | undefined

  constructor(failure: NotificationFailure, more: { status?: number; retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(`A message was not delivered: ${failure}.`, { cause: more.cause })
    this.name = 'DeliveryFailure'
    this.class = failure
    this.status = more.status
    this.retryAfterMs = more.retryAfterMs
  }

  get told(): Failure {
    return { class: this.class, ...(this.status !== undefined && { status: this.status }) }
  }
}
