import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { startWatched } from './watched-server.ts'

test('a server that does not mind SIGINT gets SIGQUIT when its time is over', async () => {
  const { server, said } = await watched(
    `process.on('SIGINT', () => console.log('INT')); process.on('SIGQUIT', () => { console.log('QUIT'); process.exit() })`,
  )
  await server.stop()
  expect(said()).toEqual(['ready', 'INT', 'QUIT'])
})

test('a server that ends by itself is noticed', async () => {
  const { server } = await watched('setTimeout(() => process.exit(3), 10)')
  await server.exited
  expect(server.hasExited()).toBe(true)
})

test('stopping a server that has ended already is no fault', async () => {
  const { server } = await watched('process.exit()')
  await server.exited
  await server.stop()
  expect(server.hasExited()).toBe(true)
})

async function watched(script: string) {
  const file = join(temporaryFolder(), 'log')
  const logDescriptor = openSync(file, 'a')
  const code = `${script}; setInterval(() => {}, 1000); console.log('ready')`
  const server = startWatched({ command: process.execPath, args: ['-e', code], logDescriptor, limitSeconds: 1 })
  closeSync(logDescriptor)
  const said = () => readFileSync(file, 'utf8').trim().split('\n')
  await waitUntil('it is ready or gone', () => said().includes('ready') || server.hasExited())
  return { server, said }
}
