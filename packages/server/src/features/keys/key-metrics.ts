import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'
import type { LocalKind } from './listed-keys.ts'

interface Needs {
  metrics: Pick<Metrics, 'gauge'>
  db: Pick<Database, 'pool'>
  clock: Clock
  /** When a key in the data folder came into use; null where it is derived. */
  localSince(kind: LocalKind): Date | null
}

const DAY_MS = 24 * 3_600_000

/** Ages of keys, for alerts. NaN where there is none, or nobody answers. */
export function keyMetrics({ metrics, db, clock, localSince }: Needs): void {
  const daysOf = async (text: string): Promise<number> => {
    const asked = db.pool.query<{ days: number | null }>(text, [clock.now()])
    return asked.then(
      ({ rows }) => rows[0]?.days ?? Number.NaN,
      () => Number.NaN,
    )
  }
  const localDays = (kind: LocalKind): number => {
    try {
      const since = localSince(kind)
      return since === null ? Number.NaN : (clock.now().getTime() - since.getTime()) / DAY_MS
    } catch {
      // The file cannot be read: whoever needs the key says so, a scrape need not fail.
      return Number.NaN
    }
  }
  const age = (column: string, from: string) =>
    `select extract(epoch from $1::timestamptz - min(${column}))::float8 / 86400 as days from ${from}`
  const signing = (kind: string) => age('activated_at', `identity.signing_keys where kind = '${kind}' and state = 'active'`)
  const newestVersions = `(select distinct on (owner_team, purpose) created_at from identity.data_keys
    where wrapped_key is not null order by owner_team, purpose, version desc) newest`
  // The one that came last of those that wrap something: a rotation that was ended before it put its key to use makes none younger.
  const rootInUse = `(select max(in_use_since) as since from identity.root_keys r
    where exists (select from identity.data_keys k where k.root_key_id = r.id and k.wrapped_key is not null)) newest`
  metrics.gauge('root_key_age_days', 'Since the root key came into use', () => daysOf(age('since', rootInUse)))
  metrics.gauge('token_key_age_days', 'Age of the key that signs tokens', () => daysOf(signing('token')))
  metrics.gauge('checkpoint_key_age_days', 'Age of the key that signs checkpoints', () => daysOf(signing('checkpoint')))
  metrics.gauge('data_key_age_days', 'Age of the oldest data key that seals', () => daysOf(age('created_at', newestVersions)))
  metrics.gauge('cookie_key_age_days', 'Since the key that signs cookies of sign-ins came into use', () => localDays('cookies'))
  metrics.gauge('audit_seal_key_age_days', 'Since the key that seals waiting audit entries came into use', () =>
    localDays('audit-seal'),
  )
  metrics.gauge('data_keys_former', 'Data keys that seal nothing new and are not destroyed', () =>
    daysOf(`select count(*)::float8 as days from identity.data_keys k where wrapped_key is not null and $1::timestamptz is not null and exists (
      select from identity.data_keys n where n.owner_team is not distinct from k.owner_team and n.purpose = k.purpose and n.version > k.version)`),
  )
}
