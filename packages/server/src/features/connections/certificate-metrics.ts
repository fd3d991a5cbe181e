import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'

/** What alerts look at: how soon a certificate ends, and how late the reading of machines is. NaN where there is nothing. */
export function certificateMetrics(metrics: Pick<Metrics, 'gauge'>, scheduler: Pick<Database, 'pool'>, clock: Clock): void {
  const secondsOf = async (text: string): Promise<number> => {
    const asked = scheduler.pool.query<{ seconds: number | null }>(text, [clock.now()])
    // A database that is away must not take the other metrics with it.
    return asked.then(
      ({ rows }) => rows[0]?.seconds ?? Number.NaN,
      () => Number.NaN,
    )
  }
  metrics.gauge('connection_certificate_left_seconds', 'Until the first certificate of a connection in use ends', () =>
    secondsOf(
      'select extract(epoch from min(certificate_not_after) - $1::timestamptz)::float8 as seconds from automation.connections where paused_at is null',
    ),
  )
  metrics.gauge(
    'machines_read_late_seconds',
    'How long the reading of machines that is due longest has been due; negative: none is',
    () =>
      secondsOf(
        'select extract(epoch from $1::timestamptz - min(sync_due_at))::float8 as seconds from automation.lanes where sync_due_at is not null',
      ),
  )
}
