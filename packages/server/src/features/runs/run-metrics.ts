import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { LaneWorkers } from './lane-workers.ts'

/** What the alerts look at. */
export function runMetrics(
  metrics: Pick<Metrics, 'gauge'>,
  {
    scheduler,
    clock,
    workers,
    watch,
  }: { scheduler: Pick<Database, 'pool'>; clock: Clock; workers: LaneWorkers; watch: ClockWatch },
): void {
  metrics.gauge('lanes_held', 'Parts of clouds that this process works on', () => workers.lanes)
  metrics.gauge(
    'cloud_places_down',
    'Places of clouds that do not answer, and are left alone for a while',
    () => workers.openBreakers,
  )
  metrics.gauge(
    'clock_skew_seconds',
    'How far the clock of this machine is ahead of that of the database',
    () => watch.skewSeconds,
  )
  metrics.gauge(
    'transitions_overdue_seconds',
    'How long the change that is ready longest has waited for a worker; 0: none is ready',
    () =>
      scheduler.pool
        .query<{ seconds: number | null }>(
          `select greatest(0, extract(epoch from $1::timestamptz - min(ready_at)))::float8 as seconds from automation.transitions
          where status in ('waiting', 'working') and ready_at is not null`,
          [clock.now()],
        )
        .then(
          ({ rows }) => rows[0]?.seconds ?? 0,
          // A database that is away must not take the other metrics with it.
          () => Number.NaN,
        ),
  )
}
