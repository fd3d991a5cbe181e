import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'

/** Ages of keys and what is left of certificates, for alerts. NaN where there is none, or the database does not answer. */
export function keyMetrics(metrics: Pick<Metrics, 'gauge'>, db: Pick<Database, 'pool'>, clock: Clock): void {
  const daysOf = async (text: string): Promise<number> => {
    const asked = db.pool.query<{ days: number | null }>(text, [clock.now()])
    return asked.then(
      ({ rows }) => rows[0]?.days ?? Number.NaN,
      () => Number.NaN,
    )
  }
  const age = (column: string, from: string) =>
    `select extract(epoch from $1::timestamptz - min(${column}))::float8 / 86400 as days from ${from}`
  const signing = (kind: string) => age('activated_at', `identity.signing_keys where kind = '${kind}' and state = 'active'`)
  const newestVersions = `(select distinct on (owner_team, purpose) created_at from identity.data_keys
    where wrapped_key is not null order by owner_team, purpose, version desc) newest`
  metrics.gauge('token_key_age_days', 'Age of the key that signs tokens', () => daysOf(signing('token')))
  metrics.gauge('checkpoint_key_age_days', 'Age of the key that signs checkpoints', () => daysOf(signing('checkpoint')))
  metrics.gauge('data_key_age_days', 'Age of the oldest data key that seals', () => daysOf(age('created_at', newestVersions)))
  metrics.gauge('data_keys_former', 'Data keys that seal nothing new and are not destroyed', () =>
    daysOf(`select count(*)::float8 as days from identity.data_keys k where wrapped_key is not null and $1::timestamptz is not null and exists (
      select from identity.data_keys n where n.owner_team is not distinct from k.owner_team and n.purpose = k.purpose and n.version > k.version)`),
  )
}
