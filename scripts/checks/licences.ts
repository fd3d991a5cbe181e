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
  'PostgreSQL',
  'Python-2.0',
])

/** Production dependencies whose licence is not on the list, from the lock file. */
export function licenceFaults(): string[] {
  return lockedPackages()
    .filter(([, { dev, license }]) => !dev && !isAllowed(license))
    .map(([path, { license }]) => `${path}: ${license ?? 'no licence'}`)
}

/** `(MIT OR GPL-3.0)` is a choice: one allowed licence is enough. `AND` needs all of them. */
export function isAllowed(expression = ''): boolean {
  const choices = expression.replaceAll(/[()]/g, '').split(/\s+OR\s+/)
  return choices.some((choice) => choice.split(/\s+AND\s+/).every((name) => allowed.has(name.trim())))
}
