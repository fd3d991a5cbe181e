import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join, relative } from 'node:path'

export interface ConsoleFile {
  type: string
  /** Its name has a hash of its content: it can be kept for ever. */
  isForEver: boolean
  content: Buffer
  /** The same, compressed when it was built. */
  br: Buffer | null
  gzip: Buffer | null
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
}

/** Where `npm run build` puts it. */
export const builtConsole = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@skykeep/console/package.json')), 'dist')

/**
 * The built console by the paths below /console/: a closed list, read once, so that no address can reach another file. Kinds of files
 * that are not on the list of types are left out. Empty when nothing was built.
 */
export function readConsole(folder: string): ReadonlyMap<string, ConsoleFile> {
  const paths = filesBelow(folder).filter((path) => types[extname(path)] !== undefined && !path.startsWith('manifest.'))
  return new Map(
    paths.map((path) => [
      path,
      {
        type: types[extname(path)]!,
        isForEver: /^assets\/.+-[\w-]{8}\.\w+$/.test(path),
        content: readFileSync(join(folder, path)),
        br: readIfThere(join(folder, `${path}.br`)),
        gzip: readIfThere(join(folder, `${path}.gz`)),
      },
    ]),
  )
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
