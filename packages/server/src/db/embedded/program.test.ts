import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { makeLibraryLinks } from './library-links.ts'
import { type NativeFolder, nativeFolder } from './native-folder.ts'
import { programFor } from './program.ts'

const nobody = { uid: 65534, gid: 65534 }
const isRoot = process.getuid?.() === 0
const canOthersRunNode = isRoot && spawnSync(process.execPath, ['--version'], { ...nobody, cwd: '/' }).status === 0

test('links that a skipped install script did not make are made, as often as asked', () => {
  const native = withoutLinks(temporaryFolder())
  makeLibraryLinks(native.path)
  makeLibraryLinks(native.path)
  expect(programFor(undefined, temporaryFolder(), native)).toEqual({
    postgres: join(native.path, 'bin/postgres'),
    initdb: join(native.path, 'bin/initdb'),
  })
})

test.runIf(isRoot)('binaries below a folder that the server’s user cannot enter are run from a copy, which is used again', () => {
  const home = temporaryFolder()
  const native = withoutLinks(home)
  chmodSync(home, 0o700)
  const place = openFolder()
  const { postgres } = programFor(nobody, home, native, [place])
  expect(postgres.startsWith(place)).toBe(true)
  expect(programFor(nobody, home, native, [place]).postgres).toBe(postgres)
  expect(readdirSync(place)).toHaveLength(1)
})

test.runIf(canOthersRunNode)('an ordinary user who cannot write node_modules runs a copy from the data folder', () => {
  const native = withoutLinks(openFolder())
  const dataFolder = openFolder()
  chownSync(dataFolder, nobody.uid, nobody.gid)
  const module = new URL('./program.ts', import.meta.url).href
  const code = `import(${JSON.stringify(module)}).then(({ programFor }) => console.log(programFor(undefined, ${JSON.stringify(dataFolder)}, ${JSON.stringify(native)}).postgres))`
  const { stdout } = spawnSync(process.execPath, ['-e', code], { ...nobody, cwd: '/', encoding: 'utf8' })
  expect(stdout.startsWith(dataFolder)).toBe(true)
})

function openFolder(): string {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  return folder
}

/** The package as it lies in node_modules when its install script was skipped. */
function withoutLinks(folder: string): NativeFolder {
  const { path, version } = nativeFolder()
  const copy = join(folder, 'native')
  mkdirSync(copy)
  cpSync(path, copy, { recursive: true, verbatimSymlinks: true, filter: (name) => !name.endsWith('.a') })
  for (const { name, parentPath } of readdirSync(copy, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isSymbolicLink(),
  )) {
    rmSync(join(parentPath, name))
  }
  return { path: copy, version }
}
