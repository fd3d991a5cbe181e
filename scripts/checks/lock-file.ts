import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../source-files.ts'

export interface Locked {
  version?: string
  resolved?: string
  integrity?: string
  license?: string
  dev?: boolean
  link?: boolean
}

/** The installed packages of others, by their place in `node_modules`. */
export function lockedPackages(): [path: string, locked: Locked][] {
  const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  return Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)
}

/** Packages that would be installed without being compared with what was locked, or from somewhere that TLS does not vouch for. */
export function unverifiedPackages(packages: readonly [string, Locked][]): string[] {
  return packages
    .filter(
      ([, { resolved, integrity = '' }]) =>
        (resolved !== undefined && !resolved.startsWith('https://')) || !/^sha512-[A-Za-z0-9+/=]{88}$/.test(integrity),
    )
    .map(([path]) => path)
}
