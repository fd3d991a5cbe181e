import type { TeamTx } from '../../db/tenancy.ts'
import { bodyOf, type NotificationEvent } from './notification-event.ts'
import type { NotificationNeeds } from './notification-needs.ts'
import { type NotificationRuleRow, notificationRulesStore } from './notification-rules.store.ts'
import { notificationsStore } from './notifications.store.ts'

export type Tell = (tx: TeamTx, event: NotificationEvent) => Promise<void>

/** Writes down, in the transaction of what happened, whom it is to be told: both happen, or neither does. It is sent soon after the commit. */
export function tellWith({ clock, newId }: Pick<NotificationNeeds, 'clock' | 'newId'>): Tell {
  return async (tx, event) => {
    const rules = (await notificationRulesStore(tx).wanting(event.event)).filter((rule) => concerns(rule, event))
    const created_at = clock.now()
    const body = bodyOf(event)
    const row = (rule: NotificationRuleRow) => ({
      ...{ id: newId(), rule_id: rule.id, recipient: null, event: event.event, body, created_at, give_up_at: null },
      due_at: new Date(created_at.getTime() + rule.digest_seconds * 1_000),
    })
    await notificationsStore(tx).insert(rules.map(row))
  }
}

/** Whether a rule is about it. What concerns the whole team, it always is. */
export function concerns(
  { only_about: { machine_ids, schedule_ids, connection_ids } }: Pick<NotificationRuleRow, 'only_about'>,
  event: Pick<NotificationEvent, 'machine_ids' | 'schedule_id' | 'connection_id'>,
): boolean {
  const isAboutAll = machine_ids === undefined && schedule_ids === undefined && connection_ids === undefined
  const isOfTeam = event.machine_ids === undefined && event.schedule_id === undefined && event.connection_id === undefined
  return (
    isAboutAll ||
    isOfTeam ||
    (event.machine_ids?.some((id) => machine_ids?.includes(id)) ?? false) ||
    (event.schedule_id !== undefined && (schedule_ids?.includes(event.schedule_id) ?? false)) ||
    (event.connection_id !== undefined && (connection_ids?.includes(event.connection_id) ?? false))
  )
}
