import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileRootKey } from './root-key.ts'
import { fileText, newRootKey, rootKeyIds } from './root-key-file.ts'
import { addRootKey, removeRootKeys } from './root-key-rotation.ts'

let folder: string
let path: string
let first: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skykeep-root-'))
  path = join(folder, 'root.key')
  first = await fileRootKey(path).keyId()
})
afterEach(() => rm(folder, { recursive: true }))

const others = async () => (await readdir(folder)).filter((name) => name !== 'root.key')

test('two root rotations at once lose no key, and each succeeds', async () => {
  const added = await Promise.all(Array.from({ length: 4 }, () => addRootKey(path, { needed: [first] })))
  expect((await rootKeyIds(path)).sort()).toEqual([first, ...added].sort())
  expect(await others()).toEqual([])
})

test('processes that rotate at once lose no key of each other', async () => {
  const script = `${imports} for (let n = 0; n < 20; n++) console.log(await addRootKey(path, { needed }))`
  const outputs = await Promise.all([ended(started(script)), ended(started(script)), ended(started(script))])
  const added = outputs.flatMap((output) => output.trim().split('\n'))
  expect(added).toHaveLength(60)
  expect((await rootKeyIds(path)).sort()).toEqual([first, ...added].sort())
  expect(await others()).toEqual([])
}, 30_000)

test('a process that is killed while it writes the file leaves nothing that the next rotation stumbles over', async () => {
  // As long as it goes on, it nearly always has a draft.
  const script = `${imports} for (;;) {
    await addRootKey(path, { needed })
    await removeRootKeys(path, (await rootKeyIds(path)).filter((id) => !needed.includes(id)), { needed })
  }`
  for (let tries = 0; (await others()).length === 0; tries++) {
    expect(tries).toBeLessThan(50)
    const child = started(script)
    for (const end = Date.now() + 10_000; (await others()).length === 0 && Date.now() < end; ) await delay(1)
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
  }
  const lines: string[] = []
  const id = await addRootKey(path, { needed: [first], tell: (line) => void lines.push(line) })
  expect(await rootKeyIds(path)).toEqual(expect.arrayContaining([id, first]))
  expect(await others()).toEqual([])
  expect(lines).toEqual([expect.stringMatching(/root\.key\.[0-9a-f]{16}\.next was discarded: /)])
}, 60_000)

test.each([
  ['that is whole', 0, /Copy the line of rk_\w+ from .*next to its end/],
  ['that is half written', 9, /Restore it from the copy/],
])('nothing is deleted beside a draft %s while a data key needs what the file does not hold', async (_, lacks, says) => {
  const key = newRootKey()
  const text = fileText([key]).slice(0, fileText([key]).length - lacks)
  await writeFile(`${path}.next`, text, { mode: 0o600 })
  const before = await readFile(path, 'utf8')
  for (const act of [
    () => addRootKey(path, { needed: [first, key.id] }),
    () => removeRootKeys(path, [first], { needed: [first, key.id] }),
  ])
    await expect(act()).rejects.toThrow(
      expect.objectContaining({ code: 'ROOT_KEY_FILE_UNSAFE', message: expect.stringMatching(says) }),
    )
  expect([await readFile(path, 'utf8'), await readFile(`${path}.next`, 'utf8')]).toEqual([before, text])
  expect(await others()).toEqual(['root.key.next'])
})

test('a file that is gone is not made anew while data keys need what it held', async () => {
  await rm(path)
  await expect(addRootKey(path, { needed: [first] })).rejects.toThrow(/Restore it from the copy/)
  expect(await readdir(folder)).toEqual([])
})

const imports = `const { addRootKey, removeRootKeys, rootKeyIds } = await import('@skykeep/keyring')
  const [path, ...needed] = process.argv.slice(1)
`

const started = (script: string) =>
  spawn(process.execPath, ['--input-type=module', '-e', script, path, first], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })

async function ended(child: ReturnType<typeof started>): Promise<string> {
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  await new Promise((resolve) => child.once('close', resolve))
  return output
}
