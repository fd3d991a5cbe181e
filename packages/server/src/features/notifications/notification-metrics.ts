import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'

/** What waits, in all teams, and how long the one that is due longest has. NaN when it cannot be known. */
export function notificationMetrics(metrics: Pick<Metrics, 'gauge'>, scheduler: Pick<Database, 'pool'>, clock: Clock): void {
  const read = (text: string, values: unknown[]) => () =>
    scheduler.pool.query<{ number: number | null }>(text, values).then(
      ({ rows }) => rows[0]?.number ?? 0,
      () => Number.NaN,
    )
  const waiting = 'select count(*)::int as number from automation.notifications where due_at is not null'
  metrics.gauge(
    'notifications_waiting',
    'Notifications that were not sent yet, those that are tried again among them',
    read(waiting, []),
  )
  const late =
    'select greatest(0, extract(epoch from $1::timestamptz - min(due_at)))::float8 as number from automation.notifications where due_at is not null'
  metrics.gauge('notifications_late_seconds', 'How long the notification that is due longest has waited; 0: none is due', () =>
    read(late, [clock.now()])(),
  )
}
