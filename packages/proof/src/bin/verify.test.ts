import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkpointOf, consistencyOf, linesOfExport, sampleLog, TEAM_A } from '../testing/sample-log.ts'
import { encodeVerifierKey } from '../verifier-key.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skykeep-verify-'))
  const log = await sampleLog(20)
  const lines = linesOfExport(log.checkpoint, { leaves: log.leaves, rows: log.rows })
  const team = linesOfExport(log.checkpoint, { leaves: log.leaves, rows: log.rows, team_id: TEAM_A })
  const files = {
    'good.ndjson': `${lines.join('\n')}\n`,
    'bad.ndjson': `${lines.join('\n').replace('"id":"entry-9"', '"id":"entry-X"')}\n`,
    'team.ndjson': `${team.join('\n')}\n`,
    'key.txt': `${encodeVerifierKey(log.signer.key)}\n`,
    'earlier.txt': await checkpointOf(log.leaves.slice(0, 11), log.signer),
    'consistency.json': JSON.stringify(consistencyOf(log.leaves, 11)),
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
})
afterAll(() => rm(folder, { recursive: true }))

function run(args: string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'verify.ts'), ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test('the command verifies an honest export and exits with 0', () => {
  expect(run(['good.ndjson', '--key', 'key.txt', '--witness', 'earlier.txt'])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('VERIFIED: 20 entries'),
  })
  expect(run(['team.ndjson', '--key', 'key.txt', '--witness', 'earlier.txt', '--consistency', 'consistency.json']).status).toBe(0)
})

test('the command names the entry that was changed and exits with 1', () => {
  const { status, stdout } = run(['bad.ndjson', '--key', 'key.txt'])
  expect(status).toBe(1)
  expect(stdout).toContain('entry_not_in_tree entry 9 id entry-X')
})

test('the command reads an export from standard input', () => {
  const { status, stdout } = run(['-', '--key', 'key.txt'], 'no export\n')
  expect([status, stdout]).toEqual([1, expect.stringContaining('header_missing')])
})

test.each([
  ['no key', ['good.ndjson']],
  ['no file', ['--key', 'key.txt']],
  ['a file that is not there', ['none.ndjson', '--key', 'key.txt']],
  ['a key file that holds none', ['good.ndjson', '--key', 'earlier.txt']],
  ['a proof that is none', ['good.ndjson', '--key', 'key.txt', '--consistency', 'key.txt']],
  ['an unknown option', ['good.ndjson', '--key', 'key.txt', '--trust-me']],
])('with %s the command says how it is used and exits with 2', (_what, args) => {
  expect(run(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('usage: skykeep-verify') })
})
