/**
 * `npm run bench -- planner`: 100,000 machines of one team under 200 schedules, of which 10,000 change in the same minute. How long until all
 * those changes are decided, stored as runs with a transition for each machine, and the plans moved on, what it takes of memory, and what the questions around it take. Planner and database share the
 * machine.
 *
 *     npm run bench -- planner [--machines 100000] [--due 10000] [--schedules 200] [--repeats 5]
 */
import { parseArgs } from 'node:util'
import { createAudit } from '@skykeep/server/audit/audit'
import { auditSeal } from '@skykeep/server/audit/seal'
import { silentLog } from '@skykeep/server/db/log'
import { openPool } from '@skykeep/server/db/pool'
import { startDatabase } from '@skykeep/server/db/start-database'
import { openDatabase } from '@skykeep/server/db/tenancy'
import { Planner } from '@skykeep/server/features/runs/planner'
import { scheduleService } from '@skykeep/server/features/schedules/schedules.service'
import { newId } from '@skykeep/server/lib/new-id'
import { Metrics } from '@skykeep/server/operations/metrics'
import pg from 'pg'
import { newFolder, removeFolder } from './server.ts'

/** How many processes plan. */
const PLANNERS = 2
const MINUTE_MS = 60_000
/** A Thursday, an hour before the machines of the busy schedules start. */
const BEFORE = new Date('2026-11-26T06:00:00Z')
const INSTANT = new Date('2026-11-26T07:00:00Z')

export async function benchPlanner(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      machines: { type: 'string', default: '100000' },
      due: { type: 'string', default: '10000' },
      schedules: { type: 'string', default: '200' },
      repeats: { type: 'string', default: '5' },
    },
  })
  const sizes = { machines: Number(values.machines), due: Number(values.due), schedules: Number(values.schedules) }
  const folder = newFolder()
  const started = await startDatabase({ log: silentLog, role: 'skykeep_automation', dataFolder: folder })
  const admin = new pg.Client({ connectionString: started.embedded!.adminUrl.replace(/\/postgres\b/, '/skykeep') })
  const pool = openPool({ url: started.appUrl, role: 'skykeep_automation', applicationName: 'bench', max: 8 })
  const scheduler = openPool({ url: started.appUrl, role: 'skykeep_scheduler', applicationName: 'bench', max: 2 })
  try {
    await admin.connect()
    await measure(admin, pool, scheduler, sizes, Number(values.repeats))
  } finally {
    await Promise.all([pool.end(), scheduler.end(), admin.end()])
    await started.stop()
    removeFolder(folder)
  }
}

interface Sizes {
  machines: number
  due: number
  schedules: number
}

async function measure(admin: pg.Client, pool: pg.Pool, scheduler: pg.Pool, sizes: Sizes, repeats: number): Promise<void> {
  const team = newId()
  await seed(admin, team, sizes)
  const db = openDatabase({ pool })
  const clock = { now: () => BEFORE }
  const audit = createAudit({ seal: auditSeal([Buffer.alloc(32, 7)]), clock })
  const once = <T>(_caller: unknown, _call: unknown, work: Parameters<typeof db.asTeam<T>>[1]) => db.asTeam(team, work)
  const schedules = scheduleService({ db, audit, clock, newId, once: once as never, begin: async () => null })

  const planning = await timed(() => db.asTeam(team, (tx) => schedules.replan(tx, 'all', BEFORE)))
  await admin.query('vacuum analyze automation.plans')
  print(`plans of ${sizes.machines} machines made anew`, planning.ms)

  const decided: number[] = []
  const peaks: number[] = []
  for (let turn = 0; turn < repeats; turn++) {
    await db.asTeam(team, (tx) => schedules.replan(tx, 'all', BEFORE))
    await admin.query('truncate automation.runs cascade')
    const memory = watchMemory()
    const taken = await timed(() => planAll())
    peaks.push(memory.stop())
    const { rows: stored } = await admin.query('select count(*)::int as transitions from automation.transitions')
    if (taken.value !== sizes.due || stored[0].transitions !== sizes.due)
      throw new Error(`${taken.value} changes were planned, not ${sizes.due}`)
    decided.push(taken.ms)
  }
  print(`${sizes.due} changes of one minute decided and stored as runs, ${PLANNERS} planners`, ...sorted(decided))
  process.stdout.write(`memory of the planner's process, most: ${Math.max(...peaks)} MB\n`)

  const dueTeams = () =>
    scheduler.query({ name: 'due', text: 'select distinct team_id from automation.plans where next_at <= $1', values: [INSTANT] })
  const nextInstant = () => scheduler.query({ name: 'next', text: 'select min(next_at) from automation.plans' })
  const { rows } = await admin.query('select machine_id from automation.plans order by random() limit 200')
  let at = 0
  const wanted = () =>
    db.asTeam(team, (tx) => schedules.wantedNow(tx, [rows[at++ % rows.length].machine_id], INSTANT), { readOnly: true })
  print('which teams have something due', ...(await many(200, dueTeams)))
  print('the next instant of all', ...(await many(200, nextInstant)))
  print('what is wanted of a machine, and its next change', ...(await many(200, wanted)))
  const [one] = (await admin.query(`select id from automation.schedules where name = 'S0'`)).rows
  const replan = () => db.asTeam(team, (tx) => schedules.replan(tx, { schedule_ids: [one.id] }, BEFORE))
  print(`plans of one schedule (${sizes.machines / sizes.schedules} machines) made anew`, ...(await many(20, replan)))

  async function planAll(): Promise<number> {
    const needs = {
      ...{ db, scheduler: { pool: scheduler }, audit, newId, schedules, metrics: new Metrics(), log: silentLog, keepDays: 400 },
      ...{ clock: { now: () => INSTANT }, tell: async () => {}, machines: {} as never, watch: { isRight: async () => true } },
    }
    const taken = await Promise.all(Array.from({ length: PLANNERS }, () => new Planner(needs).round()))
    return taken.reduce((sum, count) => sum + count, 0)
  }
}

