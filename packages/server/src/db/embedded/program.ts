import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLibraryLinks } from './library-links.ts'
import { type NativeFolder, nativeFolder } from './native-folder.ts'
import { copyProgram } from './program-copy.ts'
import { serverEnvironment } from './server-environment.ts'
import type { ServerUser } from './server-user.ts'

export interface Program {
  postgres: string
  initdb: string
}

/**
 * PostgreSQL's binaries where `user` can run them: in node_modules, or, when those cannot be written (links missing) or lie below a
 * folder that the user cannot enter (a home with mode 0700), in a copy.
 */
export function programFor(
  user: ServerUser | undefined,
  dataFolder: string,
  native: NativeFolder = nativeFolder(),
  copyPlaces = user ? ['/var/cache', tmpdir()] : [dataFolder],
): Program {
  if (linksMade(native.path) && runs(native.path, user)) return programIn(native.path)
  for (const place of copyPlaces) {
    const copy = tryCopy(native, place)
    if (copy && runs(copy, user)) return programIn(copy)
  }
  throw new Error(
    `PostgreSQL's binaries in ${native.path} cannot be run${user ? ` by the user with id ${user.uid}` : ''}, nor a copy in ` +
      `${copyPlaces.join(' or ')} (they need glibc): run as an ordinary user, move the program, or set SKYKEEP_DATABASE_URL.`,
  )
}

const programIn = (native: string): Program => ({
  postgres: join(native, 'bin', 'postgres'),
  initdb: join(native, 'bin', 'initdb'),
})

function linksMade(native: string): boolean {
  try {
    makeLibraryLinks(native)
    return true
  } catch {
    return false // not ours to write: a copy is
  }
}

/** Running it is the only honest question: it covers the way there, the links, the loader and the C library. */
function runs(native: string, user: ServerUser | undefined): boolean {
  const { status } = spawnSync(programIn(native).postgres, ['--version'], {
    ...user,
    cwd: '/',
    env: serverEnvironment,
    stdio: 'ignore',
  })
  return status === 0
}

function tryCopy(native: NativeFolder, place: string): string | undefined {
  try {
    mkdirSync(place, { recursive: true })
    return copyProgram(native, place)
  } catch {
    return undefined // a read-only place, or somebody else's folder under our name: the next place
  }
}
