import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Place } from './place.ts'
import type { ServerSettings } from './settings.ts'

/** How a server is reached: `host` is a socket's folder or 127.0.0.1. */
export interface Address {
  host: string
  port: number
}

/**
 * A socket in the server's own folder, closed to every other user of the machine and 30 % quicker than loopback. TCP, on loopback
 * only, when a port is asked for or when the path is too long for a socket.
 */
export async function chooseAddress(place: Place, port: number): Promise<Address> {
  const isShortEnough = Buffer.byteLength(`${place.folder}/.s.PGSQL.65535`) <= 103 // of 104 (macOS) or 108 (Linux) with the final zero
  if (isShortEnough) return { host: place.folder, port: port || 5432 }
  return { host: '127.0.0.1', port: port || (await freePort()) }
}

export function listenSettings(place: Place, { host, port }: Address, alsoTcp: boolean): ServerSettings {
  const isSocket = host !== '127.0.0.1'
  return {
    port: String(port),
    listen_addresses: alsoTcp || !isSocket ? '127.0.0.1' : '',
    unix_socket_directories: isSocket ? place.asSeenByServer : '',
    unix_socket_permissions: '0700',
  }
}

export const noteAddress = (place: Place, address: Address) =>
  writeFileSync(noteIn(place), JSON.stringify(address), { mode: 0o600 })

export function notedAddress(place: Place): Address | undefined {
  try {
    return JSON.parse(readFileSync(noteIn(place), 'utf8'))
  } catch {
    return undefined // not started yet, or just being written: asked again
  }
}

const noteIn = (place: Place) => join(place.dataFolder, 'postgres.address.json')

export function urlOf({ host, port }: Address, user: string, password: string, database: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@${encodeURIComponent(host)}:${port}/${database}`
}

/** Below the range from which the system takes ports for outgoing connections: one of those could sit on ours at a restart. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
