import { generateKeyPairSync } from 'node:crypto'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { control } from '../testing/control.ts'
import { publicKeysOf } from './public-keys.ts'

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })

/** A table of keys that counts how often it is read; a read can be held back. */
function pretendTable(...kids: string[]) {
  const table = {
    kids,
    reads: 0,
    held: null as Promise<void> | null,
    fails: false,
    pool: {
      async query() {
        table.reads++
        const rows = table.kids.map((kid) => ({ kid, public_key: key }))
        await table.held
        if (table.fails) throw new Error('away')
        return { rows }
      },
    } as unknown as Pool,
  }
  return table
}

test('keys are read once and remembered for a minute', async () => {
  const table = pretendTable('a', 'b')
  let now = 1_000_000
  const keys = publicKeysOf(table.pool, () => now)
  const found = await Promise.all(['a', 'b', 'a'].map((kid) => keys.keyOf(kid)))
  expect(found.map((one) => one?.asymmetricKeyType)).toEqual(['ec', 'ec', 'ec'])
  now += 59_999
  await keys.keyOf('a')
  expect(table.reads).toBe(1)
  now += 1
  await keys.keyOf('a')
  expect(table.reads).toBe(2)
})

test('O-16 a key that was just made is found, and a thousand invented ones cost one read', async () => {
  const table = pretendTable('a')
  let now = 1_000_000
  const keys = publicKeysOf(table.pool, () => now)
  await keys.keyOf('a')
  table.kids = ['a', 'b']
  now += 1_000
  expect(await keys.keyOf('b')).toBeDefined()
  now += 999
  for (let i = 0; i < 1_000; i++) expect(await keys.keyOf(`invented ${i}`)).toBeUndefined()
  expect(table.reads).toBe(2)
})

control('KEY-23', 'a withdrawn key is forgotten when its signal comes, even if it was being read at that moment', async () => {
  const table = pretendTable('a')
  const keys = publicKeysOf(table.pool, () => 1_000_000)
  const { promise, resolve } = Promise.withResolvers<void>()
  table.held = promise
  const early = keys.keyOf('a')
  table.kids = []
  keys.clear()
  table.held = null
  expect(await keys.keyOf('a')).toBeUndefined()
  resolve()
  await early
  expect(await keys.keyOf('a')).toBeUndefined()
})

test('a read that failed is told and not remembered', async () => {
  const table = pretendTable('a')
  const keys = publicKeysOf(table.pool, () => 1_000_000)
  table.fails = true
  await expect(keys.keyOf('a')).rejects.toThrow('away')
  table.fails = false
  expect(await keys.keyOf('a')).toBeDefined()
})
