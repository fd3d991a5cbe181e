import { chmodSync, chownSync, closeSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerUser, serverUser } from './server-user.ts'

/** Where one installation's database lives, as we see it and as the server's user sees it. */
export interface Place {
  dataFolder: string
  /** Holds the cluster and the socket; belongs to the server's user, closed to everybody else. */
  folder: string
  cluster: string
  /** `folder` in the eyes of the server. */
  asSeenByServer: string
  user: ServerUser | undefined
  /** To be handed to the server as its third file descriptor. */
  folderDescriptor: number | undefined
  close(): void
}

/**
 * Makes the folders. A server that runs as another user often cannot walk to the data folder (it is ours, mode 0700, perhaps below a
 * closed home), and must not be able to: the keys lie there too. So it inherits its own folder as an open descriptor and reaches it
 * through /proc/self/fd, which asks no folder above for permission.
 */
export function preparePlace(dataFolder: string): Place {
  if (process.platform === 'win32') throw new Error('The embedded database does not run on Windows: set SKYKEEP_DATABASE_URL.')
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const real = realpathSync(dataFolder)
  const folder = join(real, 'postgres')
  const user = serverUser(folder)
  if (user && process.platform !== 'linux') {
    throw new Error('PostgreSQL does not run as root: start as an ordinary user, or set SKYKEEP_DATABASE_URL.')
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  if (user) giveTo(user, folder)
  const folderDescriptor = user && openSync(folder, 'r')
  return {
    dataFolder: real,
    folder,
    cluster: join(folder, 'data'),
    asSeenByServer: user ? '/proc/self/fd/3' : folder,
    user,
    folderDescriptor,
    close: () => folderDescriptor !== undefined && closeSync(folderDescriptor),
  }
}

export function giveTo(user: ServerUser, path: string): void {
  try {
    chownSync(path, user.uid, user.gid)
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and this root may not give files to another user: start as an ordinary user, or set SKYKEEP_DATABASE_URL.',
      { cause },
    )
  }
}
