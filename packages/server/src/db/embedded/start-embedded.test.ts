import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { silentLog } from '../log.ts'
import { withClient } from '../owner-client.ts'
import { type Embedded, type EmbeddedOptions, startEmbedded } from './start-embedded.ts'

const isRoot = process.getuid?.() === 0

test('a first start makes a durable database, and a later start finds what was written', async () => {
  const dataFolder = temporaryFolder()
  const first = await start({ dataFolder })
  const settings = await ask(
    first,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('data_checksums') as checksums,
      (select datlocprovider::text || ' ' || datlocale from pg_database where datname = 'postgres') as locale`,
  )
  expect(settings).toEqual([{ fsync: 'on', commit: 'on', checksums: 'on', locale: 'b C.UTF-8' }])
  await ask(first, 'create table public.kept as select 42 as n')
  await first.stop()

  const second = await start({ dataFolder })
  expect(await ask(second, 'select n from public.kept')).toEqual([{ n: 42 }])
})

control('DATABASE-1', 'the database never runs as root, and its folder is closed to every other user', async () => {
  const embedded = await start({ dataFolder: temporaryFolder() })
  const folder = new URL(embedded.adminUrl).hostname
  expect(statSync(join(decodeURIComponent(folder), 'data')).uid).not.toBe(0)
  expect(statSync(decodeURIComponent(folder)).mode & 0o077).toBe(0)
  if (process.platform === 'linux') expect(readFileSync(`/proc/${embedded.pid}/status`, 'utf8')).not.toMatch(/^Uid:\t0\t/m)
})

control(
  'DATABASE-2',
  'nobody enters the embedded database without its password, and only we can read the passwords',
  async () => {
    const dataFolder = temporaryFolder()
    const embedded = await start({ dataFolder })
    await expect(withClient(embedded.url('skykeep_admin', 'a guess'), 'test', async () => {})).rejects.toThrow(
      /password authentication failed/,
    )
    expect(statSync(join(dataFolder, 'postgres.passwords.json')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(dataFolder, 'postgres.log'), 'utf8')).not.toContain(embedded.passwords.skykeep_admin)

    await embedded.stop()
    chmodSync(join(dataFolder, 'postgres.passwords.json'), 0o644)
    await expect(start({ dataFolder })).rejects.toThrow(/can be read by others/)
  },
)

control(
  'DATABASE-3',
  'the embedded database listens on a socket that only we reach, and on loopback when a port is asked for',
  async () => {
    const listens = (embedded: Embedded) => ask(embedded, `select current_setting('listen_addresses') as addresses`)
    const closed = await start({ dataFolder: temporaryFolder() })
    expect(await listens(closed)).toEqual([{ addresses: '' }])

    const deep = join(temporaryFolder(), 'a-folder-whose-path-is-too-long-for-a-socket'.repeat(3))
    const open = await start({ dataFolder: deep })
    expect(await listens(open)).toEqual([{ addresses: '127.0.0.1' }])
    expect(open.adminUrl).toContain(`@127.0.0.1:${open.port}/`)
  },
)

test('the server sees nothing of our environment, which may hold secrets', async () => {
  process.env.SKYKEEP_TEST_CANARY = 'canary'
  const embedded = await start({ dataFolder: temporaryFolder() })
  delete process.env.SKYKEEP_TEST_CANARY
  if (process.platform !== 'linux') return
  expect(readFileSync(`/proc/${embedded.pid}/environ`, 'utf8')).not.toContain('canary')
})

test('a second start in the same folder uses the running server and does not stop it', async () => {
  const dataFolder = temporaryFolder()
  const [one, two] = await Promise.all([start({ dataFolder }), start({ dataFolder })])
  const [owner, user] = one.adopted ? [two, one] : [one, two]
  expect([owner.adopted, user.adopted, user.pid]).toEqual([false, true, owner.pid])

  await user.stop()
  expect(await ask(owner, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('who uses another process’s server becomes its owner when that one stops', async () => {
  const dataFolder = temporaryFolder()
  const owner = await start({ dataFolder })
  const user = await start({ dataFolder })
  await owner.stop()
  await expect.poll(() => user.adopted, { timeout: 20_000 }).toBe(false)
  expect(await ask(user, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a start that fails tells the last words of the server', async () => {
  const failing = start({ dataFolder: temporaryFolder(), settings: { shared_buffers: 'plenty' } })
  await expect(failing).rejects.toThrow(/invalid value for parameter "shared_buffers"/)
})

test('a database of another major version is left alone', async () => {
  const dataFolder = temporaryFolder()
  mkdirSync(join(dataFolder, 'postgres', 'data'), { recursive: true })
  writeFileSync(join(dataFolder, 'postgres', 'data', 'PG_VERSION'), '15\n')
  writeFileSync(join(dataFolder, 'postgres.passwords.json'), '{}', { mode: 0o600 })
  await expect(start({ dataFolder })).rejects.toThrow(/made by PostgreSQL 15, this program brings PostgreSQL 18/)
})

test('a database whose passwords are gone is not touched', async () => {
  const dataFolder = temporaryFolder()
  mkdirSync(join(dataFolder, 'postgres', 'data'), { recursive: true })
  writeFileSync(join(dataFolder, 'postgres', 'data', 'PG_VERSION'), '18\n')
  await expect(start({ dataFolder })).rejects.toThrow(/restore that file/)
})

test.runIf(isRoot)('root may keep the data below a home that the server’s user cannot enter', async () => {
  const home = join(temporaryFolder(), 'home')
  mkdirSync(home, { mode: 0o700 })
  const embedded = await start({ dataFolder: join(home, 'data') })
  expect(await ask(embedded, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(statSync(join(home, 'data')).mode & 0o077).toBe(0)
})

async function start(options: Omit<EmbeddedOptions, 'log'>): Promise<Embedded> {
  const embedded = await startEmbedded({ log: silentLog, ...options })
  onTestFinished(() => embedded.stop())
  return embedded
}

const ask = ({ adminUrl }: Embedded, sql: string) =>
  withClient(adminUrl, 'test', async (client) => (await client.query(sql)).rows as unknown[])
