import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { type Address, notedAddress, urlOf } from './address.ts'
import { startOwnServer, type Wanted } from './own-server.ts'
import { type Ownership, takeOwnership } from './ownership.ts'
import { adminLogin, type Passwords, readPasswords } from './passwords.ts'
import { type Place, preparePlace } from './place.ts'
import { runningServer } from './postmaster.ts'
import { answers } from './ready.ts'
import type { ServerSettings } from './settings.ts'

export interface EmbeddedOptions {
  dataFolder: string
  log: Log
  /** Also listen on this port of 127.0.0.1. Without it: on a socket in the data folder only, where its path is short enough. */
  port?: number
  settings?: ServerSettings
  /** How long a start may take: after a crash PostgreSQL first repeats what its log holds. */
  startSeconds?: number
}

export interface Embedded {
  url(user: string, password: string, database?: string): string
  /** As the superuser: for making roles and databases, never for the work of a request. */
  adminUrl: string
  passwords: Passwords
  port: number
  /** Of the server as it runs now; another one after a restart. */
  readonly pid: number
  /** The server belongs to another living process: it is used, and not stopped by `stop`. */
  readonly adopted: boolean
  stop(): Promise<void>
}

interface Held {
  address: Address
  passwords: Passwords
  pid: number
  ended: Promise<void>
  ownership?: Ownership
  stop(): Promise<void>
}

/**
 * The PostgreSQL of a data folder. One living process owns it: its server ends with that process, even after `kill -9`, and is started
 * again when it ends by itself, at the same address, so that pools find it again. Any other process uses the running one, and becomes
 * its owner when the owner goes.
 */
export async function startEmbedded({
  dataFolder,
  log,
  port = 0,
  settings = {},
  startSeconds = 300,
}: EmbeddedOptions): Promise<Embedded> {
  const place = preparePlace(dataFolder)
  const wanted: Wanted = { place, log, port, settings, startSeconds }
  let held: Held
  try {
    held = await hold(wanted)
  } catch (error) {
    place.close()
    throw error
  }
  const keeping = keepAlive(wanted, held, (next) => {
    held = next
  })
  const { address, passwords } = held
  const url = (user: string, password: string, database = 'postgres') => urlOf(address, user, password, database)
  let stopped: Promise<void> | undefined
  return {
    url,
    adminUrl: url(adminLogin, passwords[adminLogin]),
    passwords,
    port: address.port,
    get pid() {
      return held.pid
    },
    get adopted() {
      return !held.ownership
    },
    stop() {
      stopped ??= keeping.stop().finally(place.close)
      return stopped
    },
  }
}

/** Owns the server, or uses the owner's; two processes that start together agree through the lock. */
async function hold(wanted: Wanted): Promise<Held> {
  const { place } = wanted
  for (const until = Date.now() + ownersPatienceMs; Date.now() < until; await delay(50)) {
    const ownership = takeOwnership(place.folder)
    if (ownership) return own(wanted, ownership)
    const used = await useOwners(place)
    if (used) return used
  }
  throw new Error(`Another process owns the database in ${place.dataFolder}, but the database does not answer.`)
}

const ownersPatienceMs = 60_000

async function own(wanted: Wanted, ownership: Ownership): Promise<Held> {
  try {
    const server = await startOwnServer(wanted)
    return {
      ...server,
      ended: server.exited,
      ownership,
      async stop() {
        await server.stop()
        ownership.release()
      },
    }
  } catch (error) {
    ownership.release()
    throw error
  }
}

async function useOwners(place: Place): Promise<Held | undefined> {
  const pid = runningServer(place.cluster)
  const address = notedAddress(place)
  if (!pid || !address) return undefined
  const passwords = readPasswords(place.dataFolder)
  if (!(await answers(urlOf(address, adminLogin, passwords[adminLogin], 'postgres')))) return undefined
  const watching = new AbortController()
  return { address, passwords, pid, ended: gone(place, pid, watching.signal), stop: async () => watching.abort() }
}

async function gone(place: Place, pid: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && runningServer(place.cluster) === pid)
    await delay(500, undefined, { ref: false, signal }).catch(() => {})
}

function keepAlive(wanted: Wanted, first: Held, replace: (held: Held) => void): { stop(): Promise<void> } {
  const { log } = wanted
  let held = first
  let isStopping = false
  const keeping = (async () => {
    for (;;) {
      await held.ended
      if (isStopping) return
      log.error({ pid: held.pid }, 'the database server has ended: starting it again')
      held.ownership?.release()
      held = await again()
      if (isStopping) return held.stop()
      replace(held)
    }
  })()
  async function again(): Promise<Held> {
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        return await hold(wanted)
      } catch (error) {
        log.error({ err: error }, 'the database server could not be started again')
        if (isStopping) return held
        await delay(pauseMs)
      }
    }
  }
  return {
    async stop() {
      isStopping = true
      await held.stop()
      await keeping
    },
  }
}
