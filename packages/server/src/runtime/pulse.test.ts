import { type Installation, permissionNames } from '@skykeep/contract'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Caller } from '../auth/principal.ts'
import { readConfiguration } from '../config/read.ts'
import { type ServerRole, serverRoles } from '../config/schema.ts'
import { withClient } from '../db/owner-client.ts'
import { openPool } from '../db/pool.ts'
import { openDatabase } from '../db/tenancy.ts'
import { newId, systemClock } from '../lib/new-id.ts'
import { VERSION } from '../lib/version.ts'
import { installationService } from '../operations/installation.service.ts'
import { Metrics } from '../operations/metrics.ts'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { databaseRoleOf } from './core.ts'
import { Pulse } from './pulse.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const operator: Caller = {
  ...{ kind: 'client', id: newId(), team_id: newId(), token_id: newId(), thumbprint: null, trace_id: null, address: null },
  permissions: new Set(permissionNames),
}

/** A process with these roles, as its database role, and what its metrics say. */
function aProcess(roles: ServerRole[], gauges: Record<string, number> = {}, now?: () => number) {
  const role = databaseRoleOf(roles[0]!)
  const pool = openPool({ url: database.appUrl, role, applicationName: 'skykeep test', max: 2 })
  onTestFinished(() => pool.end())
  const db = openDatabase({ pool })
  const metrics = new Metrics()
  for (const [name, value] of Object.entries(gauges)) metrics.gauge(name, name, () => value)
  const warned: string[] = []
  const log = { info: () => {}, error: () => {}, warn: (_about: object | string, text?: string) => void warned.push(text ?? '') }
  const about = { id: newId(), roles, startedAt: new Date(), db, metrics, log, ...(now && { now }) }
  return { id: about.id, db, pool, warned, pulse: new Pulse(about) }
}

async function installation(): Promise<Installation> {
  const { db } = aProcess(['gateway'])
  const config = readConfiguration({
    SKYKEEP_ROLE: 'gateway',
    SKYKEEP_DATABASE_URL: database.appUrl,
    SKYKEEP_INTERNAL_KEY: 'k'.repeat(43),
  })
  return installationService({ config, db, clock: systemClock, startedAt: new Date() }).read(operator)
}

const silence = (id: string, seconds: number) =>
  withClient(database.adminUrl, 'test', (client) =>
    client.query('update skykeep.processes set told_at = now() - make_interval(secs => $2) where id = $1', [id, seconds]),
  )
const ageOf = ({ roles }: Installation, name: ServerRole) => roles.find((role) => role.name === name)

test.each(serverRoles)('a process with the role %s can tell that it is alive, and that it stops', async (role) => {
  const { id, pulse } = aProcess([role])
  await pulse.start()
  const told = await installation()
  expect(told.processes.find((one) => one.id === id)).toMatchObject({ roles: [role], version: VERSION, alive: true })
  expect(ageOf(told, role)).toMatchObject({ alive: true })
  await pulse.stop()
  expect((await installation()).processes.map((one) => one.id)).not.toContain(id)
})

test('a process that is killed counts as alive no longer than three beats, and is forgotten in an hour', async () => {
  const killed = aProcess(['weather'])
  await killed.pulse.beat()
  await silence(killed.id, 60)
  const told = await installation()
  expect(told.processes).toMatchObject([{ id: killed.id, alive: false }])
  expect(ageOf(told, 'weather')).toEqual({ name: 'weather', here: false, alive: false, reachable: null })
  expect(ageOf(told, 'gateway')).toMatchObject({ here: true, alive: true })
  await silence(killed.id, 3_700)
  const other = aProcess(['telemetry'])
  await other.pulse.beat()
  expect((await installation()).processes.map(({ id }) => id)).toEqual([other.id])
  await other.pulse.stop()
})

