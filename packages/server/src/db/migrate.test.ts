import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../testing/database.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { assertMigrated, migrate } from './migrate.ts'
import { readMigrations } from './migration-files.ts'
import { withClient } from './owner-client.ts'
import { openPool } from './pool.ts'

const first = { '0001_first.sql': 'create table public.first ()' }
const second = { '0002_second.sql': 'create table public.second ()' }

test('migrations are applied in order, once, by however many processes ask', async () => {
  const url = await emptyDatabase()
  const folder = folderWith({ ...second, ...first })
  await Promise.all([migrate({ url, folder }), migrate({ url, folder }), migrate({ url, folder })])
  expect(await ask(url, 'select number, name from skykeep.migrations order by number')).toEqual([
    { number: 1, name: '0001_first' },
    { number: 2, name: '0002_second' },
  ])
})

test('a migration that fails leaves nothing of itself, and all before it', async () => {
  const url = await emptyDatabase()
  const folder = folderWith({ ...first, '0002_broken.sql': 'create table public.half (); select 1/0' })
  await expect(migrate({ url, folder })).rejects.toThrow(/0002_broken failed: division by zero/)
  expect(
    await ask(url, `select to_regclass('public.first') is null as first, to_regclass('public.half') is null as half`),
  ).toEqual([{ first: false, half: true }])
})

test('a migration may not end its transaction', async () => {
  const url = await emptyDatabase()
  await expect(migrate({ url, folder: folderWith({ '0001_first.sql': 'select 1; commit' }) })).rejects.toThrow(
    /ends its transaction/,
  )
})

test('a changed migration is refused', async () => {
  const url = await emptyDatabase()
  await migrate({ url, folder: folderWith(first) })
  const changed = folderWith({ '0001_first.sql': 'create table public.first (n int)' })
  await expect(migrate({ url, folder: changed })).rejects.toThrow(/0001_first is not the one that was applied/)
})

test('other line ends do not make another migration', async () => {
  const lines = (end: string) => readMigrations(folderWith({ '0001_first.sql': `select 1;${end}select 2;${end}` }))[0]!.sha256
  expect(lines('\r\n')).toBe(lines('\n'))
})

test('an older program refuses a newer database', async () => {
  const url = await emptyDatabase()
  await migrate({ url, folder: folderWith({ ...first, ...second }) })
  await expect(migrate({ url, folder: folderWith(first) })).rejects.toThrow(
    /The database is newer \(0002_second\) than this program/,
  )
})

test('a migration that appears before an applied one is refused', async () => {
  const url = await emptyDatabase()
  await migrate({ url, folder: folderWith(second) })
  await expect(migrate({ url, folder: folderWith({ ...first, ...second }) })).rejects.toThrow(/migrations only go forward/)
})

test('names that do not fit are refused before anything is done', () => {
  expect(() => readMigrations(folderWith({ 'first.sql': '' }))).toThrow(/is not named like/)
  expect(() => readMigrations(folderWith({ '0001_a.sql': '', '0001_b.sql': '' }))).toThrow(/Two migrations have the number/)
})

test('a program without the owner’s URL says what is missing and what to do', async () => {
  const database = await testDatabase()
  onTestFinished(() => database.drop())
  const pool = openPool({ url: database.appUrl, role: 'skykeep_gateway', applicationName: 'test', max: 1 })
  onTestFinished(() => pool.end())
  await assertMigrated(pool)
  await withClient(database.ownerUrl, 'test', (client) =>
    client.query('delete from skykeep.migrations where number = (select max(number) from skykeep.migrations)'),
  )
  await expect(assertMigrated(pool)).rejects.toThrow(/lacks \d{4}_\w+: run `skykeep migrate` with SKYKEEP_DATABASE_OWNER_URL/)
  await withClient(database.ownerUrl, 'test', (client) => client.query('drop table skykeep.migrations'))
  await expect(assertMigrated(pool)).rejects.toThrow(/lacks 0001_foundation/)
})

async function emptyDatabase(): Promise<string> {
  const database = await testDatabase()
  onTestFinished(() => database.drop())
  await withClient(database.ownerUrl, 'test', (client) =>
    client.query('drop schema skykeep cascade; create schema if not exists public'),
  )
  await withClient(database.adminUrl, 'test', (client) => client.query('grant all on schema public to skykeep_owner'))
  return database.ownerUrl
}

function folderWith(files: Record<string, string>): string {
  const folder = join(temporaryFolder(), 'migrations')
  mkdirSync(folder)
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql)
  return folder
}

const ask = (url: string, sql: string) => withClient(url, 'test', async (client) => (await client.query(sql)).rows as unknown[])
