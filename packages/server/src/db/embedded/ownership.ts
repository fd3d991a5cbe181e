import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Ownership {
  release(): void
}

/**
 * At most one living process owns the embedded database of a data folder. The proof is a lock that the kernel drops when its process
 * ends, however it ends; a file with a process id could outlive its process and name a stranger. SQLite is used for nothing but
 * its portable file lock: Node itself has none. `folder` is closed to others, who could hold the lock against us.
 */
export function takeOwnership(folder: string): Ownership | undefined {
  const lock = new DatabaseSync(join(folder, 'owner.lock'))
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock.close()
    if (isBusy(error)) return undefined
    throw error
  }
  return { release: () => lock.isOpen && lock.close() }
}

const sqliteBusy = 5
const isBusy = (error: unknown) => (error as { errcode?: number }).errcode === sqliteBusy
