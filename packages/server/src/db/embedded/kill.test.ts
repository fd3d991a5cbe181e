import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { silentLog } from '../log.ts'
import { withClient } from '../owner-client.ts'
import { startEmbedded } from './start-embedded.ts'

test('kill -9 of the owner ends its server too, and the next start finds every acknowledged row', async () => {
  const dataFolder = temporaryFolder()
  const { owner, server, stored } = await writer(dataFolder)
  await waitUntil('it has stored 50 rows', () => stored() >= 50)

  await kill(owner)
  await waitUntil('the server is gone', () => !isAlive(server))
  expect(await rowsAfterStart(dataFolder)).toBeGreaterThanOrEqual(stored())
})

test('kill -9 of the owner is no reason to wait: a start at once works as well', async () => {
  const dataFolder = temporaryFolder()
  const { owner, stored } = await writer(dataFolder)
  await waitUntil('it has stored 50 rows', () => stored() >= 50)

  await kill(owner)
  expect(await rowsAfterStart(dataFolder)).toBeGreaterThanOrEqual(stored())
})

test.runIf(process.platform === 'linux')(
  'an orphan, left when the owner and the watchdog were killed together, is ended by the next start',
  async () => {
    const dataFolder = temporaryFolder()
    const { owner, server, stored } = await writer(dataFolder)
    await waitUntil('it has stored 50 rows', () => stored() >= 50)

    const watchdogs = watchdogsOf(server)
    expect(watchdogs).toHaveLength(2)
    owner.kill('SIGSTOP') // or it would start the server again before it is killed itself
    for (const pid of watchdogs) process.kill(pid, 'SIGKILL')
    await kill(owner)
    expect(isAlive(server)).toBe(true)
    expect(await rowsAfterStart(dataFolder)).toBeGreaterThanOrEqual(stored())
    expect(isAlive(server)).toBe(false)
  },
)

test.runIf(process.platform === 'linux')('who uses a server whose owner and watchdog were killed becomes its owner', async () => {
  const dataFolder = temporaryFolder()
  const { owner, server, stored } = await writer(dataFolder)
  await waitUntil('it has stored a row', () => stored() >= 1)
  const user = await startEmbedded({ dataFolder, log: silentLog })
  onTestFinished(() => user.stop())
  expect(user.adopted).toBe(true)

  owner.kill('SIGSTOP')
  for (const pid of watchdogsOf(server)) process.kill(pid, 'SIGKILL')
  await kill(owner)
  await waitUntil('the user has become the owner', () => !user.adopted)
  expect([isAlive(server), await count(user.adminUrl, 'public.acknowledged')]).toEqual([false, expect.any(Number)])
})

test('kill -9 of the server: its owner starts it again at the same address, and every acknowledged row is there', async () => {
  const dataFolder = temporaryFolder()
  const embedded = await startEmbedded({ dataFolder, log: silentLog })
  onTestFinished(() => embedded.stop())
  await withClient(embedded.adminUrl, 'test', (client) => client.query('create table public.kept as select 1 as n'))

  for (let round = 0; round < 3; round++) {
    const before = embedded.pid
    await withClient(embedded.adminUrl, 'test', (client) => client.query('insert into public.kept values (1)'))
    process.kill(before, 'SIGKILL')
    await waitUntil('another server answers', () => embedded.pid !== before)
    expect(await count(embedded.adminUrl, 'public.kept')).toBe(round + 2)
  }
})

/** A process of its own that owns the database and writes without end. */
async function writer(dataFolder: string): Promise<{ owner: ChildProcess; server: number; stored(): number }> {
  const fixture = fileURLToPath(new URL('./hold-database.fixture.ts', import.meta.url))
  const owner = spawn(process.execPath, [fixture, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void owner.kill('SIGKILL'))
  let said = ''
  owner.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text))
  const last = (word: string) =>
    Number(
      said
        .match(new RegExp(`${word} (\\d+)\n`, 'g'))
        ?.at(-1)
        ?.slice(word.length),
    )
  await waitUntil('the server of the other process answers', () => last('server') > 0, 60_000)
  return { owner, server: last('server'), stored: () => last('stored') || 0 }
}

async function kill(owner: ChildProcess): Promise<void> {
  const gone = once(owner, 'exit')
  owner.kill('SIGKILL')
  await gone
}

async function rowsAfterStart(dataFolder: string): Promise<number> {
  const embedded = await startEmbedded({ dataFolder, log: silentLog })
  onTestFinished(() => embedded.stop())
  expect(embedded.adopted).toBe(false)
  return count(embedded.adminUrl, 'public.acknowledged')
}

const count = (url: string, table: string) =>
  withClient(url, 'test', async (client) => Number((await client.query(`select count(*) as n from ${table}`)).rows[0].n))

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || statOf(pid)?.state !== 'Z'
  } catch {
    return false
  }
}

/** The two shells above a server: its parent, and the one that reads the pipe. */
function watchdogsOf(server: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Boolean)
  return pids.filter((pid) => statOf(pid)?.name === 'sh' && statOf(pid)?.group === statOf(server)?.group)
}

function statOf(pid: number) {
  try {
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
    const [state, , group] = rest!.split(' ')
    return { name, state, group }
  } catch {
    return undefined // has ended meanwhile
  }
}
