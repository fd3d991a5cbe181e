import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { serverEnvironment } from './server-environment.ts'
import type { ServerUser } from './server-user.ts'

export interface WatchedServer {
  /** Settles when the server has ended, whoever ended it. */
  exited: Promise<void>
  hasExited(): boolean
  stop(): Promise<void>
}

/**
 * The server's parent is a small shell that reads a pipe from us. The pipe ends when we close it, and just as well when we are killed:
 * then the server gets SIGINT (fast shutdown), and SIGQUIT when that takes too long. So no server outlives us, not even `kill -9`.
 * The shell ignores what a terminal or a process group is sent, because we must be able to finish our own work first.
 */
const watchdog = `
trap '' INT HUP TERM
limit=$1; shift
exec 9<&0
"$@" 9<&- </dev/null &
server=$!
(
  trap - TERM
  while read -r line <&9; do :; done
  kill -INT "$server"
  waited=0
  while [ "$waited" -lt "$limit" ]; do sleep 1; waited=$((waited + 1)); done
  kill -QUIT "$server"
) &
watcher=$!
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`

interface Needs {
  command: string
  args: readonly string[]
  user?: ServerUser | undefined
  folderDescriptor?: number | undefined
  logDescriptor: number | 'ignore'
  /** How long a fast shutdown may take (it writes everything dirty to disk). */
  limitSeconds?: number
}

export function startWatched({ command, args, user, folderDescriptor, logDescriptor, limitSeconds = 30 }: Needs): WatchedServer {
  const shell = spawn('/bin/sh', ['-c', watchdog, 'skykeep-database', String(limitSeconds), command, ...args], {
    ...user,
    cwd: '/',
    env: serverEnvironment,
    detached: true,
    stdio: ['pipe', logDescriptor, logDescriptor, folderDescriptor ?? 'ignore'],
  })
  shell.stdin?.on('error', () => {}) // nothing is ever written to it
  let ended = false
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      ended = true
      shell.stdin?.destroy()
      resolve()
    }
    shell.once('exit', end)
    shell.once('error', end)
  })
  return {
    exited,
    hasExited: () => ended,
    async stop() {
      shell.stdin?.end()
      const patience = new AbortController()
      await Promise.race([exited, delay((limitSeconds + 10) * 1_000, undefined, { signal: patience.signal }).catch(() => {})])
      patience.abort()
      if (!ended && shell.pid) process.kill(-shell.pid, 'SIGKILL') // it hangs; its log brings everything back at the next start
      await exited
    },
  }
}
