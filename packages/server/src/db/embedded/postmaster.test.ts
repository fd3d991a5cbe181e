import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { forgetStrangers, runningServer } from './postmaster.ts'

test('a living process that is no server of this cluster is forgotten, the rest of the file stays', () => {
  const { cluster, file } = clusterWith(process.pid)
  expect(runningServer(cluster)).toBeUndefined()
  forgetStrangers(cluster)
  expect(readFileSync(file, 'utf8')).toBe(`2147483646\n${cluster}\n1795331461\n5432\n`)
})

test('a zombie is no running server', async () => {
  const { cluster } = clusterWith(await zombie())
  expect(runningServer(cluster)).toBeUndefined()
})

test('a cluster that was shut down has nothing to forget', () => {
  const cluster = temporaryFolder()
  forgetStrangers(cluster)
  expect(runningServer(cluster)).toBeUndefined()
})

function clusterWith(pid: number): { cluster: string; file: string } {
  const cluster = join(temporaryFolder(), 'data')
  mkdirSync(cluster)
  const file = join(cluster, 'postmaster.pid')
  writeFileSync(file, `${pid}\n${cluster}\n1795331461\n5432\n`)
  return { cluster, file }
}

/** A process that has ended and that its parent, a `sleep`, never collects. */
async function zombie(): Promise<number> {
  const parent = spawn('/bin/sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void parent.kill('SIGKILL'))
  for await (const line of parent.stdout!) return Number(String(line))
  throw new Error('the shell said nothing')
}
