import type { PoolClient, QueryResult } from 'pg'
import { hashArray, timestampArray, uuidArray } from './binary-arrays.ts'
import type { KnownKeys, TeamPart } from './group-parts.ts'
import { SET_TEAM, send } from './pipelined.ts'

const INSERT_KEYS = {
  name: 'telemetry-keys',
  // All new is the usual case: then nothing but a null comes back.
  text: `with fresh as (
      insert into telemetry.event_keys (team_id, aircraft_id, event_id, ts, fingerprint)
      select $1::uuid, a, e, t, f from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bytea[]) as x (a, e, t, f)
      on conflict (team_id, aircraft_id, event_id) do nothing returning aircraft_id, event_id)
    select case when count(*) = $6::int then null else coalesce(array_agg(aircraft_id::text || event_id::text), '{}') end as fresh from fresh`,
}

const READ_KEYS = {
  name: 'telemetry-known-keys',
  text: `select k.aircraft_id::text || k.event_id::text as key, k.fingerprint
      from unnest($2::uuid[], $3::uuid[]) as x (a, e)
      join telemetry.event_keys k on k.team_id = $1::uuid and k.aircraft_id = x.a and k.event_id = x.e`,
}

/** Takes the keys of a part; those that were there before come back with their fingerprints. */
export async function takeKeys(client: PoolClient, { team_id, firsts }: TeamPart): Promise<KnownKeys> {
  const events = [...firsts.values()]
  const values = [
    team_id,
    uuidArray(events, ({ aircraft_id }) => aircraft_id),
    uuidArray(events, ({ event_id }) => event_id),
    timestampArray(events, ({ ts }) => ts),
    hashArray(events, ({ fingerprint }) => fingerprint),
    events.length,
  ]
  const [, inserted] = await send(client, () => [
    client.query({ ...SET_TEAM, values: [team_id] }),
    client.query({ ...INSERT_KEYS, values }),
  ])
  const { fresh } = (inserted as QueryResult<{ fresh: string[] | null }>).rows[0]!
  if (!fresh) return new Map()
  const known = new Map(firsts)
  for (const key of fresh) known.delete(key)
  return readKnown(client, { team_id, events: [], firsts: known })
}

/** A statement of its own: the snapshot of the insert may not see a key that another transaction committed meanwhile. */
async function readKnown(client: PoolClient, { team_id, firsts }: TeamPart): Promise<KnownKeys> {
  const events = [...firsts.values()]
  const values = [team_id, uuidArray(events, ({ aircraft_id }) => aircraft_id), uuidArray(events, ({ event_id }) => event_id)]
  const [, read] = await send(client, () => [
    client.query({ ...SET_TEAM, values: [team_id] }),
    client.query({ ...READ_KEYS, values }),
  ])
  const { rows } = read as QueryResult<{ key: string; fingerprint: Buffer }>
  return new Map(rows.map(({ key, fingerprint }) => [key, fingerprint]))
}
