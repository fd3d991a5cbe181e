import { type KnownLog, logOfBrowser } from '../known-log.ts'

/** What a browser keeps that has, or has not, been here before. */
export function pretendLog({
  keys = null,
  note = null,
}: {
  keys?: readonly string[] | null
  note?: string | null
} = {}): KnownLog {
  const kept = new Map<string, string>()
  const log = logOfBrowser('https://log.test', {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
  })
  if (keys !== null) log.keepKeys(keys)
  if (note !== null) log.keepNote(note)
  return log
}
