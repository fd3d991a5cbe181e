import { sql } from 'kysely'
import type { PoolClient } from 'pg'
import type { TeamTx } from '../../db/tenancy.ts'
import type { Micros } from './instants.ts'
import type { Place } from './jumps.ts'
import { SET_TEAM } from './pipelined.ts'
import type { StoredRow } from './record.ts'

const micros = (column: string) => sql.raw<Micros>(`(extract(epoch from ${column}) * 1000000)::bigint`)

const rowColumns = sql`e.team_id, e.aircraft_id, e.event_id, ${micros('e.ts')} as ts, ${micros('b.received_at')} as received_at, k.fingerprint,
  e.implausible, e.on_ground, e.lat_e4, e.lon_e4, e.altitude, e.speed, e.track, e.vertical_rate, e.callsign, e.extra`

const rowTables = sql`telemetry.events e
  join telemetry.batches b on b.team_id = e.team_id and b.batch_id = e.batch_id
  join telemetry.event_keys k on k.team_id = e.team_id and k.aircraft_id = e.aircraft_id and k.event_id = e.event_id`

const at = (instant: Micros) => sql`to_timestamp(${instant}::float8 / 1e6)`

export interface EventsAfter {
  aircraft_id: string
  ts: Micros
  event_id: string
}

export interface PositionRow extends Place {
  aircraft_id: string
  registration: string
  altitude: number | null
  speed: number | null
  track: number | null
  vertical_rate: number | null
  callsign: string | null
  on_ground: boolean | null
  implausible: boolean
}

export type TrackRow = Omit<PositionRow, 'aircraft_id' | 'registration' | 'callsign' | 'on_ground'> & { total: number }

export interface EventsPage {
  aircraft_id: string | undefined
  from: Micros
  to: Micros
  after: EventsAfter | undefined
  limit: number
  order: 'oldest' | 'newest'
}

