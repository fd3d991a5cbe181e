import { isDeepStrictEqual } from 'node:util'
import { type Configuration, secretSettings, settings } from '../config/schema.ts'

/** Settings by their names, as plain data. */
export type KeptSettings = Record<string, unknown>

/** Processes of the same roles differ in these on one machine, and no control depends on them. */
const ofOneProcess: ReadonlySet<string> = new Set([
  ...['SKYKEEP_ROLE', 'SKYKEEP_DATA_DIR'],
  ...['SKYKEEP_PORT', 'SKYKEEP_MTLS_PORT', 'SKYKEEP_OPERATIONS_PORT'],
])

/** What a later start is held against. Of a secret it says whether there is one, which tells nobody what it is. */
export function keptSettings(config: Configuration): KeptSettings {
  const named = Object.keys(settings).filter((name) => !ofOneProcess.has(name))
  const plain = named.map((name) => {
    const value = config[name as keyof Configuration]
    return [name, secretSettings.includes(name) ? (value === undefined ? 'not set' : 'set') : (value ?? null)]
  })
  return JSON.parse(JSON.stringify(Object.fromEntries(plain))) as KeptSettings
}

/** The settings in which two starts differ, before and after; one that a version does not know is null there. */
export function changedSettings(before: KeptSettings, after: KeptSettings): { before: KeptSettings; after: KeptSettings } | null {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  const changed = names.filter((name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null))
  const only = (from: KeptSettings) => Object.fromEntries(changed.map((name) => [name, from[name] ?? null]))
  return changed.length === 0 ? null : { before: only(before), after: only(after) }
}
