import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import type { NativeFolder } from './native-folder.ts'
import { copyProgram } from './program-copy.ts'

control('DATABASE-4', 'a copy of the binaries that somebody else could have written is never used', () => {
  const native = smallProgram()
  const place = temporaryFolder()
  const program = join(copyProgram(native, place), 'bin', 'postgres')
  chmodSync(program, 0o777)
  writeFileSync(program, 'theirs')
  expect(() => copyProgram(native, place)).toThrow(/ENOTEMPTY|EEXIST/)
})

test('a copy that a cleaner of temporary files cut short is made again', () => {
  const native = smallProgram()
  const place = temporaryFolder()
  const program = join(copyProgram(native, place), 'bin', 'postgres')
  writeFileSync(program, '')
  copyProgram(native, place)
  expect(readFileSync(program, 'utf8')).toBe('ours')
  expect(readdirSync(place)).toHaveLength(1)
})

function smallProgram(): NativeFolder {
  const path = join(temporaryFolder(), 'native')
  mkdirSync(join(path, 'bin'), { recursive: true })
  writeFileSync(join(path, 'bin', 'postgres'), 'ours')
  return { path, version: '18.0.0' }
}
