import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newFolder, removeFolder, type StartedServer, startServer } from './bench/server.ts'

const folder = newFolder()
let server: StartedServer
beforeAll(async () => {
  server = await startServer({}, folder)
})
afterAll(async () => {
  await server.stop()
  removeFolder(folder)
})

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const walk = /```sh walk\n([\s\S]*?)```/.exec(readme)![1]!

test('the walk with curl in the README answers what it says', { timeout: 120_000 }, () => {
  const expected = [...walk.matchAll(/# (\d+)( |$)/gm)].map(([, status]) => status!)
  const environment = { PATH: process.env.PATH, SKYKEEP_DATA_DIR: folder }
  const output = execFileSync('bash', ['-c', walk], { env: environment, encoding: 'utf8' })
  expect(expected.length).toBeGreaterThan(10)
  expect(output.trim().split('\n')).toEqual(expected)
})
