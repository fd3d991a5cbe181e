import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'

/** What the alert looks at: how long the change that is due longest has waited to be taken, in all teams. NaN when it cannot be known. */
export function planMetrics(metrics: Pick<Metrics, 'gauge'>, scheduler: Pick<Database, 'pool'>, clock: Clock): void {
  const text =
    'select greatest(0, extract(epoch from $1::timestamptz - min(next_at)))::float8 as seconds from automation.plans where next_at is not null'
  metrics.gauge(
    'schedule_changes_late_seconds',
    'How long the change that is due longest has waited to be taken; 0: none is due',
    () =>
      scheduler.pool.query<{ seconds: number | null }>(text, [clock.now()]).then(
        ({ rows }) => rows[0]?.seconds ?? 0,
        // A database that is away must not take the other metrics with it.
        () => Number.NaN,
      ),
  )
}
