import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { type Address, chooseAddress, listenSettings, noteAddress, notedAddress, urlOf } from './address.ts'
import { assertSameMajor, clusterExists, makeCluster } from './cluster.ts'
import { nativeFolder } from './native-folder.ts'
import { adminLogin, type Passwords, readOrMakePasswords } from './passwords.ts'
import type { Place } from './place.ts'
import { endServer, forgetStrangers, runningServer } from './postmaster.ts'
import { programFor } from './program.ts'
import { waitUntilReady } from './ready.ts'
import { openServerLog } from './server-log.ts'
import { asArguments, type ServerSettings, usualSettings } from './settings.ts'
import { startWatched, type WatchedServer } from './watched-server.ts'

export interface Wanted {
  place: Place
  log: Log
  port: number
  settings: ServerSettings
  startSeconds: number
}

export interface OwnServer extends WatchedServer {
  address: Address
  passwords: Passwords
  pid: number
}

/** Starts the server of a place that this process owns: what another owner left behind is ended first. */
export async function startOwnServer(wanted: Wanted): Promise<OwnServer> {
  const { place, log } = wanted
  const native = nativeFolder()
  const program = programFor(place.user, place.dataFolder, native)
  const passwords = readOrMakePasswords(place.dataFolder, clusterExists(place))
  if (clusterExists(place)) assertSameMajor(place, native.version)
  else {
    log.info({ folder: place.cluster }, 'making a database')
    await makeCluster(place, program.initdb, passwords[adminLogin])
  }
  const orphan = runningServer(place.cluster)
  if (orphan) {
    log.warn({ pid: orphan }, 'a database server without an owner is running: ending it first')
    await endServer(place.cluster, orphan)
  }
  forgetStrangers(place.cluster)

  const noted = notedAddress(place)
  const address = noted && !wanted.port ? noted : await chooseAddress(place, wanted.port)
  const until = Date.now() + wanted.startSeconds * 1_000
  for (;;) {
    const result = await tryStart(wanted, program.postgres, passwords, address, until)
    if ('pid' in result) return result
    if (!stillEnding.test(result.said) || Date.now() > until) {
      throw new Error(`The embedded PostgreSQL did not start. Its last words:\n${result.said}`)
    }
    await delay(100)
  }
}

/** After a killed server its last processes need a moment to notice; PostgreSQL rightly refuses to start beside them. */
const stillEnding = /pre-existing shared memory block/

async function tryStart(
  { place, port, settings }: Wanted,
  postgres: string,
  passwords: Passwords,
  address: Address,
  untilMs: number,
): Promise<OwnServer | { said: string }> {
  const serverLog = openServerLog(place.dataFolder)
  const { user, folderDescriptor } = place
  const args = ['-D', `${place.asSeenByServer}/data`]
  args.push(...asArguments({ ...usualSettings, ...settings, ...listenSettings(place, address, port > 0) }))
  const server = startWatched({ command: postgres, args, user, folderDescriptor, logDescriptor: serverLog.descriptor })
  try {
    const url = urlOf(address, adminLogin, passwords[adminLogin], 'postgres')
    const isReady = await waitUntilReady(url, untilMs, server.hasExited)
    const pid = runningServer(place.cluster)
    if (!isReady || !pid || server.hasExited()) {
      await server.stop()
      return { said: serverLog.tail() }
    }
    noteAddress(place, address)
    return { ...server, address, passwords, pid }
  } finally {
    serverLog.close()
  }
}
