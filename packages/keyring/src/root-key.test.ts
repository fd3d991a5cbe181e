import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileRootKey } from './root-key.ts'
import { addRootKey } from './root-key-rotation.ts'

let folder: string
let path: string
const key = Buffer.alloc(32, 9)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skykeep-root-'))
  path = join(folder, 'root.key')
})
afterEach(() => rm(folder, { recursive: true }))

const fault = (code: string, says = /./) =>
  expect.objectContaining({ name: 'KeyRingError', code, message: expect.stringMatching(says) })

test('the first use makes a file that only its owner can read, and nothing is left beside it', async () => {
  const id = await fileRootKey(path).keyId()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['root.key'])
  expect(await fileRootKey(path).keyId()).toBe(id)
})

test('[KEY-2] a wrapped key unwraps only with the words it was wrapped with, and only unchanged', async () => {
  const root = fileRootKey(path)
  const wrapped = await root.wrap(key, 'here')
  expect(Buffer.from(await root.unwrap(wrapped, 'here'))).toEqual(key)
  await expect(root.unwrap(wrapped, 'there')).rejects.toThrow(fault('ENVELOPE_REFUSED'))
  // Another letter of the same alphabet, so that what is refused is the seal and not the spelling.
  const changed = Buffer.from(wrapped)
  changed[40] = changed[40] === 0x41 ? 0x42 : 0x41
  await expect(root.unwrap(changed, 'here')).rejects.toThrow(fault('ENVELOPE_REFUSED'))
})

test('many processes that start at once end with one and the same root key', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => fileRootKey(path).keyId()))
  expect(new Set(ids).size).toBe(1)
  expect(await readdir(folder)).toEqual(['root.key'])
})

test.each([0o640, 0o604, 0o620, 0o666])(
  '[KEY-4] K-04 a file that others can open (mode %o) is refused with what to do',
  async (mode) => {
    const root = fileRootKey(path)
    const wrapped = await root.wrap(key, 'a')
    await chmod(path, mode)
    await expect(root.unwrap(wrapped, 'a')).rejects.toThrow(fault('ROOT_KEY_FILE_UNSAFE', /chmod 600/))
    await expect(fileRootKey(path).wrap(key, 'a')).rejects.toThrow(fault('ROOT_KEY_FILE_UNSAFE', /chmod 600/))
  },
)

test.each([
  ['is empty', () => ''],
  ['has another first line', (text: string) => text.replace('skykeep', 'other')],
  ['has no key', (text: string) => text.split('\n').slice(0, 2).join('\n')],
  ['has a key that is too short', (text: string) => text.replace(/.{4}\n$/, '\n')],
  [
    'has one changed letter in its key',
    (text: string) => text.replace(/(.)(.{5}\n)$/, (_, at, rest) => (at === 'A' ? 'B' : 'A') + rest),
  ],
  ['is very long', (text: string) => text + '# \n'.repeat(10_000)],
])('a file that %s is refused, and stays as it is', async (_, damage) => {
  await fileRootKey(path).keyId()
  const damaged = damage(await readFile(path, 'utf8'))
  await writeFile(path, damaged)
  await expect(fileRootKey(path).wrap(key, 'a')).rejects.toThrow(fault('ROOT_KEY_FILE_UNSAFE', /restore it/))
  expect(await readFile(path, 'utf8')).toBe(damaged)
})

test('the texts of its errors never hold the key', async () => {
  await fileRootKey(path).keyId()
  const text = await readFile(path, 'utf8')
  const secret = / ([\w-]{43})\n/.exec(text)![1]!
  await writeFile(path, text.replace(/^(rk_)./m, '$1x'))
  const error = await fileRootKey(path)
    .keyId()
    .catch((reason) => reason)
  expect(error.code).toBe('ROOT_KEY_FILE_UNSAFE')
  expect(`${error.message} ${error.stack} ${error.cause}`).not.toContain(secret)
})

test('a file that was there and is gone is reported, and no second key takes its place', async () => {
  const root = fileRootKey(path)
  const wrapped = await root.wrap(key, 'a')
  await rm(path)
  await expect(root.wrap(key, 'a')).rejects.toThrow(fault('ROOT_KEY_UNKNOWN', /missing; restore/))
  await expect(root.unwrap(wrapped, 'a')).rejects.toThrow(fault('ROOT_KEY_UNKNOWN'))
  await expect(fileRootKey(path).unwrap(wrapped, 'a')).rejects.toThrow(fault('ROOT_KEY_UNKNOWN'))
  expect(await readdir(folder)).toEqual([])
})

test('what another root key wrapped is refused with the name of the key that is needed', async () => {
  const other = fileRootKey(join(folder, 'other.key'))
  const wrapped = await other.wrap(key, 'a')
  await expect(
    fileRootKey(path)
      .wrap(key, 'a')
      .then(() => fileRootKey(path).unwrap(wrapped, 'a')),
  ).rejects.toThrow(fault('ROOT_KEY_UNKNOWN', new RegExp(await other.keyId())))
})

test('[KEY-3] a new root key wraps at once in a running process, and the older one still unwraps', async () => {
  const root = fileRootKey(path)
  const old_id = await root.keyId()
  const old = await root.wrap(key, 'a')
  const new_id = await addRootKey(path, { needed: [old_id] })
  expect(new_id).not.toBe(old_id)
  expect(await root.keyId()).toBe(new_id)
  expect(Buffer.from(await root.wrap(key, 'a')).toString()).toContain(new_id)
  expect(Buffer.from(await root.unwrap(old, 'a'))).toEqual(key)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['root.key'])
})

test('a folder that is not there is reported with what to check', async () => {
  await expect(fileRootKey(join(folder, 'no', 'root.key')).keyId()).rejects.toThrow(
    fault('ROOT_KEY_UNAVAILABLE', /folder exists/),
  )
})
