import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** The living server of this cluster, if there is one. */
export function runningServer(cluster: string): number | undefined {
  const pid = notedPid(cluster)
  return pid !== undefined && isServerOf(cluster, pid) ? pid : undefined
}

/** Ends a server that nobody owns: fast, then at once, then by force. All three keep what was committed. */
export async function endServer(cluster: string, pid: number): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isServerOf(cluster, pid)) return
    process.kill(pid, signal)
    for (const end = Date.now() + patienceMs; Date.now() < end && isServerOf(cluster, pid); ) await delay(20)
  }
  if (isServerOf(cluster, pid)) throw new Error(`The database server ${pid} in ${cluster} does not end: end it by hand.`)
}

/**
 * PostgreSQL refuses to start while the process noted in postmaster.pid exists. That process may be a zombie that nobody collects (in
 * containers) or a stranger who got the number. The file itself stays: it also names the shared memory by which PostgreSQL sees
 * that no other part of the old server is alive. Only the number is replaced, by one that no process can have.
 */
export function forgetStrangers(cluster: string): void {
  const pid = notedPid(cluster)
  if (pid === undefined || isServerOf(cluster, pid)) return
  const file = pidFile(cluster)
  const [, ...rest] = readFileSync(file, 'utf8').split('\n')
  writeFileSync(file, [impossiblePid, ...rest].join('\n'))
}

const impossiblePid = 2_147_483_646

const pidFile = (cluster: string) => join(cluster, 'postmaster.pid')

function notedPid(cluster: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile(cluster), 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined // no file: it was shut down
  }
}

function isServerOf(cluster: string, pid: number): boolean {
  try {
    return process.platform === 'linux' ? worksIn(cluster, pid) : wasStartedFor(cluster, pid)
  } catch {
    return false // no such process, or one that we may not look at: not ours
  }
}

/** A server's working folder is its cluster: the kernel says so, and no other process can claim it by its name or arguments. */
function worksIn(cluster: string, pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const [state] = stat.slice(stat.lastIndexOf(')') + 2)
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
  return state !== 'Z' && state !== 'X' && name === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
}

function wasStartedFor(cluster: string, pid: number): boolean {
  const said = execFileSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' })
  return !said.startsWith('Z') && said.includes('postgres') && said.includes(cluster)
}
