import { shareFrom } from './ids.ts'
import type { Range } from './settings.ts'

/** Milliseconds in a range of seconds, the same for the same words. */
export function durationMs([least, most]: Range, ...words: readonly (string | number)[]): number {
  return Math.round((least + (most - least) * shareFrom('duration', ...words)) * 1000)
}
