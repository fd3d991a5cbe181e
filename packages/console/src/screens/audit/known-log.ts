import { parseVerifierKey, type VerifierKey } from '@skykeep/proof'

/** What this browser keeps of a log between visits: another key, or a tree that did not grow out of the kept one, is a reason to ask why. */
export interface KnownLog {
  /** Verifier keys of the last answer that one of them had signed; null when it never saw any. */
  keys(): readonly string[] | null
  keepKeys(keys: readonly string[]): void
  /** The checkpoint, a signed note, of the largest tree that was verified here. */
  note(): string | null
  keepNote(note: string): void
  /** Somebody compared the keys with those that the operator publishes: what was kept under others counts no longer. */
  trust(keys: readonly string[]): void
}

/** Kept by the address of the log: notes and public keys, nothing secret. */
export function logOfBrowser(
  origin: string,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage,
): KnownLog {
  const [keysName, noteName] = [`skykeep.log-keys.${origin}`, `skykeep.log-note.${origin}`]
  const log: KnownLog = {
    keys: () => storage.getItem(keysName)?.split('\n') ?? null,
    keepKeys: (keys) => storage.setItem(keysName, keys.join('\n')),
    note: () => storage.getItem(noteName),
    keepNote: (note) => storage.setItem(noteName, note),
    trust(keys) {
      log.keepKeys(keys)
      storage.removeItem(noteName)
    },
  }
  return log
}

/** Those of the texts that are keys. */
export const keysIn = (texts: readonly string[]): VerifierKey[] => texts.map(parseVerifierKey).filter((key) => key !== null)
