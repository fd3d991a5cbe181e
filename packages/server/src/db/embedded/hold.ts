import { setTimeout as delay } from 'node:timers/promises'
import { type Address, notedAddress, urlOf } from './address.ts'
import { startOwnServer, type Wanted } from './own-server.ts'
import { type Ownership, takeOwnership } from './ownership.ts'
import { adminLogin, type Passwords, readPasswords } from './passwords.ts'
import type { Place } from './place.ts'
import { runningServer } from './postmaster.ts'
import { answers } from './ready.ts'

/** A server that this process relies on: its own when it has the ownership, otherwise another process's. */
export interface Held {
  address: Address
  passwords: Passwords
  pid: number
  ended: Promise<void>
  ownership?: Ownership
  stop(): Promise<void>
}

/** Owns the server, or uses the owner's; two processes that start together agree through the lock. */
export async function hold(wanted: Wanted): Promise<Held> {
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
  while (!signal.aborted && runningServer(place.cluster) === pid && hasOwner(place)) {
    await delay(500, undefined, { ref: false, signal }).catch(() => {})
  }
}

/** A server can outlive its owner when the watchdog was killed too; then its user becomes the owner. */
function hasOwner(place: Place): boolean {
  const ownership = takeOwnership(place.folder)
  ownership?.release()
  return !ownership
}
