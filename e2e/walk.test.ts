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
/** All of them, one after the other, as somebody would who reads on. */
const walk = [...readme.matchAll(/```sh walk\n([\s\S]*?)```/g)].map(([, lines]) => lines).join('')

test('the walk with curl in the README answers what it says', { timeout: 240_000 }, () => {
  const expected = [...walk.matchAll(/# (\d+)( |$)/gm)].map(([, status]) => status!)
  const environment = { PATH: process.env.PATH, SKYKEEP_DATA_DIR: folder }
  const output = execFileSync('bash', ['-c', walk], { env: environment, encoding: 'utf8' })
  expect(expected.length).toBeGreaterThan(10)
  const answers = output.split('\n').filter((line) => /^\d+$/.test(line))
  expect(answers).toEqual(expected)
  expect(output).toContain('It is deallocated because of')
})
