import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { control } from '../testing/control.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { isUnavailable } from './errors.ts'
import { withClient } from './owner-client.ts'
import { closePool, openPool, type PoolOptions } from './pool.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

control(
  'DATABASE-5',
  'a connection works as its group role from its first statement on, and its login owns nothing',
  async () => {
    const pool = open({ role: 'skykeep_telemetry' })
    const { rows } = await pool.query(
      `select current_user as "current", session_user as "session", current_setting('search_path') as path, current_setting('is_superuser') as super`,
    )
    expect(rows).toEqual([{ current: 'skykeep_telemetry', session: 'skykeep_app', path: 'pg_catalog', super: 'off' }])
  },
)

control('DATABASE-6', 'the login itself, without a role, may do nothing', async () => {
  const attempt = withClient(database.appUrl, 'test', (client) => client.query('select from skykeep.migrations'))
  await expect(attempt).rejects.toThrow(/permission denied/)
})

control('DATABASE-7', 'outside asTeam and withoutTeam a connection only reads', async () => {
  await withClient(database.ownerUrl, 'test', (client) =>
    client.query('create table telemetry.open_to_all (n int); grant all on telemetry.open_to_all to skykeep_telemetry'),
  )
  const pool = open({ role: 'skykeep_telemetry' })
  await expect(pool.query('insert into telemetry.open_to_all values (1)')).rejects.toThrow(/read-only transaction/)
  expect((await pool.query('select from telemetry.open_to_all')).rowCount).toBe(0)
})

test('a bigint is a number while it is exact, and a fault when it is not', async () => {
  const pool = open()
  const { rows } = await pool.query(
    'select 9007199254740991::bigint as most, array[1, null]::bigint[] as list, null::bigint as nothing',
  )
  expect(rows).toEqual([{ most: Number.MAX_SAFE_INTEGER, list: [1, null], nothing: null }])
  await expect(pool.query('select 9007199254740993::bigint')).rejects.toThrow(RangeError)
})

test('a date stays the day that it is, an instant is a Date', async () => {
  const { rows } = await open().query(`select '2026-03-29'::date as day, '2026-03-29 01:00Z'::timestamptz as instant`)
  expect(rows).toEqual([{ day: '2026-03-29', instant: new Date('2026-03-29T01:00:00Z') }])
})

test('a statement that takes too long is ended, and its connection goes on', async () => {
  const pool = open({ statementTimeoutMs: 50, max: 1 })
  await expect(pool.query('select pg_sleep(30)')).rejects.toThrow(/statement timeout/)
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test.each([true, false])(
  'connections lost while idle or in use fail the call and nothing else (pipeline: %s)',
  async (pipeline) => {
    const applicationName = `lost-${pipeline}`
    const pool = open({ pipeline, applicationName })
    const kill = () =>
      withClient(database.adminUrl, 'test', (client) =>
        client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [applicationName]),
      )
    const client = await pool.connect()
    const running = client.query('select pg_sleep(30)').catch((error) => error)
    await waitUntil('the statement runs', async () => (await active(applicationName)) > 0)
    await kill()
    expect(isUnavailable(await running)).toBe(true)
    client.release(true)

    await pool.query('select 1')
    await kill() // now idle
    await waitUntil('the pool answers again', () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    )
  },
)

test('a pool that was closed has no connection left for a stopping database to find', async () => {
  const pool = openPool({ url: database.appUrl, role: 'skykeep_gateway', applicationName: 'test' })
  let begun = 0
  let ended = 0
  pool.on('connect', (client) => {
    begun++
    client.once('end', () => ended++)
  })
  await Promise.all([1, 2, 3].map(() => pool.query('select pg_sleep(0.01)')))
  await closePool(pool)
  expect({ begun, ended }).toEqual({ begun: 3, ended: 3 })
})

test('nobody to connect to is told as unavailable', async () => {
  const nowhere = database.appUrl.replace(/@[^/]*\//, '@127.0.0.1:1/')
  await expect(open({ url: nowhere }).query('select 1')).rejects.toSatisfy(isUnavailable)
  const noServer = database.appUrl.replace(/:\d+\//, ':1/')
  await expect(open({ url: noServer }).query('select 1')).rejects.toSatisfy(isUnavailable)
})

test('a pool that has no connection to give tells so as unavailable', async () => {
  const full = new Error('timeout exceeded when trying to connect')
  expect(isUnavailable(full)).toBe(true)
})

function open(options: Partial<PoolOptions> = {}) {
  const pool = openPool({ url: database.appUrl, role: 'skykeep_gateway', applicationName: 'test', ...options })
  onTestFinished(() => pool.end())
  return pool
}

const active = (applicationName: string) =>
  withClient(database.adminUrl, 'test', async (client) => {
    const { rowCount } = await client.query(`select from pg_stat_activity where application_name = $1 and state = 'active'`, [
      applicationName,
    ])
    return rowCount ?? 0
  })