test('what waits is added up or the worst of what was told, and what a silent process told counts for nothing', async () => {
  const gauges = { schedule_changes_late_seconds: 12.34, notifications_waiting: 3, notifications_late_seconds: -5 }
  const all = [
    aProcess(['telemetry'], { telemetry_waiting_events: 40 }),
    aProcess(['telemetry'], { telemetry_waiting_events: 2 }),
    aProcess(['automation'], gauges),
    aProcess(['automation'], { ...gauges, schedule_changes_late_seconds: 2, mails_waiting: Number.NaN }),
    aProcess(['telemetry'], { telemetry_waiting_events: 1_000 }),
  ]
  for (const { pulse } of all) await pulse.beat()
  await silence(all[4]!.id, 60)
  expect((await installation()).queues).toEqual([
    { name: 'telemetry_events', waiting: 42, late_seconds: null },
    { name: 'schedule_changes', waiting: null, late_seconds: 12.3 },
    { name: 'machine_changes', waiting: null, late_seconds: null },
    { name: 'machine_readings', waiting: null, late_seconds: null },
    { name: 'notifications', waiting: 3, late_seconds: 0 },
    { name: 'mails', waiting: null, late_seconds: null },
  ])
  for (const { pulse } of all) await pulse.stop()
})

test('ages of keys of every kind are told with what is left of them, and the state of the trail', async () => {
  const { pulse } = aProcess(['identity'], {
    ...{ data_key_age_days: 400.04, root_key_age_days: 5, authority_left_days: 90.5, audit_pending_entries: 7, audit_stopped: 1 },
    ...{ connection_certificate_left_seconds: -86_400, installation_authority_left_days: Number.NaN },
  })
  await withClient(database.adminUrl, 'test', (client) =>
    client.query(`insert into identity.signing_keys (kid, kind, state, public_key, sealed_key, announced_at, activated_at)
      values ('the-kid', 'token', 'active', '{}', 'sealed', now() - interval '31 days', now() - interval '30 days')`),
  )
  await pulse.beat()
  const { keys, audit } = await installation()
  expect(keys).toEqual([
    { kind: 'token', id: 'the-kid', state: 'active', age_days: 30, left_days: 60 },
    { kind: 'root', id: null, state: 'active', age_days: 5, left_days: 360 },
    { kind: 'data', id: null, state: 'active', age_days: 400, left_days: -35 },
    { kind: 'authority', id: null, state: 'active', age_days: null, left_days: 90.5 },
    { kind: 'connection', id: null, state: 'active', age_days: null, left_days: -1 },
  ])
  expect(audit).toEqual({ size: 0, waiting: 7, checkpoint_age_seconds: null, stopped: true })
  await pulse.stop()
})

test('a clock that goes wrong is told of', async () => {
  const { id, pulse } = aProcess(['automation'], {}, () => Date.now() + 90_000)
  await pulse.beat()
  const { processes } = await installation()
  const skew = processes.find((one) => one.id === id)!.clock_skew_seconds!
  expect(skew).toBeGreaterThan(85)
  expect(skew).toBeLessThanOrEqual(90)
  await pulse.stop()
})

control(
  'HTTP-33',
  'what is told of the installation is a closed list of numbers: no other metric, no team, and no key of one',
  async () => {
    const [team, connection, key] = [newId(), newId(), `key-${newId()}`]
    await withClient(database.adminUrl, 'test', (client) =>
      client.query(
        `insert into identity.data_keys (id, owner_team, purpose, version, root_key_id, wrapped_key, created_at)
          values ($1, $2, $3, 1, 'root', 'wrapped', now())`,
        [key, team, `connection ${connection}`],
      ),
    )
    const { id, pulse } = aProcess(['identity'], {
      somebody_elses_number: 1,
      [`events_of_${team.replaceAll('-', '_')}`]: 3,
      mails_waiting: 2,
    })
    await pulse.beat()
    const { rows } = await withClient(database.adminUrl, 'test', (client) =>
      client.query('select facts from skykeep.processes where id = $1', [id]),
    )
    expect(Object.keys(rows[0].facts).sort()).toEqual(['clock_skew_seconds', 'mails_waiting'])
    const answer = JSON.stringify(await installation())
    for (const name of [team, team.replaceAll('-', '_'), connection, key]) expect(answer).not.toContain(name)
    await pulse.stop()
  },
)
