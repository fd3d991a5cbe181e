import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { withFileLock } from './file-lock.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder, 'some.lock')
})

test('one works at a time, and nothing is left behind', async () => {
  let [inside, most, done] = [0, 0, 0]
  const work = async () => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setImmediate(resolve))
    inside--
    return ++done
  }
  const answers = await Promise.all(Array.from({ length: 20 }, () => withFileLock(path, work)))
  expect([most, done, new Set(answers).size]).toEqual([1, 20, 20])
  expect(readdirSync(folder)).toEqual([])
})

test('work that fails gives the lock back', async () => {
  await expect(withFileLock(path, () => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed')
  expect(existsSync(path)).toBe(false)
})

test('the lock of a process that died is taken over by exactly one of those who wait, time after time', async () => {
  const dead = spawn(process.execPath, ['-e', ''])
  await once(dead, 'exit')
  for (let round = 0; round < 10; round++) {
    writeFileSync(path, JSON.stringify({ pid: dead.pid, host: hostname(), nonce: `of the dead ${round}`.replaceAll(' ', '-') }))
    let [inside, most] = [0, 0]
    const work = async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside--
    }
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, work)))
    expect([round, most, readdirSync(folder)]).toEqual([round, 1, []])
  }
})

test('the lock of a process that lives, or of another machine, is waited for', async () => {
  for (const holder of [
    { pid: process.pid, host: hostname(), nonce: 'alive' },
    { pid: 1, host: 'elsewhere', nonce: 'far' },
  ]) {
    writeFileSync(path, JSON.stringify(holder))
    let isDone = false
    const waiting = withFileLock(path, async () => {
      isDone = true
    })
    // It has looked, and looked again, when its draft has been there and gone.
    for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect([isDone, JSON.parse(readFileSync(path, 'utf8'))]).toEqual([false, holder])
    rmSync(path)
    await waiting
    expect(isDone).toBe(true)
  }
})
