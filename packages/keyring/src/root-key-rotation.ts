import { randomInt } from 'node:crypto'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { KeyRingError } from './key-ring-error.ts'
import { secureRandom } from './outside.ts'
import { fileText, newRootKey, type RootKey, readRootKeys, rootKeyIds, syncFolder, unavailable, unsafe } from './root-key-file.ts'

// Of several at once one succeeds in most rounds; whoever has lost this often has met more than a few operators.
const ROUNDS_MAX = 20
const PAUSE_MS = 20

export interface RootKeyUse {
  /** Ids of the root keys by which stored data keys are wrapped. */
  needed: readonly string[]
  tell?: (line: string) => void
}

/** Puts a new key on top of the file and returns its id. Keys below it go on unwrapping until {@link removeRootKeys} takes them out. */
export async function addRootKey(path: string, use: RootKeyUse): Promise<string> {
  const key = newRootKey()
  await rewrite(path, use, (keys) => [key, ...keys])
  return key.id
}

/** Takes these keys out of the file; the newest one stays whatever is asked for. Returns the ids of those that are gone. */
export async function removeRootKeys(path: string, ids: readonly string[], use: RootKeyUse): Promise<string[]> {
  let gone: string[] = []
  await rewrite(path, use, (keys) => {
    const leaving = keys.filter(({ id }, at) => at > 0 && ids.includes(id))
    gone = leaving.map(({ id }) => id)
    return keys.filter((key) => !leaving.includes(key))
  })
  return gone
}

async function rewrite(path: string, use: RootKeyUse, change: (keys: RootKey[]) => RootKey[]): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    if (round > 0) await delay(randomInt(PAUSE_MS * round))
    if (await rewritten(path, use, change)) return
  }
  throw unsafe(path, 'is being rotated by others; call this again when they have ended')
}

/**
 * One attempt; false when another process took our draft away. Nothing is locked, so nothing stays locked when a process is killed. Each has a draft
 * under a name of its own, and in this order: it makes its draft, takes away all others, reads the file, and renames its draft over it. Of two at once
 * the one that began later has taken the draft of the other, or has read what that made of the file: no key is ever lost.
 */
async function rewritten(path: string, use: RootKeyUse, change: (keys: RootKey[]) => RootKey[]): Promise<boolean> {
  const draft = `${path}.${Buffer.from(secureRandom(8)).toString('hex')}.next`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await discardOthers(path, draft, use)
      await file.writeFile(fileText(change((await readRootKeys(path)) ?? [])))
      await file.sync()
    } finally {
      await file.close()
    }
    const isOurs = await rename(draft, path).then(() => true, absent)
    if (isOurs) await syncFolder(path)
    return isOurs
  } catch (error) {
    await rm(draft, { force: true })
    throw error instanceof KeyRingError ? error : unavailable(path, error)
  }
}

/**
 * A draft wraps nothing before it is renamed, so what a killed process left can go. It stays, and so does all else, when that cannot be true: a data
 * key needs a root key that the file does not hold.
 */
async function discardOthers(path: string, own: string, { needed, tell = () => {} }: RootKeyUse): Promise<void> {
  const drafts = (await draftsOf(path)).filter((draft) => draft !== own)
  const held = await rootKeyIds(path)
  const missing = needed.filter((id) => !held.includes(id))
  if (missing.length > 0 && (drafts.length > 0 || held.length === 0)) throw await lost(path, missing, drafts)
  for (const draft of drafts) {
    const isWhole = (await idsIn(draft)).length > 0
    await rm(draft, { force: true })
    tell(
      `${draft} was discarded: ${isWhole ? 'a' : 'half written,'} leftover of a rotation that did not end; nothing is wrapped by it.`,
    )
  }
}

async function draftsOf(path: string): Promise<string[]> {
  const [folder, name] = [dirname(path), basename(path)]
  // Without a part of its own in the name: as older versions called it.
  const isDraft = (file: string) => file.startsWith(`${name}.`) && /^(\.[0-9a-f]{16})?\.next$/.test(file.slice(name.length))
  return (await readdir(folder)).filter(isDraft).map((file) => join(folder, file))
}

async function lost(path: string, missing: readonly string[], drafts: readonly string[]): Promise<KeyRingError> {
  const what = `does not hold ${missing.join(', ')}, by which data keys are wrapped; nothing was changed or deleted`
  for (const draft of drafts) {
    const found = (await idsIn(draft)).filter((id) => missing.includes(id))
    if (found.length > 0)
      return unsafe(path, `${what}. Copy the line of ${found.join(', ')} from ${draft} to its end, and call this again`)
  }
  const last = drafts.length > 0 ? `. Keep ${drafts.join(', ')} until then` : ''
  return unsafe(path, `${what}. Restore it from the copy that holds them, and call this again${last}`)
}

/** None when it is half written, or taken away by now. */
const idsIn = (draft: string): Promise<string[]> => rootKeyIds(draft).catch(() => [])

function absent(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false
  throw error
}
