import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { KeyRingError } from './key-ring-error.ts'
import { secureRandom } from './outside.ts'

const HEADER = 'skykeep-root-keys 1'
const WARNING = '# Who reads this file can read every secret of the installation. Newest key first. Keep a copy in a safe place.'
const KEY_BYTES = 32
const LINE = /^(rk_[0-9a-f]{16}) ([A-Za-z0-9_-]{43})$/
// Room for a century of yearly rotations; whatever is larger is not ours.
const FILE_BYTES_MAX = 16_384
const READABLE_BY_OTHERS = 0o077

export interface RootKey {
  id: string
  key: Uint8Array
}

/** The keys in the file, newest first; undefined when there is no file. */
export async function readRootKeys(path: string): Promise<RootKey[] | undefined> {
  const file = await open(path, constants.O_RDONLY).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw unavailable(path, error)
  })
  if (!file) return undefined
  try {
    // Asked of the open file and not of the path: between two looks at a path the file can be exchanged.
    const { mode, size } = await file.stat()
    // Windows has no such mode bits; there the folder's access list is the guard.
    if (process.platform !== 'win32' && mode & READABLE_BY_OTHERS)
      throw unsafe(path, `is open to other users (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${path}`)
    if (size > FILE_BYTES_MAX) throw unsafe(path, 'is too large to be a root key file; restore it from your copy')
    return parsed(path, await file.readFile('utf8'))
  } finally {
    await file.close()
  }
}

/** Makes the file with a first key. When another process was faster, its file stays and this key is dropped. */
export async function createRootKeys(path: string): Promise<void> {
  const draft = `${path}.${Buffer.from(secureRandom(8)).toString('hex')}.new`
  try {
    await writeDurably(draft, [newRootKey()])
    // A link fails where a rename would overwrite: the loser of a race must not replace a key that already wraps something.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } catch (error) {
    throw unavailable(path, error)
  } finally {
    await rm(draft, { force: true })
  }
  await syncFolder(path)
}

/** Names of the keys in the file, the newest first. */
export const rootKeyIds = async (path: string): Promise<string[]> => ((await readRootKeys(path)) ?? []).map(({ id }) => id)

function parsed(path: string, text: string): RootKey[] {
  const [header, ...lines] = text.trimEnd().split('\n')
  if (header !== HEADER) throw unsafe(path, `does not begin with “${HEADER}”; restore it from your copy`)
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => parsedLine(path, line))
  if (keys.length === 0) throw unsafe(path, 'holds no key; restore it from your copy')
  return keys
}

function parsedLine(path: string, line: string): RootKey {
  const [, id, text] = LINE.exec(line) ?? []
  const key = Buffer.from(text ?? '', 'base64url')
  // The id is a fingerprint of the key: a damaged key is found here and not when the first secret fails to open.
  if (id === undefined || key.length !== KEY_BYTES || rootKeyId(key) !== id)
    throw unsafe(path, `holds a damaged line or a key that is not ${KEY_BYTES} bytes long; restore it from your copy`)
  return { id, key }
}

export function newRootKey(): RootKey {
  const key = secureRandom(KEY_BYTES)
  return { id: rootKeyId(key), key }
}

const rootKeyId = (key: Uint8Array) =>
  `rk_${createHash('sha256').update('skykeep root key').update(key).digest('hex').slice(0, 16)}`

/** What stands in a file of these keys. */
export const fileText = (keys: RootKey[]) =>
  [HEADER, WARNING, ...keys.map(({ id, key }) => `${id} ${Buffer.from(key).toString('base64url')}`), ''].join('\n')

async function writeDurably(path: string, keys: RootKey[]): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(fileText(keys))
    await file.sync()
  } finally {
    await file.close()
  }
}

// A new name survives a power failure only when its folder was written too.
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dirname(path), constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export const unsafe = (path: string, what: string) =>
  new KeyRingError('ROOT_KEY_FILE_UNSAFE', { detail: `The root key file ${path} ${what}.` })

export const unavailable = (path: string, cause: unknown) =>
  new KeyRingError('ROOT_KEY_UNAVAILABLE', {
    detail: `The root key file ${path} could not be read or written; check that its folder exists and belongs to the user of this process.`,
    cause,
  })
