import type { Log } from '../log.ts'
import { urlOf } from './address.ts'
import { type Held, hold } from './hold.ts'
import { keepAlive } from './keep-alive.ts'
import type { Wanted } from './own-server.ts'
import { adminLogin, type Passwords } from './passwords.ts'
import { preparePlace } from './place.ts'
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
