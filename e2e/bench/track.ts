import pg from 'pg'
import { databaseUrl } from './database.ts'
import type { Api, StartedServer } from './server.ts'

/** One-hour tracks out of so many stored events: filled in by the superuser (the read is what is measured), asked over the API. */
export async function measureTrack({ folder, start }: StartedServer, api: Api, events: number) {
  const aircraft = await Promise.all(Array.from({ length: 20 }, (_, n) => api.aircraft(`TRACK-${n}`)))
  const from = Date.now() - 6 * 86_400_000
  await fill(
    folder,
    start.team_id,
    aircraft.map(({ aircraft_id }) => aircraft_id),
    events,
    from,
  )
  const perAircraft = events / aircraft.length
  const span = Math.min(5 * 86_400_000, perAircraft * 1_000)
  const times: number[] = []
  for (let n = 0; n < 60; n++) {
    const begin = from + Math.random() * Math.max(1, span - 3_600_000)
    const query = new URLSearchParams({ from: new Date(begin).toISOString(), to: new Date(begin + 3_600_000).toISOString() })
    const began = performance.now()
    const { status, body } = await api.call<{ total: number }>(
      'GET',
      `/telemetry/tracks/${aircraft[n % 20]!.aircraft_id}?${query}`,
    )
    if (status !== 200 || body.total === 0)
      throw new Error(`the track was not answered: ${status} ${JSON.stringify(body).slice(0, 200)}`)
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  return { name: `one-hour track out of ${events} events`, unit: 'ms', median: times[30]!, least: times[0]!, most: times.at(-1)! }
}

async function fill(folder: string, team: string, aircraft: readonly string[], events: number, fromMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(folder, 'skykeep_admin') })
  await client.connect()
  const each = Math.ceil(events / aircraft.length)
  const stepMs = Math.min(1_000, (5 * 86_400_000) / each)
  for (let day = 0; day <= 6; day++)
    await client.query("select telemetry.ensure_day((to_timestamp($1) at time zone 'UTC')::date)", [
      fromMs / 1_000 + day * 86_400,
    ])
  const batch = 1_000_000_000
  await client.query(
    `insert into telemetry.batches (team_id, batch_id, received_at, events, first_ts, last_ts, hints) values ($1, $2, now(), 0, now(), now(), '')`,
    [team, batch],
  )
  for (const id of aircraft) {
    await client.query(
      `insert into telemetry.events (team_id, aircraft_id, ts, event_id, batch_id, ordinal, implausible, lat_e4, lon_e4, altitude, speed)
       select $1, $2, to_timestamp($3::float8 / 1000 + n * $4::float8 / 1000), gen_random_uuid(), $5, 0, false, 460000 + n % 10000, 85000, 35000, 810
       from generate_series(0, $6::int - 1) n`,
      [team, id, fromMs, stepMs, batch, each],
    )
  }
  await client.query('analyze telemetry.events')
  await client.end()
}
