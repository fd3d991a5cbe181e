import type { PoolClient } from 'pg'
import { boolArray, float8Array, hashArray, int4Array, textArray, timestampArray, uuidArray } from './binary-arrays.ts'
import type { EventBatch } from './event-batch.ts'

const BATCH = `batch as (
    insert into telemetry.batches (team_id, batch_id, received_at, events, first_ts, last_ts, hints)
    values ($1::uuid, $2::bigint, $16::timestamptz, $17::int, to_timestamp($18::float8 / 1e6), to_timestamp($19::float8 / 1e6), $20::bytea))`

const EVENTS = `insert into telemetry.events (team_id, aircraft_id, ts, event_id, batch_id, ordinal, implausible, on_ground, lat_e4, lon_e4,
    altitude, speed, track, vertical_rate, callsign, extra)
  select $1::uuid, a, t, e, $2::bigint, (n - 1)::int2, i, g, la, lo, al, sp, tr, vr, cs, x from given`

const columns = `$3::uuid[], $4::timestamptz[], $5::uuid[], $6::bool[], $7::bool[], $8::int4[], $9::int4[], $10::float8[], $11::float8[],
    $12::float8[], $13::float8[], $14::text[], $15::text[]`

/** The events of a batch whose keys were taken before. */
const INSERT_EVENTS = {
  name: 'telemetry-events',
  text: `with given as (select * from unnest(${columns}) with ordinality as row (a, t, e, i, g, la, lo, al, sp, tr, vr, cs, x, n)),
  ${BATCH}
  ${EVENTS}`,
}

/** Keys and events in one statement, for a batch of which every key is thought to be new: one that is not fails it (23505). */
const INSERT_ALL = {
  name: 'telemetry-keys-and-events',
  text: `with given as (
    select * from unnest(${columns}, $21::bytea[]) with ordinality as row (a, t, e, i, g, la, lo, al, sp, tr, vr, cs, x, f, n)),
  keys as (
    insert into telemetry.event_keys (team_id, aircraft_id, event_id, ts, fingerprint) select $1::uuid, a, e, t, f from given),
  ${BATCH}
  ${EVENTS}`,
}

export const insertEvents = (client: PoolClient, batch: EventBatch): Promise<unknown> =>
  client.query({ ...INSERT_EVENTS, values: valuesOf(batch) })

export const insertKeysAndEvents = (client: PoolClient, batch: EventBatch): Promise<unknown> =>
  client.query({ ...INSERT_ALL, values: [...valuesOf(batch), hashArray(batch.rows, ({ fingerprint }) => fingerprint)] })

/** True for the refusal of what `insertKeysAndEvents` took for new: a key, or (its partition's index may notice first) the event. */
export const isKnownKey = (error: unknown): boolean => (error as { code?: unknown }).code === '23505'

function valuesOf({ team_id, batch_id, rows, received, hints }: EventBatch): unknown[] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { ts } of rows) {
    if (ts < first) first = ts
    if (ts > last) last = ts
  }
  return [
    team_id,
    batch_id,
    uuidArray(rows, ({ aircraft_id }) => aircraft_id),
    timestampArray(rows, ({ ts }) => ts),
    uuidArray(rows, ({ event_id }) => event_id),
    boolArray(rows, ({ implausible }) => implausible),
    boolArray(rows, ({ on_ground }) => on_ground),
    int4Array(rows, ({ lat_e4 }) => lat_e4),
    int4Array(rows, ({ lon_e4 }) => lon_e4),
    float8Array(rows, ({ altitude }) => altitude),
    float8Array(rows, ({ speed }) => speed),
    float8Array(rows, ({ track }) => track),
    float8Array(rows, ({ vertical_rate }) => vertical_rate),
    textArray(rows, ({ callsign }) => callsign),
    textArray(rows, ({ extra }) => extra),
    received,
    rows.length,
    first,
    last,
    hints,
  ]
}
