import { type Notification, type NotificationsQuery, Problem } from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { NotificationNeeds } from './notification-needs.ts'
import { notificationRulesStore } from './notification-rules.store.ts'
import { notificationsStore } from './notifications.store.ts'
import { existing, shownNotification } from './shown-notification.ts'

/** What was told, what waits, and what was given up. */
export function notificationHistory({ db, audit, clock }: Pick<NotificationNeeds, 'db' | 'audit' | 'clock'>) {
  return {
    /** The newest first. */
    async history(caller: Caller, { cursor, ...query }: NotificationsQuery) {
      must(caller, 'notification:read')
      const before = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.asTeam(
        caller.team_id,
        async (tx) => {
          if (query.rule_id !== undefined) existing(await notificationRulesStore(tx).find(query.rule_id))
          return notificationsStore(tx).list({ ...query, before })
        },
        { readOnly: true },
      )
      return pageOf(rows, query.limit, ({ id }) => id, shownNotification)
    },

    async notification(caller: Caller, id: string): Promise<Notification> {
      must(caller, 'notification:read')
      return shownNotification(
        existing(await db.asTeam(caller.team_id, (tx) => notificationsStore(tx).find(id), { readOnly: true })),
      )
    },

    /** Sends what was given up once more, with all that went with it. @throws Problem NOT_FOUND or NOTIFICATION_NOT_DEAD */
    async retry(caller: Caller, id: string): Promise<Notification> {
      must(caller, 'notification:write')
      return db.asTeam(caller.team_id, async (tx) => {
        const store = notificationsStore(tx)
        const row = existing(await store.lock(id))
        if (row.status !== 'dead') throw new Problem('NOTIFICATION_NOT_DEAD')
        await store.revive(row, clock.now())
        const revived = existing(await store.find(id))
        const change = { before: { status: row.status }, after: { status: revived.status } }
        const fact = { action: 'notification.retried', resource: { type: 'notification', id }, details: { event: row.event } }
        await audit.write(tx, caller, { ...fact, ...change })
        return shownNotification(revived)
      })
    },
  }
}
