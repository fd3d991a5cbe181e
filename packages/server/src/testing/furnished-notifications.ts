import { NewNotificationRule } from '@skykeep/contract'
import type pg from 'pg'
import type { Caller } from '../auth/principal.ts'
import { newId } from '../lib/new-id.ts'
import type { AutomationServices } from '../roles/automation.ts'

/** A rule of notification of a team with its word in it, and a notification that was given up. */
export async function furnishedNotifications(
  { notifications }: Pick<AutomationServices, 'notifications'>,
  admin: pg.Pool,
  caller: Caller,
  word: string,
): Promise<Record<string, string>> {
  const channel = { type: 'webhook' as const, url: `https://${word.replaceAll(' ', '-')}.example/hook` }
  const input = { name: `Rule ${word}`.slice(0, 80), events: ['machine.failed' as const], channel }
  const rule = await notifications.rules.create(caller, NewNotificationRule.parse(input))
  const notification = newId()
  const body = { title: `A machine of ${word} failed`, at: new Date().toISOString(), detail: {} }
  await admin.query(
    `insert into automation.notifications (team_id, id, rule_id, event, body, status, created_at)
     values ($1, $2, $3, 'machine.failed', $4, 'dead', now())`,
    [caller.team_id, notification, rule.id, body],
  )
  return { rule_id: rule.id, notification_id: notification }
}
