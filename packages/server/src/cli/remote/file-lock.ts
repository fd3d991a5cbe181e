import { randomUUID } from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** Longer than all that is done under a lock: a few calls over the network, each with its own end. */
const STALE_MS = 120_000
const PATIENCE_MS = 150_000
const LOOK_MS = 25

interface Holder {
  pid: number
  host: string
  nonce: string
}

/** Does the work while no other process of this person does work under the same lock. A holder that died is found out and replaced. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine: Holder = { pid: process.pid, host: hostname(), nonce: randomUUID() }
  for (const end = Date.now() + PATIENCE_MS; !(await take(path, mine)); await delay(LOOK_MS)) {
    if (Date.now() > end) throw new Error(`Another skykeep holds ${path}; delete it if none is running.`)
    await removeIfStale(path)
  }
  try {
    return await work()
  } finally {
    // Unless somebody took it for stale: then it is theirs.
    if ((await holderOf(path))?.nonce === mine.nonce) await rm(path, { force: true })
  }
}

/** Written whole under another name and then linked: nobody reads half a holder. */
async function take(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${mine.nonce}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(JSON.stringify(mine))
    await file.close()
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    await rm(draft, { force: true })
  }
}

/**
 * Only one of those who find the same dead holder may remove its lock, or a second could remove the lock of whoever took it next: the
 * link named after the dead holder exists once.
 */
async function removeIfStale(path: string): Promise<void> {
  const found = await holderOf(path)
  if (!found || !(await isStale(path, found))) return
  const mark = `${path}.stale-${found.nonce}`
  try {
    await link(path, mark)
  } catch {
    return // somebody else is at it, or it is gone
  }
  try {
    if ((await holderOf(mark))?.nonce === found.nonce) await rm(path, { force: true })
  } finally {
    await rm(mark, { force: true })
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

async function isStale(path: string, { pid, host }: Holder): Promise<boolean> {
  if (host === hostname() && !isAlive(pid)) return true
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
  return age > STALE_MS
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
