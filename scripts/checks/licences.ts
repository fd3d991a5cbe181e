import { lockedPackages } from './lock-file.ts'

/** Licences under which what we ship may stand: all of them permit use, change and sale without opening our own source. */
const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
  'PostgreSQL',
  'Python-2.0',
])

/**
 * Builds the console and is no part of it: the router of the console can be set up by the build tool, so npm counts the tool, and what that
 * compiles styles with (MPL-2.0), among what we ship.
 */
const buildsOnly = /^node_modules\/lightningcss(-[a-z0-9-]+)?$/

/** Production dependencies whose licence is not on the list, from the lock file. */
export function licenceFaults(): string[] {
  return lockedPackages()
    .filter(([path, { dev, license }]) => !dev && !buildsOnly.test(path) && !isAllowed(license))
    .map(([path, { license }]) => `${path}: ${license ?? 'no licence'}`)
}

/** `(MIT OR GPL-3.0)` is a choice: one allowed licence is enough. `AND` needs all of them. */
export function isAllowed(expression = ''): boolean {
  const choices = expression.replaceAll(/[()]/g, '').split(/\s+OR\s+/)
  return choices.some((choice) => choice.split(/\s+AND\s+/).every((name) => allowed.has(name.trim())))
}
