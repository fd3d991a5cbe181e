/**
 * `npm run bench -- savings`: a year of 2,000 machines that are switched on and off each working day, counted by day. How long an answer takes, what
 * it takes of memory, and for how long at a time it lets nobody else have the process.
 *
 *     npm run bench -- savings [--machines 2000] [--days 365] [--repeats 3]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { silentLog } from '@skykeep/server/db/log'
import { openPool } from '@skykeep/server/db/pool'
import { startDatabase } from '@skykeep/server/db/start-database'
import { type Database, openDatabase } from '@skykeep/server/db/tenancy'
import { countSavings } from '@skykeep/server/features/savings/count-savings'
import { newId } from '@skykeep/server/lib/new-id'
import pg from 'pg'
import { newFolder, removeFolder } from './server.ts'

const DAY_MS = 24 * 3_600_000
const END = Date.parse('2026-11-01T00:00:00Z')
const SIZES = 6

export async function benchSavings(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      machines: { type: 'string', default: '2000' },
      days: { type: 'string', default: '365' },
      repeats: { type: 'string', default: '3' },
    },
  })
  const [machines, days, repeats] = [Number(values.machines), Number(values.days), Number(values.repeats)]
  const folder = newFolder()
  const started = await startDatabase({ log: silentLog, role: 'skykeep_automation', dataFolder: folder })
  const admin = new pg.Client({ connectionString: started.embedded!.adminUrl.replace(/\/postgres\b/, '/skykeep') })
  const pool = openPool({ url: started.appUrl, role: 'skykeep_automation', applicationName: 'bench', max: 2 })
  try {
    await admin.connect()
    const team = newId()
    const from = END - days * DAY_MS
    await seed(admin, team, machines, from, days)
    for (const groupBy of ['schedule', 'machine', 'day'])
      await measure(openDatabase({ pool }), team, { from, groupBy, repeats, machines })
  } finally {
    await Promise.all([pool.end(), admin.end()])
    await started.stop()
    removeFolder(folder)
  }
}

async function measure(
  db: Database,
  team: string,
  { from, groupBy, repeats, machines }: { from: number; groupBy: string; repeats: number; machines: number },
): Promise<void> {
  const settings = { currency: 'USD', discount_basis_points: 0, version: 1 } as never
  const question = { range: { from, to: END }, groupBy, timeZone: 'Europe/Paris', settings }
  const seconds: number[] = []
  const loop = monitorEventLoopDelay({ resolution: 5 })
  let memory = 0
  const watch = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage().rss)
  }, 50)
  loop.enable()
  for (let turn = 0; turn < repeats; turn++) {
    const start = performance.now()
    const { total, groups } = await db.asTeam(team, (tx) => countSavings(tx, question), { readOnly: true })
    seconds.push((performance.now() - start) / 1_000)
    const figures = total.figures()
    // The gate: each machine has all of its hours, and of those some were planned and saved.
    if (Math.abs(figures.hours - (machines * (END - from)) / 3_600_000) > 1 || figures.hours_saved < 1 || groups.size === 0)
      throw new Error(`the figures are wrong: ${JSON.stringify(figures)}`)
  }
  clearInterval(watch)
  loop.disable()
  const held = Math.round(loop.max / 1e6)
  process.stdout.write(
    `by ${groupBy}: ${seconds.map((one) => one.toFixed(1)).join(', ')} s; held the process for ${held} ms at most; ${Math.round(memory / 1e6)} MB\n`,
  )
}

/** Machines of six sizes under ten schedules; each is off at night, with some days on which it was not. */
async function seed(admin: pg.Client, team: string, machines: number, from: number, days: number): Promise<void> {
  const [connection, lane] = [newId(), newId()]
  const begin = new Date(from)
  await admin.query(`insert into directory.teams (team_id, name, created_at, updated_at) values ($1, 'Bench', now(), now())`, [
    team,
  ])
  await admin.query(
    `insert into automation.connections (team_id, id, name, provider, settings, care_due_at, created_at, updated_at) values ($1, $2, 'C', 'azure', '{}', now(), now(), now())`,
    [team, connection],
  )
  await admin.query(
    `insert into automation.lanes (team_id, id, connection_id, scope, sync_due_at) values ($1, $2, $3, 's', now())`,
    [...[team, lane, connection]],
  )
  await admin.query(
    `insert into automation.machines (team_id, id, connection_id, lane_id, provider_id, shown_id, incarnation, name, resource_group, region,
       size, os, tags, power, power_read_at, power_since, first_seen_at)
     select $1, gen_random_uuid(), $2, $3, 'p' || n, 'p' || n, 'i', 'm' || n, 'rg', 'westeurope', 'S' || n % $5::int, 'linux', '{}', 'deallocated',
       $6::timestamptz, $6, $6 from generate_series(0, $4::int - 1) n`,
    [team, connection, lane, machines, SIZES, new Date(END)],
  )
  await admin.query(
    `insert into automation.power_history (team_id, machine_id, since, until, power, size)
     select m.team_id, m.id, $1::timestamptz + d * interval '1 day' + h.since, $1::timestamptz + d * interval '1 day' + h.until, h.power, m.size
     from automation.machines m, generate_series(0, $2::int - 1) d,
       (values (interval '0 h', interval '7 h', 'deallocated'), (interval '7 h', interval '19 h', 'running'),
         (interval '19 h', interval '24 h', 'deallocated')) h (since, until, power)`,
    [begin, days],
  )
  const rule = {
    time_zone: 'Europe/Paris',
    weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:30' }],
    ...{ inside: 'on', outside: 'off', exceptions: [], one_shots: [] },
  }
  for (let n = 0; n < 10; n++) {
    const id = newId()
    await admin.query(
      `insert into automation.schedule_versions (team_id, schedule_id, version, valid_from, enabled, rule) values ($1, $2, 1, $3, true, $4)`,
      [team, id, begin, JSON.stringify(rule)],
    )
    await admin.query(
      `insert into automation.schedule_spans (team_id, machine_id, schedule_id, since)
       select team_id, id, $1, $2 from automation.machines where right(name, 1) = $3`,
      [id, begin, String(n)],
    )
  }
  await admin.query(
    `insert into automation.prices (provider, region, size, os, is_spot, currency, valid_from, micros_per_hour, source)
     select 'azure', 'westeurope', 'S' || s, 'linux', false, 'USD', $1::date + w * 7, 100000 + s * 1000 + w, 'bench'
     from generate_series(0, $2::int - 1) s, generate_series(0, 51) w`,
    [begin, SIZES],
  )
  await admin.query('analyze')
}
