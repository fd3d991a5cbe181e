import { createHash } from 'node:crypto'
import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { makeLibraryLinks } from './library-links.ts'
import type { NativeFolder } from './native-folder.ts'

/**
 * A copy of the binaries below `place`, which may be a folder that everybody can write to (a temporary folder). An old copy is used
 * again only if it is ours alone and complete: whoever could put a file there could otherwise have us run it.
 */
export function copyProgram(native: NativeFolder, place: string): string {
  const wanted = JSON.stringify(files(native.path))
  const fingerprint = createHash('sha256').update(wanted).digest('hex').slice(0, 12)
  const home = join(place, `skykeep-postgres-${native.version}-${fingerprint}-${process.getuid?.() ?? 0}`)
  const copy = join(home, 'native')
  const isGood = () => isOurs(home) && JSON.stringify(files(copy)) === wanted
  if (isGood()) return copy

  const fresh = mkdtempSync(join(place, 'skykeep-postgres-new-'))
  try {
    cpSync(native.path, join(fresh, 'native'), {
      recursive: true,
      filter: (path) => isNeeded(basename(path)),
      verbatimSymlinks: true,
    })
    makeLibraryLinks(join(fresh, 'native'))
    chmodSync(fresh, 0o755)
    if (isOurs(home)) rmSync(home, { recursive: true }) // cut short by a cleaner of temporary files
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!isGood()) throw error // otherwise another process of ours was faster
  }
  return copy
}

/** Owned by us and writable by nobody else, all the way down. */
function isOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found || found.uid !== process.getuid?.() || (!found.isSymbolicLink() && (found.mode & 0o022) !== 0)) return false
  return !found.isDirectory() || readdirSync(path).every((name) => isOurs(join(path, name)))
}

/** Names and sizes of everything that a server needs; links are left out, they are made again. */
function files(folder: string, below = ''): [string, number][] {
  if (!lstatSync(join(folder, below), { throwIfNoEntry: false })) return []
  const entries = readdirSync(join(folder, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry): [string, number][] => {
    const path = join(below, entry.name)
    if (!isNeeded(entry.name) || entry.isSymbolicLink()) return []
    return entry.isDirectory() ? files(folder, path) : [[path, lstatSync(join(folder, path)).size]]
  })
}

const isNeeded = (name: string) => !name.endsWith('.a') && name !== 'include' && name !== 'pkgconfig'
