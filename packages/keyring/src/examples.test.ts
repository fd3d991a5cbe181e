import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as keyring from './index.ts'
import { certificateRequest } from './testing/certificate-requests.ts'
import { memoryRootKey } from './testing/memory-root-key.ts'
import { memoryDataKeyStore, memorySigningKeyStore } from './testing/memory-stores.ts'
import { testClock } from './testing/test-clock.ts'

// Every `@example` in the docstrings runs here. A line `expression // => value` is an expectation, every other line is run.
const EXAMPLE = /@example\n((?: \* .*\n)+)/g
const EXPECTATION = /^(.*) \/\/ => (.*)$/
const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => (...values: unknown[]) => Promise<void>

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skykeep-examples-'))
})
afterAll(() => rm(folder, { recursive: true }))

const sources = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const examples = (await Promise.all(sources.map(examplesOf))).flat()

test('the docstrings have examples', () => {
  expect(examples.length).toBeGreaterThan(15)
})

test.each(examples)('the example in $file runs as written: $first', async ({ code }) => {
  const clock = testClock()
  const root = memoryRootKey()
  const keyRing = new keyring.KeyRing({ root, store: memoryDataKeyStore(), clock })
  const { csrPem } = await certificateRequest()
  const about = {
    ...keyring,
    memoryDataKeyStore,
    memorySigningKeyStore,
    clock,
    root,
    keyRing,
    csrPem,
    folder,
    now: clock.now(),
    expect,
  }
  // In a block, so that an example may give its own meaning to a name that is handed in.
  await new AsyncFunction(...Object.keys(about), `{\n${code}\n}`)(...Object.values(about))
})

async function examplesOf(file: string) {
  const text = await readFile(join(import.meta.dirname, file), 'utf8')
  return [...text.matchAll(EXAMPLE)].map(([, lines]) => {
    const statements = lines!
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(' * '.length))
    return { file, first: statements[0]!, code: statements.map(asStatement).join('\n') }
  })
}

function asStatement(line: string): string {
  const [, expression, value] = EXPECTATION.exec(line) ?? []
  return expression === undefined ? line : `expect(await (${expression})).toEqual(${value})`
}
