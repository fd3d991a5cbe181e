import type { TeamTx } from '../../db/tenancy.ts'
import type { Notice } from '../schedules/schedules.service.ts'
import { notificationHistory } from './notification-history.ts'
import type { NotificationNeeds } from './notification-needs.ts'
import { ruleRegistry } from './rule-registry.ts'
import { tellOfStops } from './stop-notices.ts'
import { tellWith } from './tell.ts'

export type { NotificationEvent } from './notification-event.ts'
export type { NotificationPolicy } from './notification-needs.ts'
export type { Tell } from './tell.ts'
export type NotificationService = ReturnType<typeof notificationService>

/** Who is told of what, and what became of it. Other parts have something told by `tell`, in the transaction in which it happens. */
export function notificationService(needs: NotificationNeeds) {
  return {
    rules: ruleRegistry(needs),
    ...notificationHistory(needs),
    tell: tellWith(needs),
    /** Before machines stop, in the transaction in which their notices were taken. */
    tellOfStops: (tx: TeamTx, notices: readonly Notice[]) => tellOfStops(needs, tx, notices, needs.clock.now()),
  }
}
