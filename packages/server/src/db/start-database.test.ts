import { expect, onTestFinished, test } from 'vitest'
import { control } from '../testing/control.ts'
import { testDatabase } from '../testing/database.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { isUnavailable } from './errors.ts'
import { silentLog } from './log.ts'
import { withClient } from './owner-client.ts'
import { openPool } from './pool.ts'
import { selfCheck } from './self-check.ts'
import { startDatabase } from './start-database.ts'
import { openDatabase } from './tenancy.ts'

const role = 'skykeep_telemetry'

test('a data folder is all that is needed for a migrated, safe database, at every start', async () => {
  const dataFolder = temporaryFolder()
  for (const round of [1, 2]) {
    const { appUrl, stop } = await startDatabase({ dataFolder, role, log: silentLog })
    onTestFinished(stop)
    const pool = openPool({ url: appUrl, role, applicationName: `round ${round}` })
    await selfCheck(pool).finally(() => pool.end())
    await stop()
  }
})

test('while the database is started again after kill -9, work fails as unavailable and then goes on', async () => {
  const { appUrl, embedded, stop } = await startDatabase({ dataFolder: temporaryFolder(), role, log: silentLog })
  onTestFinished(stop)
  const db = openDatabase({ pool: openPool({ url: appUrl, role, applicationName: 'test', max: 2 }) })
  onTestFinished(() => db.close())
  const ask = () => db.withoutTeam((tx) => tx.selectFrom('skykeep.migrations').select('number').execute())
  await ask()
  process.kill(embedded!.pid, 'SIGKILL')
  const refusals: unknown[] = []
  await waitUntil('it works again', () =>
    ask().then(
      () => refusals.length > 0,
      (error) => !refusals.push(error),
    ),
  )
  expect(refusals.filter((error) => !isUnavailable(error))).toEqual([])
})

control('DATABASE-8', 'the program’s login may not make roles, databases, schemas or temporary tables', async () => {
  const { appUrl, stop } = await startDatabase({ dataFolder: temporaryFolder(), role, log: silentLog })
  onTestFinished(stop)
  for (const statement of [
    'create role mine',
    'create database mine',
    'create schema mine',
    'create temporary table mine ()',
    'create table public.mine ()',
  ]) {
    await expect(withClient(appUrl, 'test', (client) => client.query(statement))).rejects.toThrow(/permission denied/)
  }
})

test('an operator’s database is migrated with the owner’s URL and only looked at without it', async () => {
  const database = await testDatabase()
  onTestFinished(() => database.drop())
  await withClient(database.ownerUrl, 'test', (client) => client.query('delete from skykeep.migrations'))
  const needs = { dataFolder: '/nowhere', databaseUrl: database.appUrl, role, log: silentLog } as const
  await expect(startDatabase(needs)).rejects.toThrow(/lacks 0001_foundation/)
  await expect(startDatabase({ ...needs, ownerUrl: database.ownerUrl })).rejects.toThrow(
    /0001_foundation failed: .*already exists/,
  )
})
