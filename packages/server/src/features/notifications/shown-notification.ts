import { type Notification, type NotificationRule, Problem } from '@skykeep/contract'
import type { NotificationRuleRow } from './notification-rules.store.ts'
import type { LastDelivery, NotificationRow } from './notifications.store.ts'

/** Another team's is not there. @throws Problem NOT_FOUND */
export function existing<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Problem('NOT_FOUND')
  return row
}

export const ruleResource = ({ id }: Pick<NotificationRuleRow, 'id'>) => ({ type: 'notification_rule', id })

export const shownRule = (row: Omit<NotificationRuleRow, 'team_id'>, last: LastDelivery | undefined): NotificationRule => ({
  id: row.id,
  name: row.name,
  enabled: row.enabled,
  disabled_because: row.disabled_because,
  events: row.events,
  only_about: row.only_about,
  channel: row.channel,
  digest_seconds: row.digest_seconds,
  last_delivery: last ? { status: last.status, at: last.at.toISOString(), failure: last.last_failure } : null,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

/** The path of a webhook may hold what lets one in, and addresses name people: neither stays in the trail for ever. */
export function auditedRule({
  name,
  enabled,
  events,
  only_about,
  channel,
  digest_seconds,
}: Omit<NotificationRuleRow, 'team_id'>) {
  const about =
    channel.type === 'webhook'
      ? { type: channel.type, origin: URL.parse(channel.url)!.origin }
      : { type: channel.type, addresses: channel.to.length }
  return { name, enabled, events, only_about, channel: about, digest_seconds }
}

/** What names people among it. */
export const personalOf = ({ channel }: Pick<NotificationRuleRow, 'channel'>): Record<string, string> =>
  channel.type === 'email' ? { addresses: channel.to.join(' ') } : {}

export const shownNotification = (row: NotificationRow): Notification => ({
  id: row.id,
  rule_id: row.rule_id,
  event: row.event,
  title: row.body.title,
  at: row.body.at,
  status: row.status,
  message_id: row.message_id,
  attempts: row.attempts,
  next_attempt_at: row.due_at?.toISOString() ?? null,
  last_failure: row.last_failure,
  created_at: row.created_at.toISOString(),
  sent_at: row.sent_at?.toISOString() ?? null,
})