/** Each schedule selects its machines by a tag; those of the first ones start at the instant, those of the others minutes later. */
async function seed(admin: pg.Client, team: string, { machines, due, schedules }: Sizes): Promise<void> {
  const busy = Math.round((due / machines) * schedules)
  const [connection, lane] = [newId(), newId()]
  await admin.query(`insert into directory.teams (team_id, name, created_at, updated_at) values ($1, 'Bench', now(), now())`, [
    team,
  ])
  await admin.query(
    `insert into automation.connections (team_id, id, name, provider, settings, care_due_at, created_at, updated_at) values ($1, $2, 'C', 'azure', '{}', now(), now(), now())`,
    [team, connection],
  )
  await admin.query(
    `insert into automation.lanes (team_id, id, connection_id, scope, sync_due_at) values ($1, $2, $3, 's', now())`,
    [team, lane, connection],
  )
  await admin.query(
    `insert into automation.machines (team_id, id, connection_id, lane_id, provider_id, shown_id, incarnation, name, resource_group, region,
       size, os, tags, power, power_read_at, power_since, first_seen_at)
     select $1, gen_random_uuid(), $2, $3, 'p' || n, 'p' || n, 'i', 'm' || n, 'rg' || n % 50, 'westeurope', 'D2', 'linux',
       jsonb_build_object('plan', 's' || n % $5::int, 'env', 'dev', 'owner', 'o' || n % 90 || '@x.test'), 'deallocated', now(), now(), now()
     from generate_series(0, $4::int - 1) n`,
    [team, connection, lane, machines, schedules],
  )
  for (let n = 0; n < schedules; n++) {
    const start = n < busy ? '08:00' : `08:${String(1 + (n % 59)).padStart(2, '0')}`
    const rule = {
      time_zone: 'Europe/Paris',
      weekly: [
        { days: ['mon', 'tue', 'wed', 'thu', 'fri'], start, end: '12:30' },
        { days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '13:30', end: '18:30' },
      ],
      ...{ inside: 'on', outside: 'off', one_shots: [] },
      exceptions: Array.from({ length: 12 }, (_, month) => ({
        date: `2027-${String(month + 1).padStart(2, '0')}-15`,
        state: 'off',
      })),
    }
    await admin.query(
      `insert into automation.schedules (team_id, id, name, enabled, targets, rule, effective_rule, on_manual_change, start_order, notify, created_at, updated_at)
       values ($1, $2, $3, true, $4, $5, $5, '{"policy": "keep"}', '[]', '{"before_stop_minutes": 30}', now(), now())`,
      [team, newId(), `S${n}`, JSON.stringify({ tags: { plan: `s${n}` } }), JSON.stringify(rule)],
    )
  }
  // Fifty machines are under overrides of their own, which makes as many combinations.
  await admin.query(
    `insert into automation.overrides (team_id, id, machine_ids, state, from_at, until_at, created_by, created_at)
     select $1, gen_random_uuid(), array[id], 'off', $2, $3, '{"type": "client", "id": "x"}', now() from automation.machines
      where tags ->> 'plan' = 's' || $4::int limit 50`,
    [team, BEFORE, new Date(INSTANT.getTime() + 600 * MINUTE_MS), schedules - 1],
  )
  await admin.query('analyze')
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now()
  const value = await work()
  return { ms: performance.now() - start, value }
}

async function many(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  for (let n = 0; n < times; n++) taken.push((await timed(work)).ms)
  return sorted(taken)
}

const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b)

function print(name: string, ...ms: number[]): void {
  const at = (part: number) => ms[Math.min(ms.length - 1, Math.floor(ms.length * part))]!.toFixed(1)
  process.stdout.write(ms.length === 1 ? `${name}: ${at(0)} ms\n` : `${name}: median ${at(0.5)} ms, p99 ${at(0.99)} ms\n`)
}

function watchMemory(): { stop(): number } {
  let most = 0
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss())
  }
  look()
  const timer = setInterval(look, 20)
  return {
    stop() {
      clearInterval(timer)
      look()
      return Math.round(most / 1_048_576)
    },
  }
}
