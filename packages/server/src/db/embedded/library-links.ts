import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * The registry cannot carry symbolic links, so the package lists them and makes them in an install script, which many
 * installations rightly do not run. Making them here needs no script. Several processes may do it at once.
 *
 * @throws when a link is missing and the folder cannot be written
 */
export function makeLibraryLinks(native: string): void {
  for (const { source, target } of listedLinks(native)) {
    const link = join(native, '..', target)
    if (!lstatSync(link, { throwIfNoEntry: false })) linkUnlessThere(basename(source), link)
  }
}

function listedLinks(native: string): { source: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json')
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
}

function linkUnlessThere(source: string, link: string): void {
  try {
    symlinkSync(source, link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