/** Reads of telemetry. Writes go through `write-group.ts`. */
export const telemetryStore = (tx: TeamTx) => ({
  /**
   * Events by aircraft, then time: the order of the primary key, read forwards or backwards, so that a page costs what it holds. `after` is the
   * row before the page, in that order.
   */
  async events({ aircraft_id, from, to, after, limit, order }: EventsPage): Promise<StoredRow[]> {
    const own = aircraft_id === undefined ? sql`true` : sql`e.aircraft_id = ${aircraft_id}`
    const [beyond, way] = order === 'newest' ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`]
    const next = after
      ? sql`(e.aircraft_id, e.ts, e.event_id) ${beyond} (${after.aircraft_id}::uuid, ${at(after.ts)}, ${after.event_id}::uuid)`
      : sql`true`
    const { rows } = await sql<StoredRow>`select ${rowColumns} from ${rowTables}
      where ${own} and e.ts >= ${at(from)} and e.ts < ${at(to)} and ${next}
      order by e.aircraft_id ${way}, e.ts ${way}, e.event_id ${way} limit ${limit}`.execute(tx)
    return rows
  },

  async event(aircraftId: string, eventId: string): Promise<(StoredRow & { batch_id: number; ordinal: number }) | undefined> {
    const { rows } = await sql<StoredRow & { batch_id: number; ordinal: number }>`
      select ${rowColumns}, e.batch_id, e.ordinal from ${rowTables}
      where k.aircraft_id = ${aircraftId} and k.event_id = ${eventId} and e.ts = k.ts`.execute(tx)
    return rows[0]
  },

  /** The rows of one batch in their order; what was changed, added or removed by hand shows against the root of the audit entry. */
  async batch(batchId: number): Promise<(StoredRow & { ordinal: number; hints: Buffer })[]> {
    const { rows } = await sql<StoredRow & { ordinal: number; hints: Buffer }>`
      select ${rowColumns}, e.ordinal, b.hints from telemetry.batches b
        join telemetry.events e on e.team_id = b.team_id and e.batch_id = b.batch_id and e.ts between b.first_ts and b.last_ts
        left join telemetry.event_keys k on k.team_id = e.team_id and k.aircraft_id = e.aircraft_id and k.event_id = e.event_id
      where b.batch_id = ${batchId} order by e.ordinal, e.aircraft_id, e.event_id`.execute(tx)
    return rows
  },

  /** The latest position of each aircraft: one step into the index for each, newest day first. */
  async positions(afterAircraftId: string | undefined, limit: number): Promise<PositionRow[]> {
    const next = afterAircraftId === undefined ? sql`true` : sql`a.id > ${afterAircraftId}::uuid`
    const { rows } = await sql<PositionRow>`
      select a.id as aircraft_id, a.registration, ${micros('l.ts')} as ts, l.lat_e4, l.lon_e4, l.altitude, l.speed, l.track, l.vertical_rate,
        l.callsign, l.on_ground, l.implausible
      from directory.aircraft a cross join lateral (
        select * from telemetry.events e
        where e.team_id = a.team_id and e.aircraft_id = a.id and e.lat_e4 is not null order by e.ts desc limit 1) l
      where ${next} order by a.id limit ${limit}`.execute(tx)
    return rows
  },

  /** Positions of one aircraft in a span, thinned to the first of each of `points` equal steps of time. */
  async track(aircraftId: string, from: Micros, to: Micros, points: number): Promise<TrackRow[]> {
    const step = Math.max(1, Math.ceil((to - from) / points))
    const { rows } = await sql<TrackRow>`
      with span as (
        select ts, lat_e4, lon_e4, altitude, speed, track, vertical_rate, implausible,
          floor(extract(epoch from (ts - ${at(from)})) * 1000000 / ${step}::bigint) as step
        from telemetry.events
        where aircraft_id = ${aircraftId} and ts >= ${at(from)} and ts < ${at(to)} and lat_e4 is not null)
      select distinct on (step) ${micros('ts')} as ts, lat_e4, lon_e4, altitude, speed, track, vertical_rate, implausible,
        (select count(*) from span) as total
      from span order by step, span.ts`.execute(tx)
    return rows
  },

  /** The newest signed checkpoint of the audit trail. */
  async newestCheckpoint(): Promise<{ size: number; note: string } | undefined> {
    const { rows } = await sql<{ size: number; note: string }>`
      select size, note from audit.checkpoints order by size desc limit 1`.execute(tx)
    return rows[0]
  },

  /** The days that a batch reaches into, as far as its row says. */
  async daysOf(batchId: number): Promise<string[]> {
    const { rows } = await sql<{ day: string }>`
      select generate_series((first_ts at time zone 'UTC')::date, (last_ts at time zone 'UTC')::date, interval '1 day')::date as day
      from telemetry.batches where batch_id = ${batchId}`.execute(tx)
    return rows.map(({ day }) => day)
  },

  /** Every batch that a row of this team belongs to, or says it does. */
  async batchIds(): Promise<number[]> {
    const { rows } = await sql<{ batch_id: number }>`
      select batch_id from telemetry.batches union select batch_id from telemetry.events order by batch_id`.execute(tx)
    return rows.map(({ batch_id }) => batch_id)
  },

  async counts(from: Micros, to: Micros): Promise<{ aircraft_id: string; count: number }[]> {
    const { rows } = await sql<{ aircraft_id: string; count: number }>`
      select aircraft_id, count(*) as count from telemetry.events
      where ts >= ${at(from)} and ts < ${at(to)} group by aircraft_id order by aircraft_id`.execute(tx)
    return rows
  },

  async hasAircraft(aircraftId: string): Promise<boolean> {
    const { rows } = await sql`select 1 from directory.aircraft where id = ${aircraftId}`.execute(tx)
    return rows.length > 0
  },

  /** Batches that were written after `after` and are complete: nothing older can still appear below them. */
  async batchesAfter(
    after: string,
    limit: number,
  ): Promise<{ batch_id: number; written_by: string; first: Micros; last: Micros }[]> {
    const { rows } = await sql<{ batch_id: number; written_by: string; first: Micros; last: Micros }>`
      select batch_id, written_by::text, ${micros('first_ts')} as first, ${micros('last_ts')} as last from telemetry.batches
      where written_by > ${after}::xid8 and written_by < pg_snapshot_xmin(pg_current_snapshot())
      order by written_by limit ${limit}`.execute(tx)
    return rows
  },

  async eventsOfBatches(batchIds: readonly number[], first: Micros, last: Micros): Promise<(StoredRow & { batch_id: number })[]> {
    const { rows } = await sql<StoredRow & { batch_id: number }>`
      select ${rowColumns}, e.batch_id from ${rowTables}
      where e.batch_id = any(${batchIds as number[]}::bigint[]) and e.ts between ${at(first)} and ${at(last)}
      order by b.written_by, e.ordinal`.execute(tx)
    return rows
  },

  /** Where a stream that asks for nothing older begins. */
  async horizon(): Promise<string> {
    const { rows } = await sql<{ horizon: string }>`
      select (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text as horizon`.execute(tx)
    return rows[0]!.horizon
  },
})

/** The latest places of aircraft this process has not seen yet, read inside the transaction that is about to store their events. */
export async function readLastPlaces(
  client: PoolClient,
  teamId: string,
  aircraftIds: readonly string[],
): Promise<Map<string, Place>> {
  const [, , { rows }] = await Promise.all([
    client.query('begin'),
    client.query({ ...SET_TEAM, values: [teamId] }),
    client.query<Place & { aircraft_id: string }>({
      name: 'telemetry-last-places',
      text: `select x.a as aircraft_id, (extract(epoch from l.ts) * 1000000)::bigint as ts, l.lat_e4, l.lon_e4
        from unnest($2::uuid[]) as x (a) cross join lateral (
          select ts, lat_e4, lon_e4 from telemetry.events e
          where e.team_id = $1::uuid and e.aircraft_id = x.a and e.lat_e4 is not null order by e.ts desc limit 1) l`,
      values: [teamId, aircraftIds],
    }),
    client.query('commit'),
  ])
  return new Map(rows.map(({ aircraft_id, ...place }) => [aircraft_id, place]))
}
