import type { Pool } from 'pg'
import type { Metrics } from '../operations/metrics.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { Sequencer } from './sequencer.ts'

interface Watched {
  pool: Pool
  sequencer: Sequencer
  checkpoints: Checkpoints
}

/** What the alerts on the audit trail look at. */
export function auditMetrics(metrics: Metrics, { pool, sequencer, checkpoints }: Watched): void {
  const unknown = () => Number.NaN // a database that is away must not take the other metrics with it
  metrics.gauge('audit_checkpoint_age_seconds', 'Time since the tree was last signed', () =>
    checkpoints.ageSeconds().then((age) => age ?? Number.NaN, unknown),
  )
  metrics.gauge('audit_pending_entries', 'Audit entries that wait for their place in the tree', () =>
    pool.query<{ count: number }>('select count(*) from audit.pending').then(({ rows }) => rows[0]!.count, unknown),
  )
  metrics.gauge('audit_stopped', '1 when the stored tree was found changed, or no checkpoint could be signed', () =>
    sequencer.broken || checkpoints.refused ? 1 : 0,
  )
}
